using Pals.Exam.Engine.Ability;
using Pals.Exam.Engine.Items;

namespace Pals.Exam.Engine.Calibration.Fit;

/// <summary>Estimates the population that sat a test whose item parameters are known.</summary>
public static class PopulationEstimation
{
    private const int MaximumCycles = 500;
    private const double Tolerance = 1e-7;

    /// <summary>
    /// Maximum marginal likelihood estimate of the ability distribution N(μ, σ²) with the item parameters held fixed, by EM: μ is the mean of the
    /// posterior means, σ² the mean posterior second moment about μ (Bock &amp; Aitkin 1981; Mislevy 1984).
    /// </summary>
    /// <param name="data">The responses.</param>
    /// <param name="items">Parameters of <paramref name="data"/>'s items, in its order.</param>
    /// <param name="meanIsZero">Keep μ = 0, as a Rasch calibration does.</param>
    /// <returns>The population, and whether both values moved by less than 1e-7 in the last cycle.</returns>
    /// <exception cref="ArgumentException">The parameters do not match the data.</exception>
    public static (NormalPrior Population, bool Converged) Estimate(ResponseData data, IReadOnlyList<ItemParameters> items, bool meanIsZero = false)
    {
        ItemGrid.RequireMatching(data, items);
        NormalPrior population = NormalPrior.Standard;
        for (int cycle = 0; cycle < MaximumCycles; cycle++)
        {
            NormalPrior next = Cycle(data, new ItemGrid(items, population), meanIsZero);
            bool converged = Math.Abs(next.Mean - population.Mean) < Tolerance
                && Math.Abs(next.StandardDeviation - population.StandardDeviation) < Tolerance;
            population = next;
            if (converged)
            {
                return (population, true);
            }
        }

        return (population, false);
    }

    private static NormalPrior Cycle(ResponseData data, ItemGrid grid, bool meanIsZero)
    {
        double[] posterior = new double[grid.Quadrature];
        double first = 0;
        double second = 0;
        for (int n = 0; n < data.CandidateCount; n++)
        {
            grid.Posterior(data[n], posterior);
            for (int q = 0; q < posterior.Length; q++)
            {
                first += posterior[q] * grid.Nodes[q];
                second += posterior[q] * grid.Nodes[q] * grid.Nodes[q];
            }
        }

        double mean = meanIsZero ? 0 : first / data.CandidateCount;
        return new NormalPrior(mean, Math.Sqrt(second / data.CandidateCount - 2 * mean * first / data.CandidateCount + mean * mean));
    }
}
