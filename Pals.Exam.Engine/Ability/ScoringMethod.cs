namespace Pals.Exam.Engine.Ability;

/// <summary>How responses become an ability.</summary>
public enum ScoringMethod
{
    /// <summary><see cref="Ability.ExpectedAPosteriori"/>.</summary>
    ExpectedAPosteriori,

    /// <summary><see cref="Ability.MaximumAPosteriori"/>.</summary>
    MaximumAPosteriori,

    /// <summary><see cref="Ability.MaximumLikelihood"/>.</summary>
    MaximumLikelihood,

    /// <summary><see cref="Ability.WeightedLikelihood"/>.</summary>
    WeightedLikelihood,
}

/// <summary>Options of <see cref="ResponseScoring"/>.</summary>
public sealed record ScoringOptions
{
    /// <summary>How abilities are estimated.</summary>
    public ScoringMethod Method { get; init; } = ScoringMethod.ExpectedAPosteriori;

    /// <summary>The prior of <see cref="ScoringMethod.ExpectedAPosteriori"/> and <see cref="ScoringMethod.MaximumAPosteriori"/>.</summary>
    public NormalPrior Prior { get; init; } = NormalPrior.Standard;

    /// <summary>Where the other methods search.</summary>
    public AbilityRange Range { get; init; } = AbilityRange.Default;

    /// <summary>
    /// Points of <see cref="ScoringMethod.ExpectedAPosteriori"/>, equally spaced within six prior standard deviations of its mean; a posterior that is too
    /// narrow for them, or lies beyond, gets closer points or its own.
    /// </summary>
    public int QuadraturePoints { get; init; } = 121;

    /// <summary>Number of threads; results do not depend on it.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;
}
