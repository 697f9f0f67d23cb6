using System.IO.Compression;
using System.Text;

namespace Pals.Exam.ItemBank.Files;

/// <summary>
/// Output files that appear whole or not at all: written beside their destination under a temporary name and moved there when complete.
/// A name ending in <c>.gz</c> is written compressed.
/// </summary>
public static class AtomicFile
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>True when files of this name hold gzip data.</summary>
    public static bool IsCompressed(string path) => path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);

    /// <summary>Writes text as UTF-8 without a byte order mark, lines ending in a line feed on every system.</summary>
    /// <exception cref="InputException">The folder does not exist or may not be written to.</exception>
    public static void WriteText(string path, Action<TextWriter> write) => WriteBinary(path, stream =>
    {
        using var writer = new StreamWriter(stream, Utf8, bufferSize: 1 << 16, leaveOpen: true) { NewLine = "\n" };
        write(writer);
    });

    /// <summary>Writes bytes.</summary>
    /// <exception cref="InputException">The folder does not exist or may not be written to.</exception>
    public static void WriteBinary(string path, Action<Stream> write)
    {
        string full = Path.GetFullPath(path);
        string folder = Path.GetDirectoryName(full) ?? throw new InputException(path, 0, 0, "is not the name of a file");
        if (!Directory.Exists(folder))
        {
            throw new InputException(path, 0, 0, $"cannot be written: there is no folder {folder}");
        }

        if (Directory.Exists(full))
        {
            throw new InputException(path, 0, 0, "is a folder, but a file was expected");
        }

        string temporary = Path.Combine(folder, $".{Path.GetFileName(full)}.{Guid.NewGuid():N}.tmp");
        try
        {
            using (FileStream file = Create(path, temporary))
            {
                if (IsCompressed(path))
                {
                    using var gzip = new GZipStream(file, CompressionLevel.Optimal);
                    write(gzip);
                }
                else
                {
                    write(file);
                }
            }

            File.Move(temporary, full, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    private static FileStream Create(string path, string temporary)
    {
        try
        {
            return new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 1 << 16);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new InputException(path, 0, 0, "may not be written", e);
        }
    }
}
