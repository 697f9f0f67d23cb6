namespace Pals.Exam.Engine.Calibration.Linking;

/// <summary>How the two scales of common items are compared.</summary>
public enum LinkingMethod
{
    /// <summary>The test characteristic curves are brought together (Stocking &amp; Lord 1983).</summary>
    StockingLord,

    /// <summary>The response curves of every item and score are brought together, in both directions (Haebara 1980).</summary>
    Haebara,

    /// <summary>Mean and standard deviation of the difficulties are matched (Marco 1977).</summary>
    MeanSigma,

    /// <summary>The mean slopes and the mean difficulties are matched (Loyd &amp; Hoover 1980).</summary>
    MeanMean,
}
