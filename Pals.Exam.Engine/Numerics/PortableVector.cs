using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Pals.Exam.Engine.Numerics;

/// <summary>
/// Functions of eight doubles at once that repeat the operations of <see cref="PortableMath"/> in the same order, lane by lane. A
/// <see cref="Vector512{T}"/> is one register with AVX-512, two with AVX2, and plain code elsewhere: always eight lanes, always the same bits.
/// </summary>
internal static class PortableVector
{
    /// <summary>exp(x) in each lane; 0 below −708, NaN stays NaN. For x ≤ 709 only.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Exp(Vector512<double> x)
    {
        Vector512<double> shift = Vector512.Create(PortableMath.RoundingShift);
        Vector512<double> shifted = x * Vector512.Create(PortableMath.Log2E) + shift;
        Vector512<double> k = shifted - shift;
        Vector512<double> r = x - k * Vector512.Create(PortableMath.Ln2High) - k * Vector512.Create(PortableMath.Ln2Low);
        Vector512<double> r2 = r * r;
        Vector512<double> r4 = r2 * r2;
        Vector512<double> r8 = r4 * r4;
        Vector512<double> p01 = Vector512<double>.One + r;
        Vector512<double> p23 = Vector512.Create(PortableMath.ExpC2) + Vector512.Create(PortableMath.ExpC3) * r;
        Vector512<double> p45 = Vector512.Create(PortableMath.ExpC4) + Vector512.Create(PortableMath.ExpC5) * r;
        Vector512<double> p67 = Vector512.Create(PortableMath.ExpC6) + Vector512.Create(PortableMath.ExpC7) * r;
        Vector512<double> p89 = Vector512.Create(PortableMath.ExpC8) + Vector512.Create(PortableMath.ExpC9) * r;
        Vector512<double> pAb = Vector512.Create(PortableMath.ExpC10) + Vector512.Create(PortableMath.ExpC11) * r;
        Vector512<double> pCd = Vector512.Create(PortableMath.ExpC12) + Vector512.Create(PortableMath.ExpC13) * r;
        Vector512<double> low = p01 + p23 * r2 + (p45 + p67 * r2) * r4;
        Vector512<double> high = p89 + pAb * r2 + pCd * r4;

        // The low bits of the shifted value are k in two's complement; moved up by 52 they are added to the exponent of 1.0.
        Vector512<long> exponent = (shifted.AsInt64() << 52) + Vector512.Create(1023L << 52);
        Vector512<double> result = (low + high * r8) * exponent.AsDouble();
        Vector512<double> kept = Vector512.LessThan(x, Vector512.Create(PortableMath.SmallestExponent));
        return Vector512.AndNot(result, kept);
    }

    /// <summary>exp of every element; the same bits as <see cref="PortableMath.Exp"/>.</summary>
    public static void Exp(ReadOnlySpan<double> x, Span<double> destination)
    {
        int i = 0;
        for (; i + 8 <= x.Length; i += 8)
        {
            Exp(Vector512.Create(x[i..])).CopyTo(destination[i..]);
        }

        for (; i < x.Length; i++)
        {
            destination[i] = PortableMath.Exp(x[i]);
        }
    }

    /// <summary>1 / (1 + exp(−x)) in each lane; the same bits as <see cref="Elementary.Logistic"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Logistic(Vector512<double> x)
    {
        Vector512<double> e = Exp(-Vector512.Abs(x));
        Vector512<double> numerator = Vector512.ConditionalSelect(Vector512.LessThan(x, Vector512<double>.Zero), e, Vector512<double>.One);
        return numerator / (Vector512<double>.One + e);
    }

    /// <summary>The lanes' sum in a fixed order: pairs four apart, two apart, neighbours.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Sum(Vector512<double> x)
    {
        Vector256<double> four = x.GetLower() + x.GetUpper();
        Vector128<double> two = four.GetLower() + four.GetUpper();
        return two.ToScalar() + two.GetElement(1);
    }

    /// <summary>The largest lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Max(Vector512<double> x)
    {
        Vector256<double> four = Vector256.Max(x.GetLower(), x.GetUpper());
        Vector128<double> two = Vector128.Max(four.GetLower(), four.GetUpper());
        return Math.Max(two.ToScalar(), two.GetElement(1));
    }
}
