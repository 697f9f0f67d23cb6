using System.Text;
using Pals.Exam.Engine.Calibration;
using Pals.Exam.ItemBank.Files;

namespace Pals.Exam.ItemBank.Responses;

/// <summary>
/// Reads the long form, one response a line in any order. While the lines of each candidate stand together, as they do in an export, they are
/// already the compressed lists; the first line that returns to an earlier candidate makes a counting sort necessary at the end.
/// </summary>
internal sealed class LongResponseReader
{
    private static readonly string[] Known = ["candidate", "item", "score", "exam", "position", "seconds", "presented_at"];

    private readonly string _file;
    private readonly string[] _columns;
    private readonly int _candidateColumn;
    private readonly int _itemColumn;
    private readonly int _scoreColumn;
    private readonly int _examColumn;
    private readonly bool _plain;

    private readonly Utf8Ids _candidates = new();
    private readonly Utf8Ids _sittings = new();
    private readonly Utf8Ids _items = new();
    private readonly GrowableBuffer<int> _candidateOfRow = new();
    private readonly GrowableBuffer<int> _rowStarts = new();
    private readonly GrowableBuffer<int> _rowOf = new();
    private readonly GrowableBuffer<int> _responseItems = new();
    private readonly GrowableBuffer<byte> _scores = new();

    // Line numbers are responses plus a shift that changes only after a line without a score.
    private readonly List<(int Response, int Line)> _lineShifts = [];

    private byte[] _previous = [];
    private bool _previousIsPlain;
    private int _previousRow = -1;
    private bool _together = true;

    public LongResponseReader(string file, string[] columns)
    {
        _file = file;
        _columns = columns;
        for (int c = 0; c < columns.Length; c++)
        {
            if (!Known.Contains(columns[c]) || Array.IndexOf(columns, columns[c]) != c)
            {
                throw new InputException(file, 1, c + 1, $"column '{columns[c]}'; expected each at most once of {string.Join(", ", Known)}");
            }
        }

        _candidateColumn = Array.IndexOf(columns, "candidate");
        _itemColumn = Array.IndexOf(columns, "item");
        _scoreColumn = Array.IndexOf(columns, "score");
        _examColumn = Array.IndexOf(columns, "exam");
        _plain = columns is ["candidate", "item", "score"];
    }

    public ResponseData Read(LineReader lines)
    {
        while (lines.TryRead(out ReadOnlySpan<byte> line))
        {
            if (!line.IsEmpty && !(_plain && TryReadPlain(line, lines.LineNumber)))
            {
                ReadLine(line, lines.LineNumber);
            }
        }

        if (_scores.Count == 0)
        {
            throw new InputException(_file, 2, 0, "no response follows the header");
        }

        string[] ids = _candidates.ToStrings();
        var rows = new string[_candidateOfRow.Count];
        for (int n = 0; n < rows.Length; n++)
        {
            rows[n] = ids[_candidateOfRow.Span[n]];
        }

        if (_together)
        {
            _rowStarts.Add(_scores.Count);
            RequireOneScoreEach(_rowStarts.Span, _responseItems.Span, null);
            return ResponseData.FromRows(rows, [.. _items.ToStrings()], _rowStarts.Span, _responseItems.Span, _scores.Span);
        }

        return Sort(rows);
    }

    /// <summary>
    /// Nearly every line of a file of three columns: the candidate of the line before, an item without quotes, one digit. False for any other,
    /// which the general reader takes.
    /// </summary>
    private bool TryReadPlain(ReadOnlySpan<byte> line, int lineNumber)
    {
        // The key ends in a line feed where the line has its comma.
        int candidate = _previous.Length - 1;
        int score = line.Length - 1;
        if (!_previousIsPlain || score < candidate + 3 || line[candidate] != ',' || line[score - 1] != ',' || line[score] - (uint)'0' > 9
            || !line[..candidate].SequenceEqual(_previous.AsSpan(0, candidate)))
        {
            return false;
        }

        ReadOnlySpan<byte> item = line[(candidate + 1)..(score - 1)];
        foreach (byte b in item)
        {
            if (b is (byte)',' or (byte)'"')
            {
                return false;
            }
        }

        Keep(_previousRow, _items.Number(item), (byte)(line[score] - '0'), lineNumber);
        return true;
    }

