using System.IO.Compression;
using Pals.Exam.ItemBank.Files;

namespace Pals.Exam.ItemBank.Tests.Files;

public sealed class AtomicFileTests
{
    [Theory]
    [InlineData("out.csv")]
    [InlineData("out.csv.gz")]
    public void WriteText_ThenRead_GivesTheTextBack(string name)
    {
        using var folder = new TemporaryFolder();

        AtomicFile.WriteText(folder[name], writer => writer.WriteLine("item,a,b ≥"));

        Assert.Equal("item,a,b ≥\n", InputFile.ReadAllText(folder[name]));
    }

    [Fact]
    public void WriteText_GzName_WritesGzip()
    {
        using var folder = new TemporaryFolder();

        AtomicFile.WriteText(folder["out.gz"], writer => writer.Write("x"));

        using var gzip = new GZipStream(File.OpenRead(folder["out.gz"]), CompressionMode.Decompress);
        Assert.Equal('x', gzip.ReadByte());
        Assert.Equal(-1, gzip.ReadByte());
    }

    [Fact]
    public void WriteText_FailureHalfway_KeepsTheOldFileAndLeavesNothingElse()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("out.csv", "old");

        Assert.Throws<OperationCanceledException>(() => AtomicFile.WriteText(path, writer =>
        {
            writer.Write(new string('n', 1 << 20));
            throw new OperationCanceledException();
        }));

        Assert.Equal("old", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void WriteText_MissingFolder_NamesIt()
    {
        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder["absent"], "out.csv");

        InputException e = Assert.Throws<InputException>(() => AtomicFile.WriteText(path, _ => { }));

        Assert.Contains(folder["absent"], e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ReadAllText_MissingFile_NamesIt()
    {
        using var folder = new TemporaryFolder();

        InputException e = Assert.Throws<InputException>(() => InputFile.ReadAllText(folder["absent.yaml"]));

        Assert.Equal($"{folder["absent.yaml"]}: no such file", e.Message);
    }

    [Fact]
    public void ReadAllText_GzNameWithoutGzip_SaysSo()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("plain.csv.gz", "not compressed");

        InputException e = Assert.Throws<InputException>(() => InputFile.ReadAllText(path));

        Assert.StartsWith($"{path}: is not a gzip file", e.Message, StringComparison.Ordinal);
    }
}
