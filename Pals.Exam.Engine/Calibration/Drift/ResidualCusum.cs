using System.Numerics.Tensors;
using Pals.Exam.Engine.Ability;
using Pals.Exam.Engine.Calibration.Fit;
using Pals.Exam.Engine.Items;
using Pals.Exam.Engine.Numerics;

namespace Pals.Exam.Engine.Calibration.Drift;

/// <summary>How the chart is drawn.</summary>
public sealed record ResidualCusumOptions
{
    /// <summary>The defaults.</summary>
    public static ResidualCusumOptions Default { get; } = new();

    /// <summary>Half the shift of the standardized residual that the chart is tuned to find.</summary>
    public double ReferenceValue { get; init; } = 0.25;

    /// <summary>Chance of an alarm, in each direction, over the whole sequence of an item that did not change.</summary>
    public double FalseAlarmRate { get; init; } = 0.025;

    /// <summary>Simulated sequences from which each threshold is read.</summary>
    public int Replications { get; init; } = 1000;

    /// <summary>Seed of the simulated sequences.</summary>
    public ulong Seed { get; init; } = 1;
}

/// <summary>The chart of one item.</summary>
/// <param name="Responses">Length of the sequence.</param>
/// <param name="HighestUp">Largest upper sum: candidates do better than the model expects (exposure, compromise).</param>
/// <param name="ThresholdUp">Its threshold.</param>
/// <param name="AlarmUp">Position, from 1, of the response at which the upper sum passed its threshold; 0 for none.</param>
/// <param name="ChangeUp">Position after the upper sum's last zero before the alarm: the likely start of the change; 0 without alarm.</param>
/// <param name="HighestDown">Largest lower sum: candidates do worse (a broken key, an outdated fact).</param>
/// <param name="ThresholdDown">Its threshold.</param>
/// <param name="AlarmDown">As for the upper sum.</param>
/// <param name="ChangeDown">As for the upper sum.</param>
public readonly record struct ResidualCusumResult(
    int Responses,
    double HighestUp,
    double ThresholdUp,
    int AlarmUp,
    int ChangeUp,
    double HighestDown,
    double ThresholdDown,
    int AlarmDown,
    int ChangeDown);

/// <summary>
/// Cumulative sums of an item's residuals over the candidates in order of time (Veerkamp &amp; Glas 2000; Page 1954): C⁺ ← max(0, C⁺ + r − k) and
/// C⁻ ← max(0, C⁻ − r − k), with r the standardized residual and k the reference value.
/// </summary>
/// <remarks>
/// The expected score of a candidate is E(X | all the candidate's other answers), with the posterior on a grid: unlike a residual at an ability estimate that the
/// item itself took part in, it has exactly mean 0 and variance 1 under the model. Thresholds come from sequences simulated from the same expectations, so the
/// false-alarm rate holds for an item of any difficulty and any number of candidates.
/// </remarks>
public static class ResidualCusum
{
    /// <summary>Draws the chart of every item.</summary>
    /// <param name="data">The responses; rows in order of time.</param>
    /// <param name="items">Parameters of <paramref name="data"/>'s items, in its order.</param>
    /// <param name="population">The ability distribution.</param>
    /// <param name="options">Reference value, error rate and simulation.</param>
    /// <exception cref="ArgumentException">The parameters do not match the data, or an option is out of its domain.</exception>
    public static ResidualCusumResult[] Compute(
        ResponseData data, IReadOnlyList<ItemParameters> items, NormalPrior population, ResidualCusumOptions? options = null)
    {
        options ??= ResidualCusumOptions.Default;
        ItemGrid.RequireMatching(data, items);
        if (!(options.ReferenceValue >= 0) || options.FalseAlarmRate is not (> 0 and < 1) || options.Replications < 1)
        {
            throw new ArgumentException(
                $"The chart needs a reference value ≥ 0, a rate between 0 and 1 and replications ≥ 1, not {options.ReferenceValue:R}, {options.FalseAlarmRate:R} and {options.Replications}.",
                nameof(options));
        }

        ResidualSequence[] sequences = Sequences(data, new ItemGrid(items, population));
        var results = new ResidualCusumResult[items.Count];
        Parallel.For(0, items.Count, i => results[i] = Chart(sequences[i], options, (ulong)i));
        return results;
    }

