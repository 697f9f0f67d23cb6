namespace Pals.Exam.LoadTest.Servers;

/// <summary>A folder for a server's data that is gone with the run.</summary>
internal sealed class DataFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("pals-exam-load-").FullName;

    /// <summary>Size of everything in it, in megabytes.</summary>
    public double Megabytes => new DirectoryInfo(Path).EnumerateFiles().Sum(file => file.Length) / 1e6;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
