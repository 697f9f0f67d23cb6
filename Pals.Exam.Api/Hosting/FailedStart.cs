using System.Net.Sockets;
using Pals.Exam.ItemBank.Storage;

namespace Pals.Exam.Api.Hosting;

/// <summary>
/// What keeps a server from starting and is the operator's to mend: told in one line, without the stack that a fault of the program leaves. The exit
/// codes are those of <c>itembank</c>, so that a service manager need not try a wrong setting again and again.
/// </summary>
internal static class FailedStart
{
    /// <summary>The database, the disk or the port did not let the server work.</summary>
    private const int Failed = 1;

    /// <summary>A setting, or a file of settings, is not as expected.</summary>
    private const int BadSettings = 2;

    /// <summary>True for what <see cref="Tell"/> can explain.</summary>
    public static bool IsExplained(Exception exception) =>
        exception is SettingsException or InvalidDataException or StorageException or IOException or UnauthorizedAccessException or SocketException;

    /// <summary>Writes why the server does not start, and returns its exit code.</summary>
    public static int Tell(Exception exception)
    {
        string why = exception switch
        {
            // A file of settings that is no JSON: the outer exceptions name the file, the innermost the place.
            InvalidDataException => $"{exception.Message} {exception.GetBaseException().Message}",

            // Only a port that is taken comes with its address; one that is not this machine's, or not ours to use, does not.
            SocketException => $"An address of Urls cannot be listened on: {exception.Message}.",
            _ => exception.Message,
        };
        Console.Error.WriteLine($"The server cannot start: {why.ReplaceLineEndings(" ")}");
        return exception is SettingsException or InvalidDataException ? BadSettings : Failed;
    }
}
