using System.Globalization;
using System.Text;
using CsvHelper;
using Microsoft.AspNetCore.Http.HttpResults;
using Pals.Exam.Api.Problems;

namespace Pals.Exam.Api.Enrolments;

/// <summary>Something wrong in an uploaded table.</summary>
/// <param name="Line">Counts from 1, the header included.</param>
/// <param name="Column">Counts the fields of the line from 1; null when the whole line is meant.</param>
public sealed record TableError(int Line, int? Column, string Message);

/// <summary>The errors of a table, of which nothing may be stored: thrown in a transaction, it takes back what was done for earlier lines.</summary>
internal sealed class TableRejectedException(IReadOnlyList<TableError> errors) : Exception("The table has errors.")
{
    private const int MostTold = 100;

    /// <summary>The problem as a response; of very many errors the first ones.</summary>
    public ProblemHttpResult ToResult()
    {
        var problem = Problem.Details(
            ProblemTypes.InvalidTable,
            $"Nothing was stored. {(errors.Count == 1 ? "One error" : $"{errors.Count} errors")}; the first, in line {errors[0].Line}: {errors[0].Message}");
        problem.Extensions["errors"] = errors.Take(MostTold).ToArray();
        return TypedResults.Problem(problem);
    }
}

/// <summary>A table as it was uploaded: separated by commas or semicolons, UTF-8 with or without byte order mark, quoted where needed, columns in any order.</summary>
internal sealed class UploadedTable
{
    /// <summary>A table is stored in one transaction, which must not keep the answers of exams waiting.</summary>
    public const int MostRows = 1000;

    private static readonly CsvReaderOptions Options = new()
    {
        HasHeader = false,
        TrackLineNumbers = true,
        MalformedData = CsvMalformedDataHandling.Throw,
        FieldCountMismatch = CsvFieldCountHandling.Allow,
    };

    private readonly Dictionary<string, int> _columns;
    private readonly List<TableError> _errors = [];

    private UploadedTable(Dictionary<string, int> columns) => _columns = columns;

    public List<Row> Rows { get; } = [];

    /// <summary>Reads the body of a request.</summary>
    /// <exception cref="TableRejectedException">It is no table of these columns.</exception>
    public static async Task<UploadedTable> Read(HttpRequest request, string[] required, string[] optional)
    {
        string text;
        try
        {
            using var reader = new StreamReader(request.Body, new UTF8Encoding(false, throwOnInvalidBytes: true));
            text = await reader.ReadToEndAsync(request.HttpContext.RequestAborted);
        }
        catch (DecoderFallbackException)
        {
            throw Rejected(1, null, "the file is not in UTF-8; save it as \"CSV UTF-8\"");
        }

        // Spreadsheets of countries that write decimals with a comma separate fields by semicolons. No name of a column holds either.
        string header = text.Split('\n', 2)[0];
        char separator = header.Contains(';', StringComparison.Ordinal) && !header.Contains(',', StringComparison.Ordinal) ? ';' : ',';
        using CsvReader csv = CsvReader.Create(new StringReader(text), Options with { Separator = separator }, leaveOpen: false);
        try
        {
            return Read(csv, required, optional);
        }
        catch (CsvFormatException exception)
        {
            throw Rejected((int)exception.LineNumber, null, $"is not valid CSV: {exception.Message}");
        }
    }

    /// <summary>The table with no errors but those of its reading: a transaction that looks at it may have to run again.</summary>
    public UploadedTable Again()
    {
        var table = new UploadedTable(_columns);
        table.Rows.AddRange(Rows);
        table._errors.AddRange(_errors);
        return table;
    }

    /// <summary>Notes what is wrong with a field of a row, or with the row.</summary>
    public void Add(Row row, Declined declined)
    {
        int? column = declined.Field is { } field && _columns.TryGetValue(field, out int index) ? index + 1 : null;
        _errors.Add(new TableError(row.Line, column, declined.Detail));
    }

    /// <summary>Ends here when anything was wrong.</summary>
    /// <exception cref="TableRejectedException">There are errors.</exception>
    public void RequireNoErrors()
    {
        if (_errors.Count > 0)
        {
            throw new TableRejectedException([.. _errors.OrderBy(error => error.Line).ThenBy(error => error.Column)]);
        }
    }

    private static UploadedTable Read(CsvReader csv, string[] required, string[] optional)
    {
        string[] header = csv.Read() ? [.. Cells(csv).Select(cell => cell.Trim())] : [];
        var columns = new Dictionary<string, int>(StringComparer.Ordinal);
        var errors = new List<TableError>();
        for (int i = 0; i < header.Length; i++)
        {
            if (!required.Contains(header[i]) && !optional.Contains(header[i]))
            {
                errors.Add(new TableError(1, i + 1, $"unknown column '{header[i]}'; expected {string.Join(", ", required.Concat(optional))}"));
            }
            else if (!columns.TryAdd(header[i], i))
            {
                errors.Add(new TableError(1, i + 1, $"column '{header[i]}' stands twice"));
            }
        }

        errors.AddRange(required.Where(column => !columns.ContainsKey(column)).Select(column => new TableError(1, null, $"missing column '{column}'")));
        if (errors.Count > 0)
        {
            throw new TableRejectedException(errors);
        }

        var table = new UploadedTable(columns);
        while (csv.Read())
        {
            string[] cells = Cells(csv);
            int line = (int)csv.LineNumber;
            if (cells.All(cell => cell.Trim().Length == 0))
            {
                continue;
            }

            if (cells.Length != header.Length)
            {
                table._errors.Add(new TableError(line, null, $"the line has {cells.Length} fields, the header {header.Length}"));
                continue;
            }

            table.Rows.Add(new Row(table, line, cells));
            if (table.Rows.Count > MostRows)
            {
                throw Rejected(line, null, $"a table has at most {MostRows} lines; upload the rest as another");
            }
        }

        if (table.Rows.Count == 0 && table._errors.Count == 0)
        {
            throw Rejected(1, null, "there is no line below the header");
        }

        return table;
    }

    private static string[] Cells(CsvReader csv) => [.. Enumerable.Range(0, csv.FieldCount).Select(csv.GetString)];

    private static TableRejectedException Rejected(int line, int? column, string message) => new([new TableError(line, column, message)]);

    /// <summary>One line.</summary>
    public sealed class Row(UploadedTable table, int line, string[] cells)
    {
        public int Line => line;

        /// <summary>The text of a field without spaces around it; empty when the table has no such column.</summary>
        public string Text(string column) => table._columns.TryGetValue(column, out int index) ? cells[index].Trim() : "";

        /// <summary>The text of a field, null when it is empty.</summary>
        public string? Optional(string column) => Text(column) is { Length: > 0 } text ? text : null;

        public double Number(string column)
        {
            if (double.TryParse(Text(column), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double value))
            {
                return value;
            }

            table.Add(this, Declined.Invalid(column, $"{column} is '{Text(column)}'; expected a number such as 14 or 7.5"));
            return 1;
        }

        public DateOnly Day(string column)
        {
            if (DateOnly.TryParseExact(Text(column), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly day))
            {
                return day;
            }

            table.Add(this, Declined.Invalid(column, $"{column} is '{Text(column)}'; expected a date such as 2026-03-02"));
            return default;
        }
    }
}
