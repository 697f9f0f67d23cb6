using System.Diagnostics;
using System.Numerics.Tensors;

namespace Pals.Exam.Engine.Calibration;

/// <summary>
/// The observed information at the maximum by Louis' identity (Louis 1982; the same matrix as Oakes 1999): the expected complete-data information,
/// which is one block an item, less the covariance of the complete-data score given each candidate's responses. For each parameter α of item i
/// every candidate's posterior is multiplied by the centred score, and the products are added up by the rows of the other items, exactly as the
/// expectation step adds posteriors: Σ_n Cov_n(s_iα, s_jβ) = Σ_q Σ_k s_jβ(k, q) Σ_{n: u_nj = k} p_nq (s_iα(u_ni, q) − E_n s_iα).
/// </summary>
internal sealed unsafe class ObservedInformation
{
    /// <summary>Step of the central differences that give scores and Hessians from analytic curves and gradients.</summary>
    private const double Difference = 1e-5;

    /// <summary>Posteriors are kept for this many tiles at once: a million candidates, a quarter of a gigabyte.</summary>
    private const int TilesAtOnce = 256;

    private readonly WorkingModel _model;
    private readonly Quadrature _grid;
    private readonly ExpectationStep _expectation;
    private readonly ThreadTeam _team;
    private readonly double[] _x;
    private readonly int[] _offsets;
    private readonly float[][] _scores;
    private readonly int _count;
    private readonly int _populationCount;
    private readonly ResponseRows _rows;
    private readonly CandidateLists _lists;
    private readonly (int Block, int Step)[] _places;

    private ObservedInformation(WorkingModel model, Quadrature grid, ExpectationStep expectation, ThreadTeam team, double[] x)
    {
        _model = model;
        _grid = grid;
        _expectation = expectation;
        _team = team;
        _x = x;
        _offsets = new int[model.Items.Length];
        int next = 0;
        for (int i = 0; i < model.Items.Length; i++)
        {
            _offsets[i] = next;
            next += OwnCount(model.Items[i]);
        }

        _populationCount = (model.Mean >= 0 ? 1 : 0) + (model.LogDeviation >= 0 ? 1 : 0);
        _count = next + _populationCount;
        _scores = new float[model.Items.Length][];
        _rows = expectation.Rows;
        _lists = expectation.Lists;
        _places = new (int Block, int Step)[model.Items.Length];
        int position = 0;
        for (int b = 0; b < _rows.Blocks.Length; b++)
        {
            int step = 1;
            for (int j = 0; j < _rows.Blocks[b].Items.Length; j++)
            {
                Debug.Assert(model.Items[position].Index == _rows.Blocks[b].Items[j], "Blocks hold the items in their order.");
                _places[position++] = (b, step);
                step *= _rows.Blocks[b].States(j);
            }
        }
    }

    /// <summary>The lower triangle of the observed information on the free parameters at <paramref name="x"/>, priors included.</summary>
    public static double[][] At(double[] x, WorkingModel model, Quadrature grid, ExpectationStep expectation, ThreadTeam team)
    {
        var information = new ObservedInformation(model, grid, expectation, team, x);
        return information.Compute();
    }

    // A common slope is first taken apart into one slope an item; the chain rule puts it together at the end.
    private int FirstOwn(WorkingItem item) => _model.SharedSlope >= 0 ? 0 : item.FirstFree;

    private int OwnCount(WorkingItem item) => item.IsFixed ? 0 : item.ParameterCount - FirstOwn(item);

    private double[][] Compute()
    {
        var matrix = new double[_count][];
        for (int row = 0; row < _count; row++)
        {
            matrix[row] = new double[_count];
        }

        _expectation.Run(_x, exact: false);
        float[] populationScores = PopulationScores();
        _team.Run(_model.Items.Length, i => _scores[i] = Scores(_model.Items[i]));
        _team.Run(_model.Items.Length, i => AddComplete(i, matrix));
        AddCompletePopulation(matrix);
        int tiles = Math.Min(_lists.Tiles, TilesAtOnce);
        float[] posteriors = GC.AllocateUninitializedArray<float>(Math.Min(tiles * CandidateLists.TileSize, _rows.Count) * _grid.Stride, pinned: true);
        for (int t = 0; t < _lists.Tiles; t += tiles)
        {
            int firstTile = t;
            int lastTile = Math.Min(t + tiles, _lists.Tiles);
            _expectation.Posteriors(firstTile, lastTile, posteriors);
            _team.Run(_model.Items.Length, i => SubtractMissing(i, firstTile, lastTile, posteriors, populationScores, matrix));
            if (_populationCount > 0)
            {
                SubtractMissingPopulation(firstTile, lastTile, posteriors, populationScores, matrix);
            }
        }

        return Collapse(matrix);
    }

