using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;

namespace Pals.Exam.ItemBank.Storage;

/// <summary>
/// How a connection waits for another process that writes. SQLite's own waiting, compiled without <c>usleep</c> as the one that comes with the driver was,
/// looks once a second: beside a process that writes one transaction after another, a node that looks ten times in ten seconds may never meet the lock
/// free.
/// </summary>
internal static class SqliteWait
{
    private const string Library = "e_sqlite3";

    /// <summary>Each pause is a millisecond longer than the one before it, up to this.</summary>
    private const int LongestPause = 25;

    // The function must live as long as SQLite, which does not know of it being an object.
    private static readonly BusyFunction Function = Pause;

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate int BusyFunction(nint patience, int pauses);

    /// <summary>Lets an open connection wait so long at most for a lock that another holds.</summary>
    public static void UpTo(SqliteConnection connection, TimeSpan patience) => SqliteException.ThrowExceptionForRC(
        SetHandler(
            connection.Handle!.DangerousGetHandle(), Marshal.GetFunctionPointerForDelegate(Function), (nint)Math.Min(patience.TotalMilliseconds, int.MaxValue)),
        connection.Handle);

    /// <summary>The time that the first pauses take together, in milliseconds.</summary>
    internal static long Paused(int pauses)
    {
        long growing = Math.Min(pauses, LongestPause);
        return (growing * (growing + 1) / 2) + ((pauses - growing) * LongestPause);
    }

    private static int Pause(nint patience, int pauses)
    {
        long next = Paused(pauses + 1);
        if (next > patience)
        {
            return 0;
        }

        _ = Sleep((int)(next - Paused(pauses)));
        return 1;
    }

    [DllImport(Library, EntryPoint = "sqlite3_busy_handler", CallingConvention = CallingConvention.Cdecl)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.AssemblyDirectory)]
    private static extern int SetHandler(nint database, nint function, nint patience);

    [DllImport(Library, EntryPoint = "sqlite3_sleep", CallingConvention = CallingConvention.Cdecl)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.AssemblyDirectory)]
    private static extern int Sleep(int milliseconds);
}
