namespace Pals.Exam.Engine.Calibration;

/// <summary>
/// The expectation step (Bock &amp; Aitkin 1981): each candidate's posterior over the grid, the marginal log-likelihood, and the expected number of
/// candidates at each grid point with each score on each item. Candidates are taken in tiles whose posteriors stay in the cache: first the posteriors
/// of a tile, then for every row of the tables the sum of the posteriors that point at it. All sums run in an order that does not
/// depend on the threads.
/// </summary>
internal sealed unsafe class ExpectationStep : IExpectationStep
{
    private const int CandidatesPerPart = 128;
    private const int RowsPerPart = 64;

    private readonly ResponseRows _rows;
    private readonly Quadrature _grid;
    private readonly RowTables _tables;
    private readonly ThreadTeam _team;
    private readonly WorkingModel _model;
    private readonly CandidateLists _lists;
    private readonly ushort[] _everyone;
    private readonly double[] _partSums;
    private readonly double[] _rowTotals;
    private float[] _posteriors = [];
    private double[] _exactPosteriors = [];

    public ExpectationStep(ResponseRows rows, WorkingModel model, Quadrature grid, ThreadTeam team)
    {
        _rows = rows;
        _grid = grid;
        _team = team;
        _tables = new RowTables(rows, model, grid);
        _model = model;
        _lists = new CandidateLists(rows, team);
        _everyone = new ushort[Math.Min(CandidateLists.TileSize, rows.Count)];
        for (int n = 0; n < _everyone.Length; n++)
        {
            _everyone[n] = (ushort)n;
        }

        _partSums = new double[(CandidateLists.TileSize + CandidatesPerPart - 1) / CandidatesPerPart];
        _rowTotals = GC.AllocateArray<double>(rows.RowCount * grid.Stride, pinned: true);
        Population = GC.AllocateArray<double>(grid.Stride, pinned: true);
        Counts = NewCounts(model, grid);
    }

    /// <summary>The rows that candidates point at.</summary>
    public ResponseRows Rows => _rows;

    /// <summary>The candidates that point at each row.</summary>
    public CandidateLists Lists => _lists;

    /// <summary>For each item (by its index) the expected number of candidates with each score at each grid point, score by score.</summary>
    public double[][] Counts { get; }

    /// <summary>Expected number of candidates at each grid point; only when the population is estimated.</summary>
    public double[] Population { get; }

    /// <summary>Fills <see cref="Counts"/> at the parameters <paramref name="x"/> and returns the marginal log-likelihood there.</summary>
    public double Run(double[] x, bool exact)
    {
        _tables.Build(x, exact, _team);
        if (exact && _exactPosteriors.Length == 0)
        {
            _exactPosteriors = GC.AllocateArray<double>(Math.Min(CandidateLists.TileSize, _rows.Count) * _grid.Stride, pinned: true);
        }
        else if (!exact && _posteriors.Length == 0)
        {
            _posteriors = GC.AllocateArray<float>(Math.Min(CandidateLists.TileSize, _rows.Count) * _grid.Stride, pinned: true);
        }

        Array.Clear(_rowTotals);
        Array.Clear(Population);
        double total = 0;
        int rowParts = (_rows.RowCount + RowsPerPart - 1) / RowsPerPart;
        for (int t = 0; t < _lists.Tiles; t++)
        {
            int tile = t;
            int parts = PartsIn(tile);
            _team.Run(parts, part => Posteriors(tile, part, exact, _posteriors, 0));
            for (int part = 0; part < parts; part++)
            {
                total += _partSums[part];
            }

            _team.Run(rowParts + (_model.HasFreePopulation ? 1 : 0), part => AddRows(tile, part, rowParts, exact));
        }

        _team.Run(_rows.Blocks.Length, Fold);
        return total;
    }

    public void MaximizePopulation(double[] next, double[] scale)
    {
        if (_model.HasFreePopulation)
        {
            NormalPopulation.Maximize(Population, _grid, _model, next, scale);
        }
    }

