namespace Pals.Exam.ItemBank.Files;

/// <summary>Output folders that appear whole or not at all: filled beside their destination under a temporary name and moved there when complete.</summary>
public static class AtomicFolder
{
    /// <summary>Makes the folder <paramref name="path"/>, which must not exist or be empty, with what <paramref name="fill"/> writes into it.</summary>
    /// <exception cref="InputException">The folder holds something, is a file, or cannot be made.</exception>
    public static void Create(string path, Action<string> fill)
    {
        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        string parent = Path.GetDirectoryName(full) ?? throw new InputException(path, 0, 0, "is not the name of a folder to make");
        if (File.Exists(full))
        {
            throw new InputException(path, 0, 0, "is a file, but a folder was expected");
        }

        if (Directory.Exists(full) && Directory.EnumerateFileSystemEntries(full).Any())
        {
            throw new InputException(path, 0, 0, "is not empty; expected the name of a new folder, so that nothing is overwritten");
        }

        if (!Directory.Exists(parent))
        {
            throw new InputException(path, 0, 0, $"cannot be made: there is no folder {parent}");
        }

        string temporary = Path.Combine(parent, $".{Path.GetFileName(full)}.{Guid.NewGuid():N}.tmp");
        try
        {
            Directory.CreateDirectory(temporary);
            fill(temporary);
            if (Directory.Exists(full))
            {
                Directory.Delete(full);
            }

            Directory.Move(temporary, full);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new InputException(path, 0, 0, "may not be written", e);
        }
        finally
        {
            if (Directory.Exists(temporary))
            {
                Directory.Delete(temporary, recursive: true);
            }
        }
    }
}
