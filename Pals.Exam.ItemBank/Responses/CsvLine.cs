namespace Pals.Exam.ItemBank.Responses;

/// <summary>Walks the fields of one line of comma-separated values (RFC 4180; a quoted field may not hold a line end).</summary>
internal ref struct CsvLine(ReadOnlySpan<byte> line)
{
    private readonly ReadOnlySpan<byte> _line = line;
    private int _position;

    /// <summary>Where the next field starts, a byte offset from 0.</summary>
    public readonly int Position => _position;

    /// <summary>The next field, without its quotes; false after the last.</summary>
    /// <exception cref="FormatException">A quoted field is not closed, or something follows its closing quote.</exception>
    public bool TryNext(out ReadOnlySpan<byte> field)
    {
        if (_position > _line.Length)
        {
            field = default;
            return false;
        }

        if (_position < _line.Length && _line[_position] == '"')
        {
            field = Quoted(_line[_position..]);
            return true;
        }

        // Fields are short: a plain loop is at the comma before a vectorized search has begun.
        int end = _position;
        while (end < _line.Length && _line[end] != ',')
        {
            end++;
        }

        field = _line[_position..end];
        _position = end + 1;
        return true;
    }

    private ReadOnlySpan<byte> Quoted(ReadOnlySpan<byte> rest)
    {
        var unquoted = new List<byte>();
        for (int i = 1; i < rest.Length; i++)
        {
            if (rest[i] != '"')
            {
                unquoted.Add(rest[i]);
            }
            else if (i + 1 < rest.Length && rest[i + 1] == '"')
            {
                unquoted.Add(rest[i++]);
            }
            else if (i + 1 < rest.Length && rest[i + 1] != ',')
            {
                throw new FormatException("a comma or the end of the line must follow a closing quote");
            }
            else
            {
                _position += i + 2;
                return unquoted.ToArray();
            }
        }

        throw new FormatException("a quoted field is not closed on its line");
    }
}
