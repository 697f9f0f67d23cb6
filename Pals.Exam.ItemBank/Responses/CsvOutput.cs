using System.Globalization;
using Pals.Exam.ItemBank.Files;

namespace Pals.Exam.ItemBank.Responses;

/// <summary>
/// Writes result tables as CSV. Numbers keep the digits that read back to the same value; what could not be computed is an empty cell.
/// </summary>
internal static class CsvOutput
{
    /// <summary>Writes a header and rows; a cell is text, a whole number, a real number, or null.</summary>
    public static void Write(string path, IReadOnlyList<string> header, IEnumerable<IReadOnlyList<object?>> rows) => AtomicFile.WriteText(path, writer =>
    {
        writer.WriteLine(string.Join(',', header.Select(CsvText.Quote)));
        foreach (IReadOnlyList<object?> row in rows)
        {
            writer.WriteLine(string.Join(',', row.Select(Cell)));
        }
    });

    private static string Cell(object? value) => value switch
    {
        null => "",
        double number => double.IsFinite(number) ? number.ToString("R", CultureInfo.InvariantCulture) : "",
        string text => CsvText.Quote(text),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => throw new ArgumentException($"A cell cannot hold a {value.GetType()}.", nameof(value)),
    };
}
