using System.Runtime.InteropServices;

namespace Pals.Exam.ItemBank.Storage;

/// <summary>
/// Gives SQLite a sleep shorter than a second. A reader that meets a commit again and again pauses for a microsecond and then somewhat longer, but a SQLite
/// that was compiled without <c>usleep</c>, as the one that comes with the driver was, makes a whole second of each pause. With two cores the pool has two
/// threads to read with: both asleep is a server that stands still. The file system of SQLite is registered a second time, with this one function replaced,
/// as sqlite3_vfs_register provides for.
/// </summary>
internal static class SqliteSleep
{
    private const string Library = "e_sqlite3";

    // The function must live as long as SQLite, which does not know of it being an object.
    private static readonly SleepFunction Function = Sleep;

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate int SleepFunction(nint fileSystem, int microseconds);

    /// <summary>Replaces the sleep of SQLite's file system; on Windows it has a fine one. To be called once, before any connection is opened.</summary>
    public static void Install()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        FileSystem fileSystem = Marshal.PtrToStructure<FileSystem>(Find(0));
        fileSystem.Next = 0;
        fileSystem.Name = Marshal.StringToCoTaskMemUTF8("pals-exam");
        fileSystem.Sleep = Marshal.GetFunctionPointerForDelegate(Function);

        // SQLite keeps both until the process ends.
        nint registered = Marshal.AllocHGlobal(Marshal.SizeOf<FileSystem>());
        Marshal.StructureToPtr(fileSystem, registered, fDeleteOld: false);
        if (Register(registered, 1) is not 0 and int error)
        {
            throw new StorageException($"SQLite took no file system with a sleep of its own (error {error}).");
        }
    }

    private static int Sleep(nint fileSystem, int microseconds)
    {
        _ = UnixSleep((uint)microseconds);
        return microseconds;
    }

    [DllImport(Library, EntryPoint = "sqlite3_vfs_find", CallingConvention = CallingConvention.Cdecl)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.AssemblyDirectory)]
    private static extern nint Find(nint name);

    [DllImport(Library, EntryPoint = "sqlite3_vfs_register", CallingConvention = CallingConvention.Cdecl)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.AssemblyDirectory)]
    private static extern int Register(nint fileSystem, int isDefault);

    [DllImport("libc", EntryPoint = "usleep")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int UnixSleep(uint microseconds);

    /// <summary>A sqlite3_vfs of version 3 (sqlite.org/c3ref/vfs.html); what is not replaced is copied.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct FileSystem
    {
        public int Version;
        public int FileSize;
        public int LongestPath;
        public nint Next;
        public nint Name;
        public nint Data;
        public nint Open;
        public nint Delete;
        public nint Access;
        public nint FullPath;
        public nint OpenLibrary;
        public nint LibraryError;
        public nint LibrarySymbol;
        public nint CloseLibrary;
        public nint Randomness;
        public nint Sleep;
        public nint CurrentTime;
        public nint LastError;
        public nint CurrentTimeInMilliseconds;
        public nint SetSystemCall;
        public nint GetSystemCall;
        public nint NextSystemCall;
    }
}
