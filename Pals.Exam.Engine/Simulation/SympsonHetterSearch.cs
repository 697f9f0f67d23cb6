using System.Collections.Immutable;
using Pals.Exam.Engine.Exams;
using Pals.Exam.Engine.Items;
using Pals.Exam.Engine.Selection;

namespace Pals.Exam.Engine.Simulation;

/// <summary>
/// Finds the parameters of <see cref="SympsonHetter"/> by simulation (Sympson &amp; Hetter 1985): exams are simulated, an item selected in more than a
/// share r of them gets k = r / P(selected), all others k = 1, and so on until no item is given more often than r.
/// </summary>
public static class SympsonHetterSearch
{
    private const int MaximumRounds = 30;

    // Simulated rates scatter: three standard errors above r are no more than r.
    private const double AllowedDeviations = 3;

    /// <summary>Searches for parameters under which no scored item is given to more than <paramref name="maximumRate"/> of the candidates.</summary>
    /// <param name="definition">The exam; its own exposure control is replaced.</param>
    /// <param name="pool">The pool.</param>
    /// <param name="maximumRate">r, above 0 and below 1.</param>
    /// <param name="options">The simulation of each round.</param>
    /// <param name="cancellation">Stops the search.</param>
    /// <returns>The parameters of the round with the lowest highest rate; not converged when that is still above r.</returns>
    /// <exception cref="ArgumentException">The rate is out of its domain, or the definition does not fit the pool.</exception>
    public static SympsonHetterResult Find(
        ExamDefinition definition, ItemPool pool, double maximumRate, SimulationOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(pool);
        ArgumentNullException.ThrowIfNull(options);
        if (!(maximumRate > 0 && maximumRate < 1))
        {
            throw new ArgumentException($"A maximum exposure rate strictly between 0 and 1 is expected, but it is {maximumRate:R}.", nameof(maximumRate));
        }

        double allowed = maximumRate + AllowedDeviations * Math.Sqrt(maximumRate * (1 - maximumRate) / options.Candidates);
        double[] k = new double[pool.Count];
        Array.Fill(k, 1);
        var best = new SympsonHetterResult(new SympsonHetter(), double.PositiveInfinity, 0, IsConverged: false);
        for (int round = 1; round <= MaximumRounds; round++)
        {
            SympsonHetter control = Control(pool, k);
            var exam = new AdaptiveExam(definition with { Exposure = control }, pool);

            // Other candidates in every round, so that parameters do not fit one sample.
            SimulationResult result = ExamSimulation.Run(exam, options with { Seed = options.Seed + (ulong)round }, cancellation: cancellation);
            if (result.MaxExposure < best.MaximumRate)
            {
                best = new SympsonHetterResult(control, result.MaxExposure, round, result.MaxExposure <= allowed);
            }

            if (best.IsConverged)
            {
                break;
            }

            for (int i = 0; i < k.Length; i++)
            {
                // An item is given k of the times that it is selected.
                double selected = result.Items[i].Rate / k[i];
                k[i] = selected > maximumRate && !pool.IsPretest(i) ? maximumRate / selected : 1;
            }
        }

        return best;
    }

    private static SympsonHetter Control(ItemPool pool, double[] k) => new()
    {
        Parameters = Enumerable.Range(0, pool.Count).Where(i => k[i] < 1).ToImmutableSortedDictionary(pool.ItemId, i => k[i], StringComparer.Ordinal),
    };
}

/// <summary>What <see cref="SympsonHetterSearch"/> found.</summary>
/// <param name="Control">The exposure control with its parameters.</param>
/// <param name="MaximumRate">The highest exposure rate that was simulated with them.</param>
/// <param name="Rounds">The round in which they were found.</param>
/// <param name="IsConverged">True when that rate is the one asked for, up to the scatter of the simulation.</param>
public sealed record SympsonHetterResult(SympsonHetter Control, double MaximumRate, int Rounds, bool IsConverged);
