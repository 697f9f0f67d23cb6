using System.Collections.Immutable;

namespace Pals.Exam.Engine.Assembly;

/// <summary>What is asked of <see cref="FormAssembly"/>.</summary>
public sealed record AssemblyOptions
{
    /// <summary>Number of forms.</summary>
    public int Forms { get; init; } = 1;

    /// <summary>Number of items on each form.</summary>
    public int Length { get; init; } = 50;

    /// <summary>All chance in the search and in the order of items comes from it.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Where forms are matched, relative to the cut.</summary>
    public ImmutableArray<MatchedPoint> Points { get; init; } =
        [new(-1, 0.25), new(-0.5, 1), new(0, 4), new(0.5, 1), new(1, 0.25)];

    /// <summary>
    /// Attributes whose values every form should hold in the proportion of the pool, such as cognitive levels; a wish, where the blueprint is a demand.
    /// </summary>
    public ImmutableArray<string> BalancedAttributes { get; init; } = ["cognitiveLevel", "type", "ageGroup", "media"];

    /// <summary>Exchanges tried in each run of the search, for each form.</summary>
    public int StepsPerForm { get; init; } = 100_000;

    /// <summary>Runs of the search from different beginnings; the best result counts.</summary>
    public int Runs { get; init; } = 3;

    /// <summary>Checks every field.</summary>
    /// <exception cref="ArgumentException">A value is out of its domain.</exception>
    internal void Validate()
    {
        if (Points.IsDefaultOrEmpty || BalancedAttributes.IsDefault)
        {
            throw new ArgumentException("Forms need a point at which they are matched, and a list of balanced attributes that may be empty.", nameof(Points));
        }

        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Forms);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Length);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(StepsPerForm);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Runs);
        foreach (MatchedPoint point in Points)
        {
            if (!double.IsFinite(point.Offset) || !(point.Weight >= 0 && double.IsFinite(point.Weight)))
            {
                throw new ArgumentOutOfRangeException(nameof(Points), point, "A finite offset and a weight of 0 or more are expected.");
            }
        }
    }
}

/// <summary>An ability at which forms are matched.</summary>
/// <param name="Offset">Its distance from the cut in logits.</param>
/// <param name="Weight">How much it counts.</param>
public readonly record struct MatchedPoint(double Offset, double Weight);
