using System.Data.Common;
using Pals.Exam.ItemBank.Storage;

namespace Pals.Exam.Api.Hosting;

/// <summary>Changes that look first whether something is there already.</summary>
internal static class SettledWrites
{
    /// <summary>
    /// Runs a change that inserts what it did not find. When another node was faster its key is taken; run again, the change finds what the other
    /// one stored.
    /// </summary>
    public static async Task<T> WriteSettled<T>(this ExamDatabase database, Func<DbTransaction, T> change)
    {
        try
        {
            return await database.Write(change);
        }
        catch (DuplicateKeyException)
        {
            return await database.Write(change);
        }
    }
}
