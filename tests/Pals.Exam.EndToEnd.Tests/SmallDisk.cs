using System.Diagnostics;
using System.Globalization;

namespace Pals.Exam.EndToEnd.Tests;

/// <summary>
/// A disk of a few megabytes that only the server sees: a file system in memory, mounted in a name space of the server's own, for which Linux asks
/// no rights where user name spaces are allowed. Reached from outside through the server's process.
/// </summary>
internal sealed class SmallDisk(string folder, int megabytes)
{
    /// <summary>Why there can be no such disk here; null when there can.</summary>
    public static string? Obstacle
    {
        get
        {
            if (!OperatingSystem.IsLinux() || !File.Exists("/usr/bin/unshare"))
            {
                return "A disk of a test's own needs Linux and unshare.";
            }

            using Process probe = Process.Start("/usr/bin/unshare", ["--mount", "--map-root-user", "true"]);
            probe.WaitForExit();
            return probe.ExitCode == 0 ? null : "This system allows no user name spaces.";
        }
    }

    /// <summary>What has to stand before the command of the server.</summary>
    public string[] Launcher =>
    [
        "/usr/bin/unshare", "--mount", "--map-root-user", "--propagation", "private", "sh", "-c",
        "mount -t tmpfs -o size=\"$1\"m tmpfs \"$0\" && shift && exec \"$@\"", folder, megabytes.ToString(CultureInfo.InvariantCulture),
    ];

    /// <summary>Takes all the room that is left.</summary>
    public static void Fill(ServerProcess server, string folder)
    {
        using var ballast = new FileStream(Ballast(server, folder), FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        byte[] block = new byte[4096];
        try
        {
            while (true)
            {
                ballast.Write(block);
            }
        }
        catch (IOException)
        {
            // That was the last block.
        }
    }

    /// <summary>Gives the room back.</summary>
    public static void Free(ServerProcess server, string folder) => File.Delete(Ballast(server, folder));

    /// <summary>Copies what is on the disk to a folder that outlives the server.</summary>
    public static void Save(ServerProcess server, string folder, string target)
    {
        foreach (string file in Directory.GetFiles(Outside(server, folder)))
        {
            File.Copy(file, Path.Combine(target, Path.GetFileName(file)));
        }
    }

    private static string Ballast(ServerProcess server, string folder) => Path.Combine(Outside(server, folder), "ballast");

    private static string Outside(ServerProcess server, string folder) =>
        $"/proc/{server.ProcessId.ToString(CultureInfo.InvariantCulture)}/root{folder}";
}
