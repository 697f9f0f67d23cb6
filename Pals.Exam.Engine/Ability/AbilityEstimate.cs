namespace Pals.Exam.Engine.Ability;

/// <summary>A point estimate of ability.</summary>
/// <param name="Ability">θ̂ in logits; always finite.</param>
/// <param name="StandardError">In logits; +∞ where the responses do not determine the estimate.</param>
/// <param name="Status">Whether <paramref name="Ability"/> is the estimate that was asked for.</param>
public readonly record struct AbilityEstimate(double Ability, double StandardError, EstimateStatus Status);

/// <summary>What became of an estimation.</summary>
public enum EstimateStatus
{
    /// <summary>The estimate is the root (or the posterior mean) to rounding.</summary>
    Converged,

    /// <summary>The likelihood still rises at the end of the range, as when every answer is right; the ability given is that end.</summary>
    Unbounded,

    /// <summary>There is no response to estimate from; the ability given is the middle of the range.</summary>
    NoInformation,

    /// <summary>The search ended before it met its tolerance; the ability given is the best point found.</summary>
    NotConverged,
}