    /// <summary>∂ log P_k(θ_q)/∂ξ_α of one item: score by score within each parameter.</summary>
    private float[] Scores(WorkingItem item)
    {
        int own = OwnCount(item);
        int length = item.Categories * _grid.Stride;
        var scores = new float[own * length];
        Span<double> xi = stackalloc double[item.ParameterCount];
        var upper = new double[length];
        var lower = new double[length];
        item.Read(_x, _model.Slope(_x), xi);
        for (int alpha = 0; alpha < own; alpha++)
        {
            int k = FirstOwn(item) + alpha;
            double value = xi[k];
            xi[k] = value + Difference;
            item.LogProbabilities(xi, _grid, upper);
            xi[k] = value - Difference;
            item.LogProbabilities(xi, _grid, lower);
            xi[k] = value;
            for (int i = 0; i < length; i++)
            {
                scores[alpha * length + i] = (float)((upper[i] - lower[i]) / (2 * Difference));
            }
        }

        return scores;
    }

    private void AddComplete(int i, double[][] matrix)
    {
        WorkingItem item = _model.Items[i];
        int own = OwnCount(item);
        int m = item.ParameterCount;
        Span<double> xi = stackalloc double[m];
        Span<double> upper = stackalloc double[m];
        Span<double> lower = stackalloc double[m];
        Span<double> unused = stackalloc double[m * m];
        item.Read(_x, _model.Slope(_x), xi);
        for (int alpha = 0; alpha < own; alpha++)
        {
            int k = FirstOwn(item) + alpha;
            double value = xi[k];
            xi[k] = value + Difference;
            item.Derivatives(xi, _grid, _expectation.Counts[item.Index], upper, unused);
            xi[k] = value - Difference;
            item.Derivatives(xi, _grid, _expectation.Counts[item.Index], lower, unused);
            xi[k] = value;
            for (int beta = 0; beta <= alpha; beta++)
            {
                int j = FirstOwn(item) + beta;
                matrix[_offsets[i] + alpha][_offsets[i] + beta] -= (upper[j] - lower[j]) / (2 * Difference);
            }
        }
    }

    private void SubtractMissing(int i, int firstTile, int lastTile, float[] posteriors, float[] populationScores, double[][] matrix)
    {
        WorkingItem item = _model.Items[i];
        int own = OwnCount(item);
        if (own == 0)
        {
            return;
        }

        int length = item.Categories * _grid.Stride;
        var sums = new float[_rows.RowCount * _grid.Stride];
        var everyone = new float[_grid.Stride];
        bool together = _rows.Blocks.Length < _model.Items.Length;
        float[] centred = together ? new float[Math.Min(CandidateLists.TileSize, _rows.Count) * _grid.Stride] : [];
        var counts = new double[_model.Items.Max(other => other.Categories) * _grid.Stride];
        for (int alpha = 0; alpha < own; alpha++)
        {
            Array.Clear(sums);
            Array.Clear(everyone);
            AddCentred(i, _scores[i].AsSpan(alpha * length, length), firstTile, lastTile, posteriors, centred, sums, everyone);
            double[] row = matrix[_offsets[i] + alpha];
            for (int j = i; j < _model.Items.Length; j++)
            {
                int others = OwnCount(_model.Items[j]);
                if (others == 0)
                {
                    continue;
                }

                int otherLength = _model.Items[j].Categories * _grid.Stride;
                FoldItem(j, sums, counts);
                for (int beta = 0; beta < others; beta++)
                {
                    double covariance = Dot(counts.AsSpan(0, otherLength), _scores[j].AsSpan(beta * otherLength, otherLength));
                    if (j == i)
                    {
                        if (beta <= alpha)
                        {
                            row[_offsets[i] + beta] -= covariance;
                        }
                    }
                    else
                    {
                        matrix[_offsets[j] + beta][_offsets[i] + alpha] -= covariance;
                    }
                }
            }

            for (int beta = 0; beta < _populationCount; beta++)
            {
                matrix[_count - _populationCount + beta][_offsets[i] + alpha] -=
                    TensorPrimitives.Dot<float>(everyone, populationScores.AsSpan(beta * _grid.Stride, _grid.Stride));
            }
        }
    }

