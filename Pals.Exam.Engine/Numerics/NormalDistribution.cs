namespace Pals.Exam.Engine.Numerics;

/// <summary>The standard normal distribution, from portable arithmetic: the same bits on every machine.</summary>
public static class NormalDistribution
{
    private const double InverseRootTwoPi = 0.3989422804014327;

    /// <summary>Beyond this the continued fraction takes over from the series.</summary>
    private const double SeriesLimit = 3;

    /// <summary>The density φ(x).</summary>
    public static double Density(double x) => InverseRootTwoPi * PortableMath.Exp(-0.5 * x * x);

    /// <summary>
    /// Φ(x), to an absolute error of about 1e-16 within ±3 and a relative one of 1e-15 beyond: by Φ(x) = ½ + φ(x)(x + x³/3 + x⁵/(3·5) + …)
    /// (Marsaglia 2004) and by Laplace's continued fraction of the tail.
    /// </summary>
    public static double Cdf(double x)
    {
        if (double.IsNaN(x))
        {
            return x;
        }

        double size = Math.Abs(x);
        if (size > SeriesLimit)
        {
            double tail = UpperTail(size);
            return x > 0 ? 1 - tail : tail;
        }

        double term = x;
        double sum = x;
        for (int k = 3; Math.Abs(term) > 1e-17 * Math.Abs(sum); k += 2)
        {
            term *= x * x / k;
            sum += term;
        }

        return 0.5 + Density(x) * sum;
    }

    /// <summary>The x with Φ(x) = <paramref name="probability"/>, by Newton's method on <see cref="Cdf"/> safeguarded by bisection.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The probability does not lie strictly between 0 and 1.</exception>
    public static double Quantile(double probability)
    {
        if (!(probability > 0 && probability < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(probability), probability, "A probability strictly between 0 and 1 is expected.");
        }

        double low = -39;
        double high = 39;
        double x = 0;
        for (int i = 0; i < 200; i++)
        {
            double error = Cdf(x) - probability;
            if (error == 0)
            {
                break;
            }

            (low, high) = error > 0 ? (low, x) : (x, high);
            double next = x - error / Density(x);
            if (!(next > low && next < high))
            {
                next = 0.5 * (low + high);
            }

            if (Math.Abs(next - x) <= 1e-15 * Math.Abs(x))
            {
                break;
            }

            x = next;
        }

        return x;
    }

    /// <summary>1 − Φ(x) for x &gt; 3: φ(x) / (x + 1/(x + 2/(x + 3/(x + …)))).</summary>
    private static double UpperTail(double x)
    {
        double fraction = x;
        for (int k = 80; k >= 1; k--)
        {
            fraction = x + k / fraction;
        }

        return Density(x) / fraction;
    }
}
