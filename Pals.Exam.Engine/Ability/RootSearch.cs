namespace Pals.Exam.Engine.Ability;

/// <summary>
/// Newton's method kept inside a bracket that bisection shrinks, so that it cannot leave the range, cycle or diverge. Where several modes are
/// possible (lower or upper asymptotes) the function is first scanned and integrated, and the root under the highest mode is taken.
/// </summary>
internal static class RootSearch
{
    private const int MaximumIterations = 100;

    // Newton's steps square their error: a step this short has left one below rounding.
    private const double StepTolerance = 1e-9;

    // Bisection has then reached the spacing of doubles at 20 logits.
    private const double BracketTolerance = 4e-15;

    // Two modes of a likelihood closer than this are one mode for any use.
    private const double ScanStep = 0.25;

    public static AbilityEstimate Solve<T>(T function, AbilityRange range)
        where T : struct, IEstimatingFunction, allows ref struct
    {
        (double lower, double upper) = (range.Checked().Lower, range.Upper);
        if (function.IsMonotone)
        {
            if (function.At(lower).Value <= 0)
            {
                return Unbounded(lower);
            }

            if (function.At(upper).Value >= 0)
            {
                return Unbounded(upper);
            }
        }
        else if (!TryBracketHighestMode(function, range, ref lower, ref upper))
        {
            return Unbounded(lower);
        }

        double start = function.IsMonotone ? Math.Clamp(0, lower, upper) : 0.5 * (lower + upper);
        return Newton(function, lower, upper, start);
    }

    /// <summary>Finds the root between <paramref name="lower"/>, where the function is positive, and <paramref name="upper"/>, where it is negative.</summary>
    public static AbilityEstimate Newton<T>(T function, double lower, double upper, double start)
        where T : struct, IEstimatingFunction, allows ref struct
    {
        double theta = start;
        for (int iteration = 0; iteration < MaximumIterations; iteration++)
        {
            (double value, double slope) = function.At(theta);
            if (value > 0)
            {
                lower = theta;
            }
            else
            {
                upper = theta;
            }

            double newton = slope < 0 ? theta - value / slope : double.NaN;
            if (Math.Abs(newton - theta) <= StepTolerance || upper - lower <= BracketTolerance)
            {
                theta = Math.Clamp(double.IsNaN(newton) ? theta : newton, lower, upper);
                return new AbilityEstimate(theta, function.StandardError(theta), EstimateStatus.Converged);
            }

            theta = newton > lower && newton < upper ? newton : 0.5 * (lower + upper);
        }

        return new AbilityEstimate(theta, function.StandardError(theta), EstimateStatus.NotConverged);
    }

    /// <summary>
    /// Integrates the function over the range by the trapezoid with end correction (h/2)(f₀ + f₁) + (h²/12)(f₀′ − f₁′) and brackets the falling root
    /// under the highest value; false, with <paramref name="lower"/> that end, when the integral is highest at an end of the range.
    /// </summary>
    private static bool TryBracketHighestMode<T>(T function, AbilityRange range, ref double lower, ref double upper)
        where T : struct, IEstimatingFunction, allows ref struct
    {
        int cells = (int)Math.Ceiling((range.Upper - range.Lower) / ScanStep);
        double width = (range.Upper - range.Lower) / cells;
        double left = range.Lower;
        (double leftValue, double leftSlope) = function.At(left);
        double height = 0;
        double best = leftValue <= 0 ? 0 : double.NegativeInfinity;
        (double bestLeft, double bestRight) = (range.Lower, range.Lower);
        for (int cell = 1; cell <= cells; cell++)
        {
            double right = cell == cells ? range.Upper : range.Lower + cell * width;
            (double value, double slope) = function.At(right);
            double rightHeight = height + 0.5 * width * (leftValue + value) + width * width / 12 * (leftSlope - slope);
            if (leftValue > 0 && value <= 0 && Math.Max(height, rightHeight) > best)
            {
                best = Math.Max(height, rightHeight);
                (bestLeft, bestRight) = (left, right);
            }

            (left, leftValue, leftSlope, height) = (right, value, slope, rightHeight);
        }

        if (leftValue > 0 && height > best)
        {
            (bestLeft, bestRight) = (range.Upper, range.Upper);
        }

        (lower, upper) = (bestLeft, bestRight);
        return bestLeft < bestRight;
    }

    public static AbilityEstimate Unbounded(double end) => new(end, double.PositiveInfinity, EstimateStatus.Unbounded);
}
