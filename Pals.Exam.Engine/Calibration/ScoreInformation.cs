using System.Numerics.Tensors;

namespace Pals.Exam.Engine.Calibration;

/// <summary>
/// The information of a calibration over topic areas as the sum over candidates of the products of their scores (Berndt, Hall, Hall &amp; Hausman 1974),
/// each score being the posterior mean of the complete-data score (Fisher's identity; Louis 1982). It tends to the observed information as
/// candidates grow in number and needs no second derivative of the joint posterior.
/// </summary>
internal static class ScoreInformation
{
    private const double Difference = 1e-5;
    private const int RowsPerPart = 16;

    /// <summary>The lower triangle of the information on the free parameters at <paramref name="x"/>, item priors included.</summary>
    public static double[][] At(double[] x, WorkingModel model, Quadrature grid, TopicExpectationStep expectation, ThreadTeam team)
    {
        double[][] matrix = [.. Enumerable.Range(0, model.Count).Select(row => new double[model.Count])];
        Entry[][][] entries = [.. expectation.Rows.Select(rows => RowEntries(x, model, grid, rows))];
        double[,] precision = model.Topics!.Precision(x);
        expectation.Prepare(x);
        var scores = new List<(int Place, double Value)>[CandidateLists.TileSize];
        for (int tile = 0; tile < expectation.Tiles; tile++)
        {
            expectation.RunTile(x, tile);
            int first = tile * CandidateLists.TileSize;
            int count = Math.Min(CandidateLists.TileSize, expectation.Candidates - first);
            team.Run(count, n => scores[n] = Scores(x, model, grid, expectation, entries, precision, first + n, n));
            team.Run((model.Count + RowsPerPart - 1) / RowsPerPart, part => AddProducts(part, scores.AsSpan(0, count), matrix));
        }

        AddPriors(x, model, matrix);
        return matrix;
    }

    private static void AddProducts(int part, ReadOnlySpan<List<(int Place, double Value)>> scores, double[][] matrix)
    {
        int low = part * RowsPerPart;
        int high = low + RowsPerPart;
        foreach (List<(int Place, double Value)> own in scores)
        {
            foreach ((int row, double value) in own)
            {
                if (row >= low && row < high)
                {
                    double[] target = matrix[row];
                    foreach ((int column, double other) in own)
                    {
                        if (column <= row)
                        {
                            target[column] += value * other;
                        }
                    }
                }
            }
        }
    }

    private static List<(int Place, double Value)> Scores(
        double[] x, WorkingModel model, Quadrature grid, TopicExpectationStep expectation, Entry[][][] entries, double[,] precision, int candidate, int place)
    {
        var scores = new List<(int Place, double Value)>();
        double shared = 0;
        for (int d = 0; d < entries.Length; d++)
        {
            ResponseRows rows = expectation.Rows[d];
            ReadOnlySpan<double> tilted = expectation.Tilted[d].AsSpan(place * grid.Stride, grid.Stride);
            foreach (int row in rows.Rows.AsSpan(rows.RowStarts[candidate]..rows.RowStarts[candidate + 1]))
            {
                foreach (Entry entry in entries[d][row])
                {
                    double score = TensorPrimitives.Dot(tilted, entry.Score);
                    if (entry.Place == model.SharedSlope)
                    {
                        shared += score;
                    }
                    else
                    {
                        scores.Add((entry.Place, score));
                    }
                }
            }
        }

        if (model.SharedSlope >= 0)
        {
            scores.Add((model.SharedSlope, shared));
        }

        (double[] mean, double[] covariance) = expectation.PosteriorMoments(x, candidate);
        model.Topics!.AddScores(x, precision, mean, covariance, scores);
        return scores;
    }

    /// <summary>For every row of a topic area the free parameters that its scores depend on, with ∂ log P/∂ξ over the grid.</summary>
    private static Entry[][] RowEntries(double[] x, WorkingModel model, Quadrature grid, ResponseRows rows)
    {
        var entries = new Entry[rows.RowCount][];
        Dictionary<int, WorkingItem> items = model.Items.ToDictionary(item => item.Index);
        foreach (ResponseRows.Block block in rows.Blocks)
        {
            Entry[][][] byItem = [.. block.Items.Select(i => ItemEntries(x, model, grid, items[i]))];
            for (int r = 0; r < block.RowCount; r++)
            {
                var own = new List<Entry>();
                int rest = r;
                for (int j = 0; j < block.Items.Length; j++)
                {
                    int score = rest % block.States(j) - block.MissingStates;
                    rest /= block.States(j);
                    if (score >= 0)
                    {
                        own.AddRange(byItem[j][score]);
                    }
                }

                entries[block.FirstRow + r] = [.. own];
            }
        }

        return entries;
    }

    private static Entry[][] ItemEntries(double[] x, WorkingModel model, Quadrature grid, WorkingItem item)
    {
        var byScore = new List<Entry>[item.Categories];
        for (int k = 0; k < byScore.Length; k++)
        {
            byScore[k] = [];
        }

        int length = item.Categories * grid.Stride;
        var upper = new double[length];
        var lower = new double[length];
        Span<double> xi = stackalloc double[item.ParameterCount];
        item.Read(x, model.Slope(x), xi);
        for (int k = 0; k < item.ParameterCount && !item.IsFixed; k++)
        {
            int place = k >= item.FirstFree ? item.Offset + k - item.FirstFree : model.SharedSlope;
            if (place < 0)
            {
                continue;
            }

            double value = xi[k];
            xi[k] = value + Difference;
            item.LogProbabilities(xi, grid, upper);
            xi[k] = value - Difference;
            item.LogProbabilities(xi, grid, lower);
            xi[k] = value;
            for (int score = 0; score < item.Categories; score++)
            {
                var curve = new double[grid.Stride];
                for (int q = 0; q < grid.Count; q++)
                {
                    curve[q] = (upper[score * grid.Stride + q] - lower[score * grid.Stride + q]) / (2 * Difference);
                }

                byScore[score].Add(new Entry(place, curve));
            }
        }

        return [.. byScore.Select(list => list.ToArray())];
    }

    private static void AddPriors(double[] x, WorkingModel model, double[][] matrix)
    {
        foreach (WorkingItem item in model.Items.Where(item => item.FreeCount > 0))
        {
            int m = item.ParameterCount;
            var xi = new double[m];
            var gradient = new double[m];
            var information = new double[m * m];
            item.Read(x, model.Slope(x), xi);
            item.AddPriors(xi, gradient, information);
            for (int i = item.FirstFree; i < m; i++)
            {
                for (int j = item.FirstFree; j <= i; j++)
                {
                    matrix[item.Offset + i - item.FirstFree][item.Offset + j - item.FirstFree] += information[i * m + j];
                }
            }
        }
    }

    private readonly record struct Entry(int Place, double[] Score);
}
