namespace Pals.Exam.Engine.Calibration.Linking;

/// <summary>How the characteristic-curve methods integrate over ability and when they stop.</summary>
public sealed record LinkingOptions
{
    /// <summary>The defaults.</summary>
    public static LinkingOptions Default { get; } = new();

    /// <summary>Number of equally spaced abilities at which curves are compared.</summary>
    public int Quadrature { get; init; } = 41;

    /// <summary>Abilities run from −Range to Range logits.</summary>
    public double Range { get; init; } = 4;

    /// <summary>The iteration stops when neither log A nor B moves by more than this.</summary>
    public double Tolerance { get; init; } = 1e-10;

    /// <summary>The most iterations.</summary>
    public int MaximumIterations { get; init; } = 200;

    /// <summary>Also estimate the standard error of A and B from leaving out one common item at a time.</summary>
    public bool StandardErrors { get; init; } = true;
}
