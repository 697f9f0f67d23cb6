using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Pals.Exam.ItemBank.Storage;

/// <summary>
/// A SQLite statement without rows that stays compiled, bound by place instead of by name: for the statements that every answer runs, where looking
/// up names and making commands costs more than the statement.
/// </summary>
internal sealed class CompiledStatement : IDisposable
{
    /// <summary>Longer texts are rare, and take a buffer from the heap.</summary>
    private const int LongestOnStack = 512;

    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;

    /// <exception cref="ArgumentException">The values are not those that the statement names, in the order in which it first names them.</exception>
    public CompiledStatement(sqlite3 database, string text, ReadOnlySpan<(string Name, object? Value)> values)
    {
        _database = database;
        Check(raw.sqlite3_prepare_v2(database, text, out _statement));
        int count = raw.sqlite3_bind_parameter_count(_statement);
        bool isInOrder = count == values.Length;
        for (int i = 0; isInOrder && i < count; i++)
        {
            isInOrder = raw.sqlite3_bind_parameter_name(_statement, i + 1).utf8_to_string() == values[i].Name;
        }

        if (!isInOrder)
        {
            _statement.Dispose();
            throw new ArgumentException($"The values must be those of the statement, in its order: {text}", nameof(values));
        }
    }

    /// <summary>Runs the statement; returns the number of rows it has changed.</summary>
    public int Run(ReadOnlySpan<(string Name, object? Value)> values)
    {
        try
        {
            for (int i = 0; i < values.Length; i++)
            {
                Check(Bind(i + 1, values[i].Value));
            }

            Check(raw.sqlite3_step(_statement));
            return raw.sqlite3_changes(_database);
        }
        finally
        {
            // Repeats what the step has reported already, and ends the statement.
            _ = raw.sqlite3_reset(_statement);
        }
    }

    public void Dispose() => _statement.Dispose();

    private int Bind(int place, object? value) => value switch
    {
        null => raw.sqlite3_bind_null(_statement, place),
        int number => raw.sqlite3_bind_int(_statement, place, number),
        long number => raw.sqlite3_bind_int64(_statement, place, number),
        bool flag => raw.sqlite3_bind_int(_statement, place, flag ? 1 : 0),
        double number => raw.sqlite3_bind_double(_statement, place, number),
        string text => Bind(place, text),
        byte[] bytes => raw.sqlite3_bind_blob(_statement, place, bytes),
        _ => throw new ArgumentException($"No column takes a {value.GetType().Name}.", nameof(value)),
    };

    private int Bind(int place, string text)
    {
        if (text.Length == 0)
        {
            // No bytes at all would be taken for NULL.
            return raw.sqlite3_bind_text(_statement, place, text);
        }

        int most = Encoding.UTF8.GetMaxByteCount(text.Length);
        Span<byte> buffer = most <= LongestOnStack ? stackalloc byte[LongestOnStack] : new byte[most];
        return raw.sqlite3_bind_text(_statement, place, buffer[..Encoding.UTF8.GetBytes(text, buffer)]);
    }

    private void Check(int result) => SqliteException.ThrowExceptionForRC(result, _database);
}
