using System.Numerics.Tensors;

namespace Pals.Exam.Engine.Calibration;

/// <summary>
/// The observed information at the maximum by Louis' identity (Louis 1982; the same matrix as Oakes 1999): the expected complete-data information,
/// which is one block an item, less the covariance of the complete-data score given each candidate's responses. For each parameter α of item i
/// every candidate's posterior is multiplied by the centred score, and the products are added up by the rows of the other items, exactly as the
/// expectation step adds posteriors: Σ_n Cov_n(s_iα, s_jβ) = Σ_q Σ_k s_jβ(k, q) Σ_{n: u_nj = k} p_nq (s_iα(u_ni, q) − E_n s_iα).
/// </summary>
internal sealed class ObservedInformation
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
    private readonly PopulationInformation _population;
    private readonly ResponseRows _rows;
    private readonly CandidateLists _lists;
    private readonly CentredSums _sums;

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

        _population = new PopulationInformation(x, model, grid);
        _count = next + _population.Count;
        _scores = new float[model.Items.Length][];
        _rows = expectation.Rows;
        _lists = expectation.Lists;
        _sums = new CentredSums(model, grid, _rows, _lists);
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
        _team.Run(_model.Items.Length, i => _scores[i] = Scores(_model.Items[i]));
        _team.Run(_model.Items.Length, i => AddComplete(i, matrix));
        _population.AddComplete(_expectation.Population, matrix);
        int tiles = Math.Min(_lists.Tiles, TilesAtOnce);
        float[] posteriors = GC.AllocateUninitializedArray<float>(Math.Min(tiles * CandidateLists.TileSize, _rows.Count) * _grid.Stride, pinned: true);
        for (int t = 0; t < _lists.Tiles; t += tiles)
        {
            int firstTile = t;
            int lastTile = Math.Min(t + tiles, _lists.Tiles);
            _expectation.Posteriors(firstTile, lastTile, posteriors);
            _team.Run(_model.Items.Length, i => SubtractMissing(i, firstTile, lastTile, posteriors, matrix));
            if (_population.Count > 0)
            {
                int candidates = Math.Min(lastTile * CandidateLists.TileSize, _rows.Count) - firstTile * CandidateLists.TileSize;
                _population.SubtractMissing(candidates, posteriors, matrix);
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

    private void SubtractMissing(int i, int firstTile, int lastTile, float[] posteriors, double[][] matrix)
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
        float[] centred = _sums.NewProducts();
        var counts = new double[_model.Items.Max(other => other.Categories) * _grid.Stride];
        for (int alpha = 0; alpha < own; alpha++)
        {
            Array.Clear(sums);
            Array.Clear(everyone);
            _sums.Add(i, _scores[i].AsSpan(alpha * length, length), firstTile, lastTile, posteriors, centred, sums, everyone);
            double[] row = matrix[_offsets[i] + alpha];
            for (int j = i; j < _model.Items.Length; j++)
            {
                int others = OwnCount(_model.Items[j]);
                if (others == 0)
                {
                    continue;
                }

                int otherLength = _model.Items[j].Categories * _grid.Stride;
                _sums.Fold(j, sums, counts);
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

            for (int beta = 0; beta < _population.Count; beta++)
            {
                matrix[_count - _population.Count + beta][_offsets[i] + alpha] -=
                    TensorPrimitives.Dot(everyone, _population.Score(beta));
            }
        }
    }

    private static double Dot(ReadOnlySpan<double> counts, ReadOnlySpan<float> scores)
    {
        double sum = 0;
        for (int q = 0; q < counts.Length; q++)
        {
            sum += counts[q] * scores[q];
        }

        return sum;
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

        for (int beta = 0; beta < _population.Count; beta++)
        {
            target[_count - _population.Count + beta] = _model.SharedSlope + 1 + beta;
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
