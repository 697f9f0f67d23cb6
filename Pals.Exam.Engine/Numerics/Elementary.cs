namespace Pals.Exam.Engine.Numerics;

/// <summary>Elementary functions written so that they neither overflow nor lose their digits in the tails; the same bits on every machine.</summary>
public static class Elementary
{
    /// <summary>1 / (1 + exp(−x)), by branching on the sign; 0 and 1 in the far tails, NaN only for NaN.</summary>
    public static double Logistic(double x)
    {
        double e = PortableMath.Exp(-Math.Abs(x));
        return x >= 0 ? 1 / (1 + e) : e / (1 + e);
    }

    /// <summary>log(1 + exp(x)): x for large x, exp(x) for very negative x.</summary>
    public static double Log1pExp(double x) => Math.Max(x, 0) + Log1p(PortableMath.Exp(-Math.Abs(x)));

    /// <summary>log(logistic(x)) = −log(1 + exp(−x)).</summary>
    public static double LogLogistic(double x) => -Log1pExp(-x);

    /// <summary>log(1 + x) for x &gt; −1, exact to rounding near 0 (Kahan's correction of the rounding of 1 + x).</summary>
    public static double Log1p(double x)
    {
        double u = 1 + x;
        return u == 1 ? x : double.IsPositiveInfinity(u) ? u : PortableMath.Log(u) * (x / (u - 1));
    }

    /// <summary>log Σ exp(x_i), by subtracting the maximum; −∞ for an empty span.</summary>
    public static double LogSumExp(ReadOnlySpan<double> x)
    {
        double max = double.NegativeInfinity;
        foreach (double value in x)
        {
            max = Math.Max(max, value);
        }

        if (double.IsInfinity(max))
        {
            return max;
        }

        double sum = 0;
        foreach (double value in x)
        {
            sum += PortableMath.Exp(value - max);
        }

        return max + PortableMath.Log(sum);
    }
}
