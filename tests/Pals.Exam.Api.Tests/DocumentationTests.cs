using Pals.Exam.Api.Problems;

namespace Pals.Exam.Api.Tests;

public sealed class DocumentationTests
{
    [Fact]
    public void HttpApi_TableOfErrors_HasEveryProblemWithItsStatus()
    {
        string[] documented =
        [
            .. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "http-api.md"))
                .SkipWhile(line => line != "## Errors")
                .TakeWhile(line => line != "## Configuration")
                .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
                .Select(line => string.Join(' ', line.Split('|').Skip(1).Take(2).Select(cell => cell.Trim(' ', '`')))),
        ];
        ProblemType[] types = [.. typeof(ProblemTypes).GetFields().Select(field => (ProblemType)field.GetValue(null)!)];

        Assert.Equal(types.Select(type => $"{type.Name} {type.Status}").Order(), documented.Order());
        Assert.Equal(types.Length, types.Select(type => type.Uri).Distinct().Count());
    }
}
