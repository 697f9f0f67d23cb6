namespace Pals.Exam.Engine.Numerics;

/// <summary>
/// exp and log made of IEEE additions, multiplications and divisions only, in a fixed order and without fused multiply–add. The functions of a
/// platform's C library differ in the last bit from one processor to another; these give the same bits everywhere, so that an exam resumed on
/// another machine serves the same items. Error below 1.5 units in the last place.
/// </summary>
public static class PortableMath
{
    internal const double Log2E = 1.4426950408889634;

    // ln 2 in two parts (Cody & Waite 1980): the first has 32 trailing zero bits, so that k·High is exact for every exponent k.
    internal const double Ln2High = 6.93147180369123816490e-01;
    internal const double Ln2Low = 1.90821492927058770002e-10;

    // Adding and subtracting 1.5·2⁵² rounds to the nearest integer, ties to even.
    internal const double RoundingShift = 6755399441055744.0;

    /// <summary>Below this exp is taken as 0: the smallest normal number is exp(−708.4).</summary>
    internal const double SmallestExponent = -708;

    internal const double LargestExponent = 709;

    private const double SmallestNormal = 2.2250738585072014e-308;

    /// <summary>exp(x): 0 below −708, +∞ above 709, NaN for NaN.</summary>
    /// <remarks>x = k ln 2 + r with |r| ≤ ½ ln 2; exp(r) by its Taylor polynomial of degree 13, whose remainder is below 5e-18.</remarks>
    public static double Exp(double x)
    {
        if (!(x >= SmallestExponent))
        {
            return double.IsNaN(x) ? x : 0;
        }

        if (x > LargestExponent)
        {
            return double.PositiveInfinity;
        }

        double k = x * Log2E + RoundingShift - RoundingShift;
        double r = x - k * Ln2High - k * Ln2Low;
        return ExpPolynomial(r) * BitConverter.Int64BitsToDouble(((long)k + 1023) << 52);
    }

    /// <summary>log(x) for x &gt; 0; −∞ at 0, NaN below, +∞ at +∞.</summary>
    /// <remarks>x = 2ᵏ m with m in [√½, √2); log m = 2 artanh((m − 1)/(m + 1)) by its series to the 23rd power, remainder below 1e-19.</remarks>
    public static double Log(double x)
    {
        if (!(x > 0) || double.IsPositiveInfinity(x))
        {
            return x == 0 ? double.NegativeInfinity : x < 0 ? double.NaN : x;
        }

        long shift = 0;
        if (x < SmallestNormal)
        {
            x *= 18014398509481984.0;
            shift = -54;
        }

        long bits = BitConverter.DoubleToInt64Bits(x);

        // Subtracting the bits of √½ before taking the exponent centres m on 1.
        long k = (bits - 0x3FE6A09E667F3BCDL) >> 52;
        double m = BitConverter.Int64BitsToDouble(bits - (k << 52));
        double f = (m - 1) / (m + 1);
        double q = f * f;
        double s = 1.0 / 23;
        s = s * q + 1.0 / 21;
        s = s * q + 1.0 / 19;
        s = s * q + 1.0 / 17;
        s = s * q + 1.0 / 15;
        s = s * q + 1.0 / 13;
        s = s * q + 1.0 / 11;
        s = s * q + 1.0 / 9;
        s = s * q + 1.0 / 7;
        s = s * q + 1.0 / 5;
        s = s * q + 1.0 / 3;
        double exponent = k + shift;
        return exponent * Ln2High + (2 * f + (2 * f * (q * s) + exponent * Ln2Low));
    }

    /// <summary>exp(r) for |r| ≤ ½ ln 2, by pairs so that the terms run in parallel; the vector kernels repeat exactly this order.</summary>
    private static double ExpPolynomial(double r)
    {
        double r2 = r * r;
        double r4 = r2 * r2;
        double r8 = r4 * r4;
        double p01 = 1 + r;
        double p23 = ExpC2 + ExpC3 * r;
        double p45 = ExpC4 + ExpC5 * r;
        double p67 = ExpC6 + ExpC7 * r;
        double p89 = ExpC8 + ExpC9 * r;
        double pAb = ExpC10 + ExpC11 * r;
        double pCd = ExpC12 + ExpC13 * r;
        double low = p01 + p23 * r2 + (p45 + p67 * r2) * r4;
        double high = p89 + pAb * r2 + pCd * r4;
        return low + high * r8;
    }

    internal const double ExpC2 = 1.0 / 2;
    internal const double ExpC3 = 1.0 / 6;
    internal const double ExpC4 = 1.0 / 24;
    internal const double ExpC5 = 1.0 / 120;
    internal const double ExpC6 = 1.0 / 720;
    internal const double ExpC7 = 1.0 / 5040;
    internal const double ExpC8 = 1.0 / 40320;
    internal const double ExpC9 = 1.0 / 362880;
    internal const double ExpC10 = 1.0 / 3628800;
    internal const double ExpC11 = 1.0 / 39916800;
    internal const double ExpC12 = 1.0 / 479001600;
    internal const double ExpC13 = 1.0 / 6227020800;
}
