using Pals.Exam.Engine.Calibration.Fit;

namespace Pals.Exam.ItemBank.Diagnostics;

/// <summary>When a fit statistic is worth a look. Flags ask for a judgement; none removes an item or a candidate.</summary>
internal static class FitFlags
{
    /// <summary>False discovery rate for S-X².</summary>
    public const double SignificanceLevel = 0.05;

    /// <summary>Mean squares that leave measurement unharmed (Wright &amp; Linacre 1994: 0.7 to 1.3 for multiple choice).</summary>
    public const double LowestMeanSquare = 0.7;

    /// <summary>The upper end of the same range.</summary>
    public const double HighestMeanSquare = 1.3;

    /// <summary>A deviation of a tenth of the score range is visible (Oliveri &amp; von Davier 2011).</summary>
    public const double HighestDeviation = 0.1;

    /// <summary>Close fit of the model as a whole (Maydeu-Olivares &amp; Joe 2014).</summary>
    public const double HighestRmsea = 0.05;

    /// <summary>About one honest candidate in two hundred is below.</summary>
    public const double LowestLzStar = -2.576;

    /// <summary>The reasons to look at an item, in words; empty when there is none.</summary>
    public static IReadOnlyList<string> Of(SummedScoreFitResult summed, double adjusted, MeanSquareFitResult meanSquare, EmpiricalCurve curve)
    {
        var flags = new List<string>();
        if (adjusted < SignificanceLevel)
        {
            flags.Add($"S-X2 p = {summed.PValue:0.0000} (adjusted {adjusted:0.0000})");
        }

        if (meanSquare.Infit is < LowestMeanSquare or > HighestMeanSquare)
        {
            flags.Add($"infit {meanSquare.Infit:0.00}");
        }

        if (meanSquare.Outfit is < LowestMeanSquare or > HighestMeanSquare)
        {
            flags.Add($"outfit {meanSquare.Outfit:0.00}");
        }

        if (curve.RootMeanSquareDeviation > HighestDeviation)
        {
            flags.Add($"RMSD {curve.RootMeanSquareDeviation:0.00}");
        }

        return flags;
    }
}