    private static ResidualCusumResult Chart(ResidualSequence sequence, ResidualCusumOptions options, ulong item)
    {
        double[] up = new double[options.Replications];
        double[] down = new double[options.Replications];
        for (int replication = 0; replication < options.Replications; replication++)
        {
            var random = new RandomStream(options.Seed, item * (ulong)options.Replications + (ulong)replication);
            double upper = 0;
            double lower = 0;
            for (int t = 0; t < sequence.Count; t++)
            {
                double residual = sequence.Draw(t, random.NextDouble());
                upper = Math.Max(0, upper + residual - options.ReferenceValue);
                lower = Math.Max(0, lower - residual - options.ReferenceValue);
                up[replication] = Math.Max(up[replication], upper);
                down[replication] = Math.Max(down[replication], lower);
            }
        }

        double thresholdUp = UpperQuantile(up, options.FalseAlarmRate);
        double thresholdDown = UpperQuantile(down, options.FalseAlarmRate);
        (double highestUp, int alarmUp, int changeUp) = Run(sequence, 1, options.ReferenceValue, thresholdUp);
        (double highestDown, int alarmDown, int changeDown) = Run(sequence, -1, options.ReferenceValue, thresholdDown);
        return new ResidualCusumResult(
            sequence.Count, highestUp, thresholdUp, alarmUp, changeUp, highestDown, thresholdDown, alarmDown, changeDown);
    }

    private static (double Highest, int Alarm, int Change) Run(ResidualSequence sequence, int sign, double reference, double threshold)
    {
        double sum = 0;
        double highest = 0;
        int start = 1;
        int alarm = 0;
        int change = 0;
        for (int t = 0; t < sequence.Count; t++)
        {
            sum = Math.Max(0, sum + sign * sequence[t] - reference);
            if (sum == 0)
            {
                start = t + 2;
            }

            highest = Math.Max(highest, sum);
            if (sum > threshold && alarm == 0)
            {
                alarm = t + 1;
                change = start;
            }
        }

        return (highest, alarm, change);
    }

    /// <summary>The value passed by a share of at most <paramref name="rate"/> of further draws: the ⌈(1 − rate)(n + 1)⌉-th smallest.</summary>
    private static double UpperQuantile(double[] values, double rate)
    {
        Array.Sort(values);
        int place = (int)Math.Ceiling((1 - rate) * (values.Length + 1));
        return place <= values.Length ? values[place - 1] : double.PositiveInfinity;
    }

    private static ResidualSequence[] Sequences(ResponseData data, ItemGrid grid)
    {
        ResidualSequence[] sequences = [.. grid.Items.Select(item => new ResidualSequence(item.CategoryCount))];
        double[][][] p = [.. Enumerable.Range(0, grid.Items.Count).Select(i =>
            Enumerable.Range(0, grid.Items[i].CategoryCount).Select(k => grid.Probability(i, k)).ToArray())];
        double[] posterior = new double[grid.Quadrature];
        double[] rest = new double[grid.Quadrature];
        double[] predicted = new double[grid.Items.Max(item => item.CategoryCount)];
        for (int n = 0; n < data.CandidateCount; n++)
        {
            ResponseRow row = data[n];
            grid.Posterior(row, posterior);
            for (int j = 0; j < row.Items.Length; j++)
            {
                double[][] curves = p[row.Items[j]];
                double total = 0;
                for (int q = 0; q < rest.Length; q++)
                {
                    double own = curves[row.Scores[j]][q];
                    rest[q] = own > 0 ? posterior[q] / own : 0;
                    total += rest[q];
                }

                for (int k = 0; k < curves.Length; k++)
                {
                    predicted[k] = TensorPrimitives.Dot<double>(rest, curves[k]) / total;
                }

                sequences[row.Items[j]].Add(predicted.AsSpan(0, curves.Length), row.Scores[j]);
            }
        }

        return sequences;
    }
}
