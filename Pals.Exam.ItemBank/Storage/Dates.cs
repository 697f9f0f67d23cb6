using System.Globalization;

namespace Pals.Exam.ItemBank.Storage;

/// <summary>Days as the database writes them: text that sorts in their order.</summary>
internal static class Dates
{
    private const string Format = "yyyy-MM-dd";

    public static string Of(DateOnly day) => day.ToString(Format, CultureInfo.InvariantCulture);

    public static string? Of(DateOnly? day) => day is { } value ? Of(value) : null;

    public static DateOnly Parse(string text) => DateOnly.ParseExact(text, Format, CultureInfo.InvariantCulture);

    public static DateOnly? ParseOptional(string? text) => text is null ? null : Parse(text);
}
