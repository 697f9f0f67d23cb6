using System.Globalization;

namespace Pals.Exam.Engine.Tests;

/// <summary>A reference table from Data/, read by column name.</summary>
internal sealed class CsvTable
{
    private readonly Dictionary<string, int> _columns = new(StringComparer.Ordinal);
    private readonly List<string[]> _rows = [];

    private CsvTable(string path)
    {
        string[] lines = File.ReadAllLines(path);
        string[] header = lines[0].Replace("\"", "", StringComparison.Ordinal).Split(',');
        for (int i = 0; i < header.Length; i++)
        {
            _columns[header[i]] = i;
        }

        foreach (string line in lines.Skip(1).Where(l => l.Length > 0))
        {
            _rows.Add(line.Replace("\"", "", StringComparison.Ordinal).Split(','));
        }
    }

    public int Count => _rows.Count;

    public static CsvTable Read(string folder, string file) => new(Path.Combine(AppContext.BaseDirectory, "Data", folder, file));

    public string Text(int row, string column) => _rows[row][_columns[column]];

    public double this[int row, string column] => Text(row, column) switch
    {
        "Inf" => double.PositiveInfinity,
        "-Inf" => double.NegativeInfinity,
        "" or "NA" => double.NaN,
        string text => double.Parse(text, CultureInfo.InvariantCulture),
    };

    public double this[int row, int column] => double.Parse(_rows[row][column], CultureInfo.InvariantCulture);
}
