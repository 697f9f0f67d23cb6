using System.Collections.Immutable;
using System.Runtime.Intrinsics;
using System.Text;
using Pals.Exam.Engine.Calibration;
using Pals.Exam.ItemBank.Files;

namespace Pals.Exam.ItemBank.Responses;

/// <summary>Reads the wide form. Complete rows are kept as one matrix; the first missing response turns it into lists.</summary>
internal sealed class WideResponseReader
{
    private readonly string _file;
    private readonly ImmutableArray<string> _items;
    private readonly Utf8Ids _candidates = new();
    private readonly GrowableBuffer<byte> _scores = new();
    private readonly GrowableBuffer<int> _rowItems = new();
    private readonly GrowableBuffer<int> _rowStarts = new();
    private bool _complete = true;

    public WideResponseReader(string file, string[] columns)
    {
        _file = file;
        if (columns.Length < 2 || columns[0] != "candidate")
        {
            throw new InputException(
                file, 1, 1, $"the header begins with '{columns[0]}'; expected candidate,ITEM,… (wide) or columns candidate, item and score (long)");
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (int c = 1; c < columns.Length; c++)
        {
            if (columns[c].Length == 0 || !seen.Add(columns[c]))
            {
                throw new InputException(file, 1, c + 1, $"column {c + 1} is named '{columns[c]}'; expected an item id that stands once");
            }
        }

        _items = [.. columns[1..]];
        _rowStarts.Add(0);
    }

    public ResponseData Read(LineReader lines)
    {
        while (lines.TryRead(out ReadOnlySpan<byte> line))
        {
            if (!line.IsEmpty)
            {
                ReadRow(line, lines.LineNumber);
            }
        }

        if (_candidates.Count == 0)
        {
            throw new InputException(_file, 2, 0, "no candidate follows the header");
        }

        string[] candidates = _candidates.ToStrings();
        return _complete
            ? ResponseData.FromMatrix(candidates, _items, _scores.Span)
            : ResponseData.FromRows(candidates, _items, _rowStarts.Span, _rowItems.Span, _scores.Span);
    }

    private void ReadRow(ReadOnlySpan<byte> line, int lineNumber)
    {
        var fields = new CsvLine(line);
        fields.TryNext(out ReadOnlySpan<byte> candidate);
        if (candidate.IsEmpty || _candidates.Number(candidate) != _candidates.Count - 1 || _candidates.Count == _rowStarts.Count - 1)
        {
            throw new InputException(
                _file, lineNumber, 1, $"candidate is '{Encoding.UTF8.GetString(candidate)}'; expected an id that stands once");
        }

        Span<byte> row = _scores.Extend(_items.Length);
        int position = fields.Position;
        int missing = 0;
        int column = 0;

        // Nearly every cell is one digit and a comma: sixteen at a time while that holds, then one by one, and whatever else by the general reader.
        while (column + Vector256<ushort>.Count <= row.Length
            && position + Vector256<byte>.Count <= line.Length
            && TryReadDigits(line[position..], row[column..]))
        {
            column += Vector256<ushort>.Count;
            position += Vector256<byte>.Count;
        }

        for (; column < row.Length; column++)
        {
            if (position + 1 < line.Length && line[position + 1] == ',' && line[position] - (uint)'0' < 10)
            {
                row[column] = (byte)(line[position] - '0');
                position += 2;
            }
            else if (position < line.Length && line[position] == ',')
            {
                row[column] = ResponseData.Missing;
                missing++;
                position++;
            }
            else if (position <= line.Length)
            {
                var rest = new CsvLine(line[position..]);
                rest.TryNext(out ReadOnlySpan<byte> field);
                row[column] = Cell(field, lineNumber, column);
                missing += field.IsEmpty ? 1 : 0;
                position += rest.Position;
            }
            else
            {
                break;
            }
        }

        if (column < row.Length || position <= line.Length)
        {
            int found = column < row.Length ? column + 1 : row.Length + 1 + CountFields(line[position..]);
            throw new InputException(_file, lineNumber, Math.Min(found, row.Length + 1), $"the row has {found} fields; the header has {row.Length + 1}");
        }

        Keep(row, missing);
    }

    /// <summary>Reads sixteen cells of one digit and a comma each; false when they are not.</summary>
    private static bool TryReadDigits(ReadOnlySpan<byte> line, Span<byte> row)
    {
        Vector256<ushort> cells = Vector256.Create(line).AsUInt16();
        Vector256<ushort> digits = (cells & Vector256.Create<ushort>(0xFF)) - Vector256.Create<ushort>('0');
        bool plain = Vector256.EqualsAll(Vector256.ShiftRightLogical(cells, 8), Vector256.Create<ushort>(','))
            && Vector256.LessThanAll(digits, Vector256.Create<ushort>(10));
        if (plain)
        {
            Vector128.Narrow(digits.GetLower(), digits.GetUpper()).CopyTo(row);
        }

        return plain;
    }

    private void Keep(ReadOnlySpan<byte> row, int missing)
    {
        if (_complete && missing > 0)
        {
            _complete = false;
            for (int n = 0; n < _candidates.Count - 1; n++)
            {
                AddAllItems();
            }
        }

        if (_complete)
        {
            _rowStarts.Add(_scores.Count);
        }
        else if (missing == 0)
        {
            AddAllItems();
            _rowStarts.Add(_scores.Count);
        }
        else
        {
            Compress(row);
        }
    }

    private void AddAllItems()
    {
        Span<int> items = _rowItems.Extend(_items.Length);
        for (int i = 0; i < items.Length; i++)
        {
            items[i] = i;
        }
    }

    private void Compress(ReadOnlySpan<byte> row)
    {
        _scores.Shrink(row.Length);
        for (int i = 0; i < row.Length; i++)
        {
            // The compressed row overwrites the row itself, never ahead of the place being read.
            if (row[i] != ResponseData.Missing)
            {
                _rowItems.Add(i);
                _scores.Add(row[i]);
            }
        }

        _rowStarts.Add(_scores.Count);
    }

    private byte Cell(ReadOnlySpan<byte> field, int lineNumber, int column)
    {
        int score = field.IsEmpty ? ResponseData.Missing : ResponseFile.ParseScore(field);
        return score >= 0
            ? (byte)score
            : throw new InputException(
                _file,
                lineNumber,
                column + 2,
                $"item {_items[column]} is '{Encoding.UTF8.GetString(field)}'; expected a score from 0 to {ResponseData.HighestScore}, or nothing when the item was not presented");
    }

    private static int CountFields(ReadOnlySpan<byte> rest)
    {
        int count = 0;
        var fields = new CsvLine(rest);
        while (fields.TryNext(out _))
        {
            count++;
        }

        return count;
    }
}