    /// <summary>
    /// The posteriors at the parameters of the last fast <see cref="Run"/>, for as many tiles from <paramref name="firstTile"/> on as
    /// <paramref name="destination"/> holds.
    /// </summary>
    public void Posteriors(int firstTile, int lastTile, float[] destination)
    {
        for (int t = firstTile; t < lastTile; t++)
        {
            int tile = t;
            int place = (tile - firstTile) * CandidateLists.TileSize * _grid.Stride;
            _team.Run(PartsIn(tile), part => Posteriors(tile, part, false, destination, place));
        }
    }

    private int PartsIn(int tile) => (_lists.CandidatesIn(tile) + CandidatesPerPart - 1) / CandidatesPerPart;

    private void Posteriors(int tile, int part, bool exact, float[] destination, int offset)
    {
        int from = tile * CandidateLists.TileSize + part * CandidatesPerPart;
        int to = Math.Min(from + CandidatesPerPart, tile * CandidateLists.TileSize + _lists.CandidatesIn(tile));
        int place = offset + part * CandidatesPerPart * _grid.Stride;
        fixed (int* rows = _rows.Rows, starts = _rows.RowStarts, prior = _tables.Prior)
        fixed (float* weights = _rows.Weights)
        fixed (double* exactPrior = _tables.ExactPrior)
        {
            if (exact)
            {
                fixed (double* table = _tables.ExactTable, posteriors = _exactPosteriors)
                {
                    _partSums[part] = PosteriorKernels.PosteriorsExact(
                        table, exactPrior, rows, starts, from, to, weights, _grid.Stride, posteriors + place);
                }
            }
            else
            {
                fixed (int* table = _tables.Table)
                fixed (float* posteriors = destination)
                {
                    _partSums[part] = PosteriorKernels.Posteriors(
                        table, prior, rows, starts, from, to, weights, _grid.Stride, (float)_tables.Step, posteriors + place);
                }
            }
        }
    }

    private void AddRows(int tile, int part, int rowParts, bool exact)
    {
        fixed (ushort* lists = _lists.Candidates, everyone = _everyone)
        fixed (float* posteriors = _posteriors)
        fixed (double* exactPosteriors = _exactPosteriors, totals = _rowTotals, population = Population)
        {
            if (part == rowParts)
            {
                Add(posteriors, exactPosteriors, everyone, _lists.CandidatesIn(tile), population, exact);
                return;
            }

            int last = Math.Min((part + 1) * RowsPerPart, _rows.RowCount);
            for (int r = part * RowsPerPart; r < last; r++)
            {
                (int start, int count) = _lists.List(tile, r);
                if (count > 0)
                {
                    Add(posteriors, exactPosteriors, lists + start, count, totals + (nint)r * _grid.Stride, exact);
                }
            }
        }
    }

    private void Add(float* posteriors, double* exactPosteriors, ushort* list, int count, double* total, bool exact)
    {
        if (exact)
        {
            PosteriorKernels.AddRowsExact(exactPosteriors, list, count, _grid.Stride, total);
        }
        else
        {
            PosteriorKernels.AddRows(posteriors, list, count, _grid.Stride, total);
        }
    }

    /// <summary>Room for the expected counts of all items of a model.</summary>
    internal static double[][] NewCounts(WorkingModel model, Quadrature grid)
    {
        var counts = new double[model.IndexCount][];
        foreach (WorkingItem item in model.Items)
        {
            counts[item.Index] = new double[item.Categories * grid.Stride];
        }

        return counts;
    }

    private void Fold(int b)
    {
        ResponseRows.Block block = _rows.Blocks[b];
        BlockTotals.Fold(block, _rowTotals.AsSpan(block.FirstRow * _grid.Stride, block.RowCount * _grid.Stride), _grid.Stride, Counts);
    }
}
