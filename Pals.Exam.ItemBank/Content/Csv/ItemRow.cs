using System.Collections.Immutable;
using System.Globalization;
using Pals.Exam.ItemBank.Files;
using Pals.Exam.ItemBank.Yaml;

namespace Pals.Exam.ItemBank.Content.Csv;

/// <summary>One row of an item table; problems are noted with line, column and what was expected, and a stand-in is returned.</summary>
internal sealed class ItemRow(string file, int line, IReadOnlyDictionary<string, int> columns, string[] cells, List<InputError> errors)
{
    public int Line => line;

    /// <summary>The text of a cell; empty when the table has no such column.</summary>
    public string Text(string column) => columns.TryGetValue(column, out int index) ? cells[index].Trim() : "";

    public string Required(string column)
    {
        string text = Text(column);
        if (text.Length == 0)
        {
            Problem(column, "expected text, found nothing");
        }

        return text;
    }

    public string? Optional(string column) => Text(column) is { Length: > 0 } text ? text : null;

    public ImmutableArray<string> List(string column) =>
        [.. Text(column).Split(ItemColumns.Separator, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];

    public T Word<T>(string column)
        where T : struct, Enum
    {
        string text = Required(column);
        if (!Words.TryParse(text, out T value) && text.Length > 0)
        {
            Problem(column, $"expected one of {Words.All<T>()}, found '{text}'");
        }

        return value;
    }

    public T Word<T>(string column, T byDefault)
        where T : struct, Enum => Text(column).Length == 0 ? byDefault : Word<T>(column);

    public int Integer(string column)
    {
        string text = Required(column);
        if ((!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) || value < 1) && text.Length > 0)
        {
            Problem(column, $"expected a whole number of at least 1, found '{text}'");
        }

        return value;
    }

    public double Number(string column)
    {
        string text = Required(column);
        if ((!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
            || Math.Abs(value) > BankReader.LargestDifficulty || double.IsNaN(value)) && text.Length > 0)
        {
            Problem(column, $"expected a number from {-BankReader.LargestDifficulty} to {BankReader.LargestDifficulty}, found '{text}'");
        }

        return value;
    }

    public decimal Decimal(string column)
    {
        string text = Required(column);
        if (!decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal value) && text.Length > 0)
        {
            Problem(column, $"expected a number of at least 0, found '{text}'");
        }

        return value;
    }

    public DateOnly Date(string column)
    {
        string text = Required(column);
        if (!DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly date) && text.Length > 0)
        {
            Problem(column, $"expected a date such as 2026-11-20, found '{text}'");
        }

        return date;
    }

    /// <summary>What the YAML in a cell says, or <paramref name="byDefault"/> when the cell is empty.</summary>
    public T Yaml<T>(string column, Func<YamlMap, T> read, T byDefault)
    {
        if (Text(column).Length == 0)
        {
            return byDefault;
        }

        try
        {
            return YamlFile.Read(file, Text(column), read);
        }
        catch (InputException e)
        {
            Problem(column, e.Errors[0].Message);
            return byDefault;
        }
    }

    public void Problem(string column, string message) =>
        errors.Add(new InputError(file, line, columns.TryGetValue(column, out int index) ? index + 1 : 0, $"{column}: {message}"));
}
