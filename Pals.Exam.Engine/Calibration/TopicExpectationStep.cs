namespace Pals.Exam.Engine.Calibration;

/// <summary>
/// The expectation step with one dimension a topic area (simple structure). Each topic area has its own rows; a candidate's joint posterior is found by
/// expectation propagation, started from where the last cycle left its sites, and the tilted marginals are added up by rows as with one dimension.
/// </summary>
internal sealed unsafe class TopicExpectationStep : IExpectationStep
{
    private const int CandidatesPerPart = 64;
    private const int RowsPerPart = 64;

    private readonly Quadrature _grid;
    private readonly ThreadTeam _team;
    private readonly TopicPopulation _population;
    private readonly Topic[] _topics;
    private readonly int _candidates;
    private readonly double[] _precisions;
    private readonly double[] _shifts;
    private readonly double[] _partSums;
    private readonly double[][] _partMoments;

    public TopicExpectationStep(ResponseRows[] rows, WorkingModel model, TopicPopulation population, Quadrature grid, ThreadTeam team)
    {
        _grid = grid;
        _team = team;
        _population = population;
        _candidates = rows[0].Count;
        _topics = [.. rows.Select(topic => new Topic(topic, model, grid, team))];
        _precisions = new double[_candidates * rows.Length];
        _shifts = new double[_candidates * rows.Length];
        int parts = (CandidateLists.TileSize + CandidatesPerPart - 1) / CandidatesPerPart;
        _partSums = new double[parts];
        _partMoments = [.. Enumerable.Range(0, parts).Select(_ => new double[rows.Length * (rows.Length + 1)])];
        Moments = new double[rows.Length * (rows.Length + 1)];
        Counts = ExpectationStep.NewCounts(model, grid);
    }

    public double[][] Counts { get; }

    /// <summary>Sums over candidates of the posterior means, and behind them of the posterior products θθ′.</summary>
    public double[] Moments { get; }

    /// <summary>Number of candidates.</summary>
    public int Candidates => _candidates;

    /// <summary>The rows of each topic area.</summary>
    public IReadOnlyList<ResponseRows> Rows => [.. _topics.Select(topic => topic.Rows)];

    /// <summary>The tilted marginals of the candidates of the last tile, topic by topic.</summary>
    public IReadOnlyList<double[]> Tilted => [.. _topics.Select(topic => topic.Posteriors)];

    /// <summary>Number of tiles.</summary>
    public int Tiles => _topics[0].Lists.Tiles;

    public double Run(double[] x, bool exact)
    {
        Prepare(x);
        double total = 0;
        for (int t = 0; t < Tiles; t++)
        {
            int tile = t;
            total += RunTile(x, tile);
            foreach (Topic topic in _topics)
            {
                _team.Run((topic.Rows.RowCount + RowsPerPart - 1) / RowsPerPart, part => AddRows(topic, tile, part));
            }
        }

        foreach (Topic topic in _topics)
        {
            _team.Run(topic.Rows.Blocks.Length, b =>
            {
                ResponseRows.Block block = topic.Rows.Blocks[b];
                BlockTotals.Fold(
                    block, topic.Totals.AsSpan(block.FirstRow * _grid.Stride, block.RowCount * _grid.Stride), _grid.Stride, Counts);
            });
        }

        return total;
    }

    public void MaximizePopulation(double[] next, double[] scale) =>
        _population.Maximize(_candidates, Moments.AsSpan(0, _topics.Length), Moments.AsSpan(_topics.Length), next, scale);

    /// <summary>Builds the tables at <paramref name="x"/> and clears the sums.</summary>
    public void Prepare(double[] x)
    {
        Array.Clear(Moments);
        foreach (Topic topic in _topics)
        {
            topic.Tables.Build(x, exact: true, _team);
            Array.Clear(topic.Totals);
        }
    }

    /// <summary>The tilted marginals and posterior moments of one tile; returns its log-likelihood.</summary>
    public double RunTile(double[] x, int tile)
    {
        double[] covariance = _population.Covariance(x);
        double[] mean = [.. Enumerable.Range(0, _topics.Length).Select(topic => _population.Mean(x, topic))];
        int parts = (_topics[0].Lists.CandidatesIn(tile) + CandidatesPerPart - 1) / CandidatesPerPart;
        _team.Run(parts, part => Propagate(tile, part, mean, covariance));
        double total = 0;
        for (int part = 0; part < parts; part++)
        {
            total += _partSums[part];
            for (int i = 0; i < Moments.Length; i++)
            {
                Moments[i] += _partMoments[part][i];
            }
        }

        return total;
    }

