using System.Globalization;
using System.Text;
using Pals.Exam.ItemBank.Files;

namespace Pals.Exam.ItemBank.Responses;

/// <summary>A small CSV file with a header, read as a whole; every complaint names the line and the column.</summary>
internal sealed class CsvTable
{
    private readonly string _file;
    private readonly string[] _columns;
    private readonly List<string[]> _rows = [];
    private readonly List<int> _lines = [];

    private CsvTable(string file, string[] columns)
    {
        _file = file;
        _columns = columns;
    }

    public int RowCount => _rows.Count;

    public IReadOnlyList<string> Columns => _columns;

    /// <summary>Reads <paramref name="path"/>, whose header must hold <paramref name="required"/>.</summary>
    public static CsvTable Read(string path, params ReadOnlySpan<string> required)
    {
        using Stream stream = InputFile.OpenBinary(path);
        var lines = new LineReader(stream);
        try
        {
            string[] columns = lines.TryRead(out ReadOnlySpan<byte> header) ? Fields(header) : [];
            foreach (string column in required)
            {
                if (!columns.Contains(column))
                {
                    throw new InputException(path, 1, 0, $"the header is '{string.Join(',', columns)}'; expected a column {column}");
                }
            }

            var table = new CsvTable(path, columns);
            while (lines.TryRead(out ReadOnlySpan<byte> line))
            {
                if (!line.IsEmpty)
                {
                    table.Add(Fields(line), lines.LineNumber);
                }
            }

            return table;
        }
        catch (FormatException exception)
        {
            throw new InputException(path, lines.LineNumber, 0, exception.Message);
        }
        catch (InvalidDataException exception)
        {
            throw new InputException(path, lines.LineNumber + 1, 0, $"not a valid compressed file: {exception.Message}");
        }
    }

    /// <summary>The text of a cell; empty when the column does not exist.</summary>
    public string Text(int row, string column)
    {
        int c = Array.IndexOf(_columns, column);
        return c < 0 ? "" : _rows[row][c];
    }

    /// <summary>The text of a cell that may not be empty.</summary>
    public string Required(int row, string column, string expected)
    {
        string text = Text(row, column);
        return text.Length > 0 ? text : throw Error(row, column, expected);
    }

    /// <summary>The number in a cell, NaN when it is empty.</summary>
    public double Number(int row, string column)
    {
        string text = Text(row, column);
        if (text.Length == 0)
        {
            return double.NaN;
        }

        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value)
            ? value
            : throw Error(row, column, "a finite number or nothing");
    }

    /// <summary>The number in a cell that may not be empty.</summary>
    public double RequiredNumber(int row, string column) =>
        double.IsNaN(Number(row, column)) ? throw Error(row, column, "a finite number") : Number(row, column);

    /// <summary>An error about a cell: names the file, the line, the column, what stands there and what was expected.</summary>
    public InputException Error(int row, string column, string expected) =>
        new(_file, _lines[row], Array.IndexOf(_columns, column) + 1, $"{column} is '{Text(row, column)}'; expected {expected}");

    private void Add(string[] fields, int line)
    {
        if (fields.Length != _columns.Length)
        {
            throw new InputException(_file, line, Math.Min(fields.Length, _columns.Length), $"the row has {fields.Length} fields; the header has {_columns.Length}");
        }

        _rows.Add(fields);
        _lines.Add(line);
    }

    private static string[] Fields(ReadOnlySpan<byte> line)
    {
        var fields = new List<string>();
        var csv = new CsvLine(line);
        while (csv.TryNext(out ReadOnlySpan<byte> field))
        {
            fields.Add(Encoding.UTF8.GetString(field));
        }

        return [.. fields];
    }
}
