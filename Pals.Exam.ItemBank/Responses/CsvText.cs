namespace Pals.Exam.ItemBank.Responses;

/// <summary>Quoting by RFC 4180.</summary>
internal static class CsvText
{
    /// <summary>The field as it must stand in a file: in quotes when it holds a comma, a quote or a line end.</summary>
    public static string Quote(string field) =>
        field.AsSpan().ContainsAny(",\"\r\n") ? $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : field;
}
