using Microsoft.Data.SqlClient;

namespace Pals.Exam.ItemBank.Storage;

/// <summary>Which errors of SQL Server mean what.</summary>
internal static class SqlServerErrors
{
    /// <summary>From this class on the server ends the connection; the driver gives it to connections that were lost or never made.</summary>
    private const byte ConnectionLost = 20;

    private const int PrimaryKeyTaken = 2627;
    private const int UniqueIndexTaken = 2601;

    // A conversion that fails or a value that does not fit is the doing of the change, as is a key or check that it breaks.
    private static readonly HashSet<int> OfTheChange = [206, 220, 245, 248, 515, 547, 2628, 8114, 8115, 8134, 8152];

    // Deadlock; lock held for too long; snapshot overtaken; failing over, recovering, starting, shutting down, in another state; throttled; too few resources for now.
    private static readonly HashSet<int> Passing =
    [
        1205, 1222, 3960, 3961, 596, 701, 802, 921, 922, 923, 924, 927, 942, 976, 983, 4221, 6005, 8645, 8651, 10928, 10929, 17142, 18401,
        40197, 40501, 40613, 49918, 49919, 49920,
    ];

    public static Fault Judge(SqlException failure)
    {
        Fault worst = Fault.Change;
        bool isKnown = false;
        foreach (SqlError error in failure.Errors)
        {
            switch (error.Number)
            {
                case PrimaryKeyTaken or UniqueIndexTaken:
                    return Fault.DuplicateKey;
                case var number when Passing.Contains(number) || error.Class >= ConnectionLost:
                    return Fault.Passing;
                case var number when OfTheChange.Contains(number):
                    isKnown = true;
                    break;
                case 3621:
                    // "The statement has been terminated" only accompanies another error.
                    break;
                default:
                    worst = Fault.Database;
                    break;
            }
        }

        return isKnown ? Fault.Change : worst;
    }
}
