using System.Diagnostics;

namespace Pals.Exam.EndToEnd.Tests;

/// <summary>The shell commands of a guide in docs/, run as a reader would paste them.</summary>
internal static class Guide
{
    private const string Begin = "```bash\n";
    private const string End = "```";

    /// <summary>Runs every shell block of the guide, one after the other in one shell, and returns what they printed.</summary>
    public static async Task<string> Run(string name, string folder, params (string Name, string Value)[] variables)
    {
        string script = string.Join('\n', Blocks(await File.ReadAllTextAsync(Path.Combine(RepositoryRoot.Path, "docs", name))));
        var start = new ProcessStartInfo("bash", ["-euo", "pipefail", "-c", script])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string variable, string value) in variables)
        {
            start.Environment[variable] = value;
        }

        using Process shell = Process.Start(start)!;
        Task<string> errors = shell.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string output = await shell.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await shell.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(shell.ExitCode == 0, $"docs/{name} fails:\n{output}\n{await errors}");
        return output;
    }

    private static IEnumerable<string> Blocks(string text)
    {
        for (int at = text.IndexOf(Begin, StringComparison.Ordinal); at >= 0; at = text.IndexOf(Begin, at, StringComparison.Ordinal))
        {
            at += Begin.Length;
            yield return text[at..text.IndexOf(End, at, StringComparison.Ordinal)];
        }
    }
}
