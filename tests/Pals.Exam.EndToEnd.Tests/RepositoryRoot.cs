namespace Pals.Exam.EndToEnd.Tests;

/// <summary>Where the solution stands.</summary>
internal static class RepositoryRoot
{
    public static string Path { get; } = Find();

    private static string Find()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(System.IO.Path.Combine(folder.FullName, "PalsExam.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException($"PalsExam.sln is in no folder above {AppContext.BaseDirectory}.");
    }
}
