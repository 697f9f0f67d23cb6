namespace Pals.Exam.Engine.Ability;

/// <summary>
/// A function whose falling root is an estimate of ability: the slope of a log-likelihood, with a term for the prior or for bias.
/// </summary>
internal interface IEstimatingFunction
{
    /// <summary>True when the function falls everywhere, so that it has one root at most.</summary>
    bool IsMonotone { get; }

    /// <summary>The function and its derivative at <paramref name="theta"/>.</summary>
    (double Value, double Slope) At(double theta);

    /// <summary>The standard error of an estimate at <paramref name="theta"/>.</summary>
    double StandardError(double theta);
}