    /// <summary>A candidate's posterior mean and covariance, from the sites as they are settled.</summary>
    public (double[] Mean, double[] Covariance) PosteriorMoments(double[] x, int candidate)
    {
        int dimensions = _topics.Length;
        double[] covariance = _population.Covariance(x);
        double[] mean = [.. Enumerable.Range(0, dimensions).Select(topic => _population.Mean(x, topic))];
        for (int d = 0; d < dimensions; d++)
        {
            int site = candidate * dimensions + d;
            ExpectationPropagation.Update(mean, covariance, d, _precisions[site], _shifts[site]);
        }

        return (mean, covariance);
    }

    private void Propagate(int tile, int part, double[] priorMean, double[] priorCovariance)
    {
        int dimensions = _topics.Length;
        int stride = _grid.Stride;
        int first = part * CandidatesPerPart;
        int last = Math.Min(first + CandidatesPerPart, _topics[0].Lists.CandidatesIn(tile));
        var propagation = new ExpectationPropagation(_grid, priorMean, priorCovariance);
        var curves = new double[dimensions * stride];
        var tilted = new double[dimensions * stride];
        double[] moments = _partMoments[part];
        Array.Clear(moments);
        double sum = 0;
        for (int n = first; n < last; n++)
        {
            int candidate = tile * CandidateLists.TileSize + n;
            for (int d = 0; d < dimensions; d++)
            {
                _topics[d].Curve(candidate, _grid, curves.AsSpan(d * stride, stride));
            }

            sum += propagation.Run(
                curves, tilted, _precisions.AsSpan(candidate * dimensions, dimensions), _shifts.AsSpan(candidate * dimensions, dimensions));
            for (int d = 0; d < dimensions; d++)
            {
                tilted.AsSpan(d * stride, stride).CopyTo(_topics[d].Posteriors.AsSpan(n * stride));
                moments[d] += propagation.Mean[d];
                for (int e = 0; e < dimensions; e++)
                {
                    moments[dimensions * (d + 1) + e] += propagation.Covariance[d * dimensions + e] + propagation.Mean[d] * propagation.Mean[e];
                }
            }
        }

        _partSums[part] = sum;
    }

    private void AddRows(Topic topic, int tile, int part)
    {
        fixed (ushort* lists = topic.Lists.Candidates)
        fixed (double* posteriors = topic.Posteriors, totals = topic.Totals)
        {
            int last = Math.Min((part + 1) * RowsPerPart, topic.Rows.RowCount);
            for (int r = part * RowsPerPart; r < last; r++)
            {
                (int start, int count) = topic.Lists.List(tile, r);
                if (count > 0)
                {
                    PosteriorKernels.AddRowsExact(posteriors, lists + start, count, _grid.Stride, totals + (nint)r * _grid.Stride);
                }
            }
        }
    }

    private sealed class Topic
    {
        public Topic(ResponseRows rows, WorkingModel model, Quadrature grid, ThreadTeam team)
        {
            Rows = rows;
            Lists = new CandidateLists(rows, team);
            Tables = new RowTables(rows, model, grid);
            Posteriors = GC.AllocateArray<double>(Math.Min(CandidateLists.TileSize, rows.Count) * grid.Stride, pinned: true);
            Totals = GC.AllocateArray<double>(rows.RowCount * grid.Stride, pinned: true);
        }

        public ResponseRows Rows { get; }

        public CandidateLists Lists { get; }

        public RowTables Tables { get; }

        public double[] Posteriors { get; }

        public double[] Totals { get; }

        /// <summary>A candidate's log-likelihood over the grid, −∞ in the padding.</summary>
        public void Curve(int candidate, Quadrature grid, Span<double> curve)
        {
            curve.Clear();
            foreach (int row in Rows.Rows.AsSpan(Rows.RowStarts[candidate]..Rows.RowStarts[candidate + 1]))
            {
                VectorFunctions.Add(curve, Tables.ExactTable.AsSpan(row * grid.Stride, grid.Stride), curve);
            }

            curve[grid.Count..].Fill(double.NegativeInfinity);
        }
    }
}
