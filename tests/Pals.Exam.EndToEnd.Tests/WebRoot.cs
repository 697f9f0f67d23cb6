namespace Pals.Exam.EndToEnd.Tests;

/// <summary>A copy of the server's web root with one more language in it.</summary>
internal sealed class WebRoot : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public WebRoot(string language, string text)
    {
        foreach (string file in Directory.EnumerateFiles(Shipped, "*", SearchOption.AllDirectories))
        {
            string copy = System.IO.Path.Combine(Path, System.IO.Path.GetRelativePath(Shipped, file));
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        File.WriteAllText(System.IO.Path.Combine(Path, "js", "languages", $"{language}.js"), text);
    }

    /// <summary>The web root as it is shipped.</summary>
    public static string Shipped { get; } = System.IO.Path.Combine(RepositoryRoot.Path, "Pals.Exam.Api", "wwwroot");

    public string Path => _folder.Path;

    public void Dispose() => _folder.Dispose();
}
