using Pals.Exam.ItemBank.Files;

namespace Pals.Exam.ItemBank.Tests.Files;

public sealed class AtomicFolderTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Create_NewOrEmptyFolder_HoldsWhatWasWritten(bool exists)
    {
        using var folder = new TemporaryFolder();
        if (exists)
        {
            Directory.CreateDirectory(folder["out"]);
        }

        AtomicFolder.Create(folder["out"] + Path.DirectorySeparatorChar, path => File.WriteAllText(Path.Combine(path, "a"), "1"));

        Assert.Equal([folder["out"]], Directory.EnumerateFileSystemEntries(folder.Path));
        Assert.Equal("1", File.ReadAllText(Path.Combine(folder["out"], "a")));
    }

    [Fact]
    public void Create_WorkThatFails_LeavesNothing()
    {
        using var folder = new TemporaryFolder();
        Assert.Throws<InvalidDataException>(() => AtomicFolder.Create(folder["out"], path =>
        {
            File.WriteAllText(Path.Combine(path, "a"), "1");
            throw new InvalidDataException();
        }));
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    [Fact]
    public void Create_PlaceThatIsTaken_IsRefused()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["full"]);
        folder.Write("full/a", "1");
        folder.Write("file", "1");
        Assert.Contains("is not empty", Refusal(folder["full"]), StringComparison.Ordinal);
        Assert.Contains("is a file", Refusal(folder["file"]), StringComparison.Ordinal);
        Assert.Contains("there is no folder", Refusal(Path.Combine(folder["none"], "out")), StringComparison.Ordinal);

        static string Refusal(string path) => Assert.Throws<InputException>(() => AtomicFolder.Create(path, _ => { })).Message;
    }
}