    private void ReadLine(ReadOnlySpan<byte> line, int lineNumber)
    {
        ReadOnlySpan<byte> candidate = default;
        ReadOnlySpan<byte> item = default;
        ReadOnlySpan<byte> scoreField = default;
        ReadOnlySpan<byte> exam = default;
        var fields = new CsvLine(line);
        int column = 0;
        for (; fields.TryNext(out ReadOnlySpan<byte> field); column++)
        {
            if (column == _candidateColumn)
            {
                candidate = field;
            }
            else if (column == _itemColumn)
            {
                item = field;
            }
            else if (column == _scoreColumn)
            {
                scoreField = field;
            }
            else if (column == _examColumn)
            {
                exam = field;
            }
        }

        if (column != _columns.Length)
        {
            throw new InputException(_file, lineNumber, Math.Min(column, _columns.Length), $"the row has {column} fields; the header has {_columns.Length}");
        }

        if (candidate.IsEmpty || item.IsEmpty)
        {
            string empty = candidate.IsEmpty ? "candidate" : "item";
            throw new InputException(_file, lineNumber, Array.IndexOf(_columns, empty) + 1, $"{empty} is empty; expected an id");
        }

        if (scoreField.IsEmpty)
        {
            return;
        }

        int score = ResponseFile.ParseScore(scoreField);
        if (score < 0)
        {
            throw new InputException(
                _file,
                lineNumber,
                _scoreColumn + 1,
                $"score is '{Encoding.UTF8.GetString(scoreField)}'; expected a whole number from 0 to {ResponseData.HighestScore}, or nothing when the item was not presented");
        }

        Keep(Row(candidate, exam), _items.Number(item), (byte)score, lineNumber);
    }

    private int Row(ReadOnlySpan<byte> candidate, ReadOnlySpan<byte> exam)
    {
        int length = candidate.Length + 1 + exam.Length;
        if (_previousRow >= 0 && length == _previous.Length && candidate.SequenceEqual(_previous.AsSpan(0, candidate.Length))
            && exam.SequenceEqual(_previous.AsSpan(candidate.Length + 1)))
        {
            return _previousRow;
        }

        // A line feed cannot stand in a field, so it parts the two halves of the key.
        _previous = [.. candidate, (byte)'\n', .. exam];
        _previousIsPlain = !candidate.ContainsAny((byte)',', (byte)'"');
        int row = _sittings.Number(_previous);
        if (row == _candidateOfRow.Count)
        {
            _candidateOfRow.Add(_candidates.Number(candidate));
        }

        return row;
    }

    private void Keep(int row, int item, byte score, int lineNumber)
    {
        if (_together && row != _previousRow)
        {
            if (row == _rowStarts.Count)
            {
                _rowStarts.Add(_scores.Count);
            }
            else
            {
                ScatterFromHere();
            }
        }

        if (!_together)
        {
            _rowOf.Add(row);
        }

        _previousRow = row;
        if (_lineShifts.Count == 0 || _lineShifts[^1].Line - _lineShifts[^1].Response != lineNumber - _scores.Count)
        {
            _lineShifts.Add((_scores.Count, lineNumber));
        }

        _responseItems.Add(item);
        _scores.Add(score);
    }

    private void ScatterFromHere()
    {
        _together = false;
        for (int row = 0; row < _rowStarts.Count; row++)
        {
            int end = row + 1 < _rowStarts.Count ? _rowStarts.Span[row + 1] : _scores.Count;
            _rowOf.Extend(end - _rowStarts.Span[row]).Fill(row);
        }
    }

    private ResponseData Sort(string[] rows)
    {
        var starts = new int[rows.Length + 1];
        foreach (int row in _rowOf.Span)
        {
            starts[row + 1]++;
        }

        for (int row = 0; row < rows.Length; row++)
        {
            starts[row + 1] += starts[row];
        }

        var next = starts.AsSpan(0, rows.Length).ToArray();
        var items = new int[_scores.Count];
        var scores = new byte[_scores.Count];
        var origin = new int[_scores.Count];
        for (int k = 0; k < items.Length; k++)
        {
            int place = next[_rowOf.Span[k]]++;
            items[place] = _responseItems.Span[k];
            scores[place] = _scores.Span[k];
            origin[place] = k;
        }

        RequireOneScoreEach(starts, items, origin);
        return ResponseData.FromRows(rows, [.. _items.ToStrings()], starts, items, scores);
    }

    private void RequireOneScoreEach(ReadOnlySpan<int> starts, ReadOnlySpan<int> items, int[]? origin)
    {
        var lastRow = new int[_items.Count];
        for (int row = 0; row + 1 < starts.Length; row++)
        {
            for (int k = starts[row]; k < starts[row + 1]; k++)
            {
                if (lastRow[items[k]] == row + 1)
                {
                    int response = origin?[k] ?? k;
                    (int from, int line) = _lineShifts.FindLast(shift => shift.Response <= response);
                    throw new InputException(
                        _file,
                        line + response - from,
                        _itemColumn + 1,
                        $"candidate {_candidates.ToStrings()[_candidateOfRow.Span[row]]} has a second score on item {_items.ToStrings()[items[k]]}; expected one");
                }

                lastRow[items[k]] = row + 1;
            }
        }
    }
}
