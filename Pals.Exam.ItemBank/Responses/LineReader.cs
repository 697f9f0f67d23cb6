namespace Pals.Exam.ItemBank.Responses;

/// <summary>
/// Hands out the lines of a UTF-8 stream as spans over one large buffer, without copying or decoding them. Line ends may be LF or CR LF;
/// a byte order mark is skipped. Reading speed is what matters here: response files run to hundreds of megabytes.
/// </summary>
internal sealed class LineReader(Stream stream)
{
    private const int InitialBuffer = 1 << 20;

    private byte[] _buffer = new byte[InitialBuffer];
    private int _position;
    private int _length;
    private bool _ended;

    /// <summary>The number of the line that was handed out last, from 1.</summary>
    public int LineNumber { get; private set; }

    /// <summary>The next line without its end; valid until the next call.</summary>
    public bool TryRead(out ReadOnlySpan<byte> line)
    {
        int searched = 0;
        while (true)
        {
            int end = _buffer.AsSpan(_position + searched, _length - _position - searched).IndexOf((byte)'\n');
            if (end >= 0)
            {
                line = Trim(_buffer.AsSpan(_position, searched + end));
                _position += searched + end + 1;
                break;
            }

            searched = _length - _position;
            if (_ended)
            {
                line = Trim(_buffer.AsSpan(_position, searched));
                _position = _length;
                if (searched == 0)
                {
                    return false;
                }

                break;
            }

            Fill();
        }

        if (++LineNumber == 1 && line.StartsWith("\uFEFF"u8))
        {
            line = line[3..];
        }

        return true;
    }

    private static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> line) => line.EndsWith("\r"u8) ? line[..^1] : line;

    private void Fill()
    {
        int remaining = _length - _position;
        if (_position == 0 && remaining == _buffer.Length)
        {
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }
        else
        {
            _buffer.AsSpan(_position, remaining).CopyTo(_buffer);
            _position = 0;
        }

        _length = remaining;
        int read = stream.Read(_buffer, _length, _buffer.Length - _length);
        _length += read;
        _ended = read == 0;
    }
}
