namespace Pals.Exam.Engine.Calibration;

/// <summary>
/// The lists of rows by candidate turned into lists of candidates by row, tile by tile: a tile is as many candidates as have posteriors that fit the
/// cache.
/// </summary>
internal sealed class CandidateLists
{
    /// <summary>Candidates in a tile; a megabyte of posteriors on the usual grid.</summary>
    public const int TileSize = 4096;

    private readonly ResponseRows _rows;
    private readonly int[] _starts;

    public CandidateLists(ResponseRows rows, ThreadTeam team)
    {
        _rows = rows;
        Tiles = (rows.Count + TileSize - 1) / TileSize;
        _starts = new int[Tiles * (rows.RowCount + 1)];
        Candidates = new ushort[rows.Rows.Length];
        team.Run(Tiles, Transpose);
    }

    /// <summary>Number of tiles.</summary>
    public int Tiles { get; }

    /// <summary>Candidates, counted from the first of their tile.</summary>
    public ushort[] Candidates { get; }

    /// <summary>The stretch of <see cref="Candidates"/> that points at a row.</summary>
    public (int Start, int Count) List(int tile, int row)
    {
        int place = tile * (_rows.RowCount + 1) + row;
        return (_starts[place], _starts[place + 1] - _starts[place]);
    }

    /// <summary>Number of candidates in a tile.</summary>
    public int CandidatesIn(int tile) => Math.Min(TileSize, _rows.Count - tile * TileSize);

    private void Transpose(int tile)
    {
        int first = tile * TileSize;
        int last = first + CandidatesIn(tile);
        Span<int> starts = _starts.AsSpan(tile * (_rows.RowCount + 1), _rows.RowCount + 1);
        foreach (int row in _rows.Rows.AsSpan(_rows.RowStarts[first].._rows.RowStarts[last]))
        {
            starts[row + 1]++;
        }

        starts[0] = _rows.RowStarts[first];
        for (int r = 1; r < starts.Length; r++)
        {
            starts[r] += starts[r - 1];
        }

        int[] next = starts[..^1].ToArray();
        for (int n = first; n < last; n++)
        {
            foreach (int row in _rows.Rows.AsSpan(_rows.RowStarts[n].._rows.RowStarts[n + 1]))
            {
                Candidates[next[row]++] = (ushort)(n - first);
            }
        }
    }
}
