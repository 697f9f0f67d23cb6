using System.Globalization;

namespace Pals.Exam.ItemBank.Tests.Commands;

/// <summary>A CSV file that a command wrote, or a reference table, read by column name.</summary>
internal sealed class ResultTable
{
    private readonly string[] _header;
    private readonly string[][] _rows;

    public ResultTable(string path)
    {
        string[] lines = File.ReadAllLines(path);
        _header = lines[0].Split(',');
        _rows = [.. lines.Skip(1).Select(line => line.Split(','))];
    }

    public int Count => _rows.Length;

    public string Text(int row, string column) => _rows[row][Array.IndexOf(_header, column)];

    public double this[int row, string column] =>
        Text(row, column) is { Length: > 0 } text ? double.Parse(text, CultureInfo.InvariantCulture) : double.NaN;

    /// <summary>A file of Data/lsat.</summary>
    public static string LawSchool(string file) => Path.Combine(AppContext.BaseDirectory, "Data", "lsat", file);
}
