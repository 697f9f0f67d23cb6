using Pals.Exam.Engine.Ability;
using Pals.Exam.Engine.Numerics;

namespace Pals.Exam.Engine.Simulation;

/// <summary>Draws the true abilities of simulated candidates.</summary>
internal sealed class AbilitySampler
{
    private const int GridPoints = 25;
    private const double GridReach = 3;
    private const double GroupWidth = 0.25;

    private readonly AbilityPrior _prior;
    private readonly SimulatedAbilities _kind;
    private readonly double[] _factor;

    public AbilitySampler(AbilityPrior prior, SimulatedAbilities kind)
    {
        _prior = prior;
        _kind = kind;
        _factor = Factor(prior);
    }

    /// <summary>Writes the abilities of candidate <paramref name="candidate"/>, one for each dimension.</summary>
    public void Draw(int candidate, ref RandomStream random, Span<double> theta)
    {
        int n = _prior.Dimensions;
        if (_kind == SimulatedAbilities.Grid)
        {
            double z = GridReach * (2.0 * (candidate % GridPoints) / (GridPoints - 1) - 1);
            for (int d = 0; d < n; d++)
            {
                theta[d] = _prior.Mean[d] + z * Math.Sqrt(_prior.Covariance[d * n + d]);
            }

            return;
        }

        Span<double> z0 = n <= 64 ? stackalloc double[n] : new double[n];
        for (int d = 0; d < n; d++)
        {
            z0[d] = random.NextNormal();
        }

        for (int i = 0; i < n; i++)
        {
            double sum = _prior.Mean[i];
            for (int j = 0; j <= i; j++)
            {
                sum += _factor[i * n + j] * z0[j];
            }

            theta[i] = sum;
        }
    }

    /// <summary>The group of like candidates that a candidate belongs to; groups rise with ability.</summary>
    public int Group(int candidate, double composite) =>
        _kind == SimulatedAbilities.Grid ? candidate % GridPoints : (int)Math.Floor(composite / GroupWidth + 0.5);

    /// <summary>L with LL' = Σ, lower triangular; a pivot that rounding left at or below 0 gives a column of zeros (areas that are one and the same).</summary>
    private static double[] Factor(AbilityPrior prior)
    {
        int n = prior.Dimensions;
        double[] factor = new double[n * n];
        for (int j = 0; j < n; j++)
        {
            double pivot = prior.Covariance[j * n + j];
            double scale = pivot;
            for (int k = 0; k < j; k++)
            {
                pivot -= factor[j * n + k] * factor[j * n + k];
            }

            // The prior was checked to be positive semidefinite to this relative precision.
            const double rounding = 1e-12;
            if (pivot <= rounding * scale)
            {
                continue;
            }

            double root = Math.Sqrt(pivot);
            factor[j * n + j] = root;
            for (int i = j + 1; i < n; i++)
            {
                double sum = prior.Covariance[i * n + j];
                for (int k = 0; k < j; k++)
                {
                    sum -= factor[i * n + k] * factor[j * n + k];
                }

                factor[i * n + j] = sum / root;
            }
        }

        return factor;
    }
}