    /// <summary>
    /// Adds item i's centred scores times posteriors to the sums of rows. Blocks of several items: all candidates' products are written down first and
    /// then gathered row by row. Blocks of one item, which few candidates answered: each product goes straight to the rows of its candidate.
    /// </summary>
    private void AddCentred(
        int i, ReadOnlySpan<float> score, int firstTile, int lastTile, float[] posteriors, float[] centred, float[] sums, float[] everyone)
    {
        (int b, int step) = _places[i];
        ResponseRows.Block block = _rows.Blocks[b];
        int stride = _grid.Stride;
        int states = StatesOf(block, _model.Items[i].Index);
        fixed (float* scores = score, allPosteriors = posteriors, products = centred, allSums = sums, all = everyone)
        fixed (ushort* candidates = _lists.Candidates)
        fixed (int* rows = _rows.Rows, starts = _rows.RowStarts)
        {
            for (int tile = firstTile; tile < lastTile; tile++)
            {
                float* tilePosteriors = allPosteriors + (nint)(tile - firstTile) * CandidateLists.TileSize * stride;
                if (centred.Length > 0 && block.MissingStates > 0)
                {
                    Array.Clear(centred);
                }

                for (int r = 0; r < block.RowCount; r++)
                {
                    int state = r / step % states;
                    (int start, int count) = _lists.List(tile, block.FirstRow + r);
                    if (state < block.MissingStates || count == 0)
                    {
                        continue;
                    }

                    ushort* list = candidates + start;
                    float* own = scores + (state - block.MissingStates) * stride;
                    if (centred.Length > 0)
                    {
                        CentredScoreKernel.Write(tilePosteriors, list, count, own, stride, products, all);
                    }
                    else
                    {
                        int* tileStarts = starts + (nint)tile * CandidateLists.TileSize;
                        CentredScoreKernel.Add(tilePosteriors, list, count, own, rows, tileStarts, block.FirstRow, stride, allSums, all);
                    }
                }

                for (int r = block.FirstRow; r < _rows.RowCount && centred.Length > 0; r++)
                {
                    (int start, int count) = _lists.List(tile, r);
                    if (count > 0)
                    {
                        CentredScoreKernel.Gather(products, candidates + start, count, stride, allSums + (nint)r * stride);
                    }
                }
            }
        }
    }

    private void FoldItem(int j, ReadOnlySpan<float> sums, Span<double> counts)
    {
        (int b, int step) = _places[j];
        ResponseRows.Block block = _rows.Blocks[b];
        int stride = _grid.Stride;
        int states = StatesOf(block, _model.Items[j].Index);
        counts.Clear();
        for (int r = 0; r < block.RowCount; r++)
        {
            int score = r / step % states - block.MissingStates;
            if (score >= 0)
            {
                ReadOnlySpan<float> row = sums.Slice((block.FirstRow + r) * stride, stride);
                Span<double> own = counts.Slice(score * stride, stride);
                for (int q = 0; q < stride; q++)
                {
                    own[q] += row[q];
                }
            }
        }
    }

    private static int StatesOf(ResponseRows.Block block, int item) => block.States(Array.IndexOf(block.Items, item));

    private static double Dot(ReadOnlySpan<double> counts, ReadOnlySpan<float> scores)
    {
        double sum = 0;
        for (int q = 0; q < counts.Length; q++)
        {
            sum += counts[q] * scores[q];
        }

        return sum;
    }

