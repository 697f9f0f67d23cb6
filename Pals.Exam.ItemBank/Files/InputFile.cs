using System.IO.Compression;
using System.Text;

namespace Pals.Exam.ItemBank.Files;

/// <summary>Opens input files; a name ending in <c>.gz</c> is read compressed. What cannot be opened is the user's to mend.</summary>
public static class InputFile
{
    /// <summary>Opens <paramref name="path"/> as text, UTF-8 unless a byte order mark says otherwise.</summary>
    /// <exception cref="InputException">The file does not exist or may not be read.</exception>
    public static StreamReader OpenText(string path) => new(OpenBinary(path), Encoding.UTF8);

    /// <summary>Opens <paramref name="path"/> as bytes.</summary>
    /// <exception cref="InputException">The file does not exist or may not be read.</exception>
    public static Stream OpenBinary(string path)
    {
        if (Directory.Exists(path))
        {
            throw new InputException(path, 0, 0, "is a folder, but a file was expected");
        }

        try
        {
            var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1 << 16, FileOptions.SequentialScan);
            return AtomicFile.IsCompressed(path) ? new GZipStream(file, CompressionMode.Decompress) : file;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new InputException(path, 0, 0, "no such file", e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new InputException(path, 0, 0, "may not be read", e);
        }
    }

    /// <summary>The whole text of <paramref name="path"/>.</summary>
    /// <exception cref="InputException">The file cannot be opened, or is not the gzip file that its name promises.</exception>
    public static string ReadAllText(string path)
    {
        using StreamReader reader = OpenText(path);
        try
        {
            return reader.ReadToEnd();
        }
        catch (InvalidDataException e)
        {
            throw new InputException(path, 0, 0, $"is not a gzip file: {e.Message}", e);
        }
    }
}
