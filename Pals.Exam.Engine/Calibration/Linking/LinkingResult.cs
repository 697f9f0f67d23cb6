namespace Pals.Exam.Engine.Calibration.Linking;

/// <summary>The outcome of a linking.</summary>
/// <param name="Transformation">From the scale of the first parameters to the scale of the second.</param>
/// <param name="CommonItems">Number of items the linking rests on.</param>
/// <param name="Converged">False when the iteration ended at its limit; always true of the moment methods.</param>
/// <param name="Iterations">Iterations of the characteristic-curve methods; 0 for the moment methods.</param>
/// <param name="RootMeanSquareDifference">
/// What is left after linking: the root mean square difference of the expected item scores on the second scale, weighted by N(0, 1).
/// </param>
/// <param name="SlopeStandardError">Jackknife standard error of A over common items; NaN when not asked for or with fewer than three items.</param>
/// <param name="InterceptStandardError">Jackknife standard error of B (the linking error, in logits); NaN likewise.</param>
public sealed record LinkingResult(
    ScaleTransformation Transformation,
    int CommonItems,
    bool Converged,
    int Iterations,
    double RootMeanSquareDifference,
    double SlopeStandardError,
    double InterceptStandardError);