    /// <summary>Derivatives of the log weights in the population's mean and the logarithm of its standard deviation.</summary>
    private float[] PopulationScores()
    {
        var scores = new float[_populationCount * _grid.Stride];
        double[] upper = new double[_grid.Stride];
        double[] lower = new double[_grid.Stride];
        double mean = _model.PopulationMean(_x);
        double log = Math.Log(_model.PopulationDeviation(_x));
        for (int beta = 0; beta < _populationCount; beta++)
        {
            bool isMean = _model.Mean >= 0 && beta == 0;
            _grid.LogWeights(mean + (isMean ? Difference : 0), Math.Exp(log + (isMean ? 0 : Difference)), upper);
            _grid.LogWeights(mean - (isMean ? Difference : 0), Math.Exp(log - (isMean ? 0 : Difference)), lower);
            for (int q = 0; q < _grid.Count; q++)
            {
                scores[beta * _grid.Stride + q] = (float)((upper[q] - lower[q]) / (2 * Difference));
            }
        }

        return scores;
    }

    private void AddCompletePopulation(double[][] matrix)
    {
        // The log weights are smooth enough for second differences with a wider step.
        const double Wide = 1e-3;
        double mean = _model.PopulationMean(_x);
        double log = Math.Log(_model.PopulationDeviation(_x));
        for (int alpha = 0; alpha < _populationCount; alpha++)
        {
            for (int beta = 0; beta <= alpha; beta++)
            {
                (double Mean, double Log) u = Direction(alpha);
                (double Mean, double Log) v = Direction(beta);
                double second = (Expected(1, 1) - Expected(1, -1) - Expected(-1, 1) + Expected(-1, -1)) / (4 * Wide * Wide);
                matrix[_count - _populationCount + alpha][_count - _populationCount + beta] -= second;

                double Expected(int first, int other)
                {
                    var weights = new double[_grid.Stride];
                    _grid.LogWeights(
                        mean + Wide * (first * u.Mean + other * v.Mean), Math.Exp(log + Wide * (first * u.Log + other * v.Log)), weights);
                    return TensorPrimitives.Dot<double>(weights.AsSpan(0, _grid.Count), _expectation.Population.AsSpan(0, _grid.Count));
                }
            }
        }

        (double Mean, double Log) Direction(int parameter) => _model.Mean >= 0 && parameter == 0 ? (1, 0) : (0, 1);
    }

    private void SubtractMissingPopulation(int firstTile, int lastTile, float[] posteriors, float[] populationScores, double[][] matrix)
    {
        int stride = _grid.Stride;
        int first = _count - _populationCount;
        int count = Math.Min(lastTile * CandidateLists.TileSize, _rows.Count) - firstTile * CandidateLists.TileSize;
        for (int n = 0; n < count; n++)
        {
            ReadOnlySpan<float> posterior = posteriors.AsSpan(n * stride, stride);
            double weight = TensorPrimitives.Sum(posterior);
            for (int alpha = 0; alpha < _populationCount; alpha++)
            {
                ReadOnlySpan<float> own = populationScores.AsSpan(alpha * stride, stride);
                double mean = TensorPrimitives.Dot(posterior, own) / weight;
                for (int beta = 0; beta <= alpha; beta++)
                {
                    ReadOnlySpan<float> other = populationScores.AsSpan(beta * stride, stride);
                    double covariance = 0;
                    for (int q = 0; q < _grid.Count; q++)
                    {
                        covariance += posterior[q] * (own[q] - mean) * other[q];
                    }

                    matrix[first + alpha][first + beta] -= covariance;
                }
            }
        }
    }

    /// <summary>From one slope an item to the common slope: its row and column are the sums of theirs. The order becomes that of the free parameters.</summary>
    private double[][] Collapse(double[][] lower)
    {
        if (_model.SharedSlope < 0)
        {
            return lower;
        }

        var target = new int[_count];
        for (int i = 0; i < _model.Items.Length; i++)
        {
            WorkingItem item = _model.Items[i];
            for (int alpha = 0; alpha < OwnCount(item); alpha++)
            {
                target[_offsets[i] + alpha] = alpha == 0 ? _model.SharedSlope : item.Offset + alpha - 1;
            }
        }

        for (int beta = 0; beta < _populationCount; beta++)
        {
            target[_count - _populationCount + beta] = _model.SharedSlope + 1 + beta;
        }

        double[][] collapsed = [.. Enumerable.Range(0, _model.Count).Select(_ => new double[_model.Count])];
        for (int row = 0; row < _count; row++)
        {
            for (int column = 0; column < _count; column++)
            {
                double value = row >= column ? lower[row][column] : lower[column][row];
                collapsed[target[row]][target[column]] += value;
            }
        }

        return collapsed;
    }
}
