using System.Globalization;

namespace Pals.Exam.ItemBank.Storage;

/// <summary>Identifiers as the database writes them.</summary>
internal static class Ids
{
    public static string Of(Guid id) => id.ToString("D", CultureInfo.InvariantCulture);

    public static string? Of(Guid? id) => id is { } value ? Of(value) : null;
}
