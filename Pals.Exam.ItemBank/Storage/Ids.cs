using System.Globalization;

namespace Pals.Exam.ItemBank.Storage;

/// <summary>Identifiers of rows: made in the order in which their rows are to be listed, and written as the database has them.</summary>
public static class Ids
{
    /// <summary>One for the process, since rows of one table are made in many places and keep one order.</summary>
    private static readonly IdSequence Sequence = new();

    /// <summary>An identifier for a new row, greater than all that this process made before.</summary>
    public static Guid New(DateTimeOffset now) => Sequence.Next(now);

    internal static string Of(Guid id) => id.ToString("D", CultureInfo.InvariantCulture);

    internal static string? Of(Guid? id) => id is { } value ? Of(value) : null;
}
