namespace Pals.Exam.Engine.Ability;

/// <summary>
/// The fixed grid of ability on which a dimension keeps its log-likelihood curve: 128 points with a spacing of an eighth of the prior standard
/// deviation, the prior mean ± 8 standard deviations.
/// </summary>
/// <remarks>
/// Curves are stored by phases: first every fourth point from point 0 on, then every fourth from point 1, 2 and 3. A coarse grid (every fourth or
/// every second point) and a window of the fine one are then runs of neighbours in memory, which vector kernels can load.
/// </remarks>
public readonly record struct AbilityGrid
{
    /// <summary>Number of points.</summary>
    public const int PointCount = 128;

    /// <summary>Number of phases.</summary>
    internal const int Phases = 4;

    /// <summary>Points of one phase.</summary>
    internal const int PhaseLength = PointCount / Phases;

    private const double HalfWidth = 8;

    /// <summary>A prior must lie on the grid with so many standard deviations on either side.</summary>
    private const double PriorReach = 4;

    /// <summary>The grid around a prior.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The mean is not finite or the standard deviation not positive.</exception>
    public AbilityGrid(double mean, double standardDeviation)
    {
        if (!double.IsFinite(mean))
        {
            throw new ArgumentOutOfRangeException(nameof(mean), mean, "A finite mean is expected.");
        }

        if (!(standardDeviation > 0 && double.IsFinite(standardDeviation)))
        {
            throw new ArgumentOutOfRangeException(nameof(standardDeviation), standardDeviation, "A positive standard deviation is expected.");
        }

        Start = mean - HalfWidth * standardDeviation;
        Step = 2 * HalfWidth * standardDeviation / PointCount;
        InverseStep = 1 / Step;
    }

    /// <summary>The first point, in logits.</summary>
    public double Start { get; }

    /// <summary>The spacing, in logits.</summary>
    public double Step { get; }

    /// <summary>1 / <see cref="Step"/>.</summary>
    internal double InverseStep { get; }

    /// <summary>The last point, in logits.</summary>
    public double End => this[PointCount - 1];

    /// <summary>The point at <paramref name="index"/>, in logits.</summary>
    public double this[int index] => Start + index * Step;

    /// <summary>True when the grid is wide enough for a prior other than its own.</summary>
    internal bool Holds(double mean, double standardDeviation) =>
        mean - PriorReach * standardDeviation >= Start && mean + PriorReach * standardDeviation <= End;

    /// <summary>The mean nearest to <paramref name="mean"/> with which the grid is wide enough, where there is one for this standard deviation.</summary>
    internal double NearestMean(double mean, double standardDeviation)
    {
        // A hair inside the bounds, so that rounding cannot leave it outside.
        double margin = PriorReach * standardDeviation + Step * 1e-9;
        return Holds(mean, standardDeviation) ? mean : Math.Max(Start + margin, Math.Min(End - margin, mean));
    }

    /// <summary>Where a curve keeps the value of the point at <paramref name="index"/>.</summary>
    internal static int Place(int index) => index % Phases * PhaseLength + index / Phases;
}
