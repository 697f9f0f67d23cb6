using Pals.Exam.ItemBank.Definitions;

namespace Pals.Exam.ItemBank.Tests.Commands;

public sealed class DefinitionCommandTests
{
    [Fact]
    public async Task Process_Example_PrintsACommentedDefinitionThatParses()
    {
        ProcessResult result = await ItembankProcess.RunAsync("definition", "--example");

        Assert.Equal(0, result.ExitCode);
        Assert.StartsWith("#", result.Output, StringComparison.Ordinal);
        DefinitionFile file = DefinitionReader.Read("example.yaml", result.Output);
        Assert.Equal("pals-adaptive", file.Template.Id);
        Assert.Equal(84, file.PercentCorrect);
    }

    [Fact]
    public async Task Process_BrokenDefinition_ExitsTwoWithFileLineAndColumn()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("d.yaml", ShippedDefinitions.Text("pals-adaptive")!.Replace("confidence: 0.95", "confidence: high", StringComparison.Ordinal));

        ProcessResult result = await ItembankProcess.RunAsync("definition", path);

        Assert.Equal(2, result.ExitCode);
        Assert.Equal("", result.Output);
        Assert.Matches($@"^{path}:\d+:13: confidence: expected a number from 0 to 1, found 'high'\n$", result.Error);
    }
}
