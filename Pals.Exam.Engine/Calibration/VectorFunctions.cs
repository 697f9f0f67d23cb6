using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Pals.Exam.Engine.Calibration;

/// <summary>
/// exp and log over vectors, to a few units in the last place. The library's own are not inlined into a kernel and start out unoptimized, which a
/// calibration of a few hundredths of a second would feel.
/// </summary>
internal static class VectorFunctions
{
    private const double LowestExponent = -708;
    private const double Smallest = 1e-300;

    /// <summary>exp(x) for x ≤ 0; 0 below −708. x = n log 2 + r with |r| ≤ log 2 / 2, and the Taylor polynomial of degree 13 for exp(r).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Exp(Vector512<double> x)
    {
        Vector512<double> bounded = Vector512.Max(x, Vector512.Create(LowestExponent));

        // Adding 1.5 · 2^52 rounds to a whole number, which then stands in the low bits of the sum.
        Vector512<double> magic = Vector512.Create(1.5 * (1L << 52));
        Vector512<double> shifted = Vector512.FusedMultiplyAdd(bounded, Vector512.Create(1.4426950408889634), magic);
        Vector512<double> whole = shifted - magic;
        Vector512<double> r = Vector512.FusedMultiplyAdd(whole, Vector512.Create(-0.693147180369123816490), bounded);
        r = Vector512.FusedMultiplyAdd(whole, Vector512.Create(-1.90821492927058770002e-10), r);
        Vector512<double> y = Vector512.Create(1.0 / 6227020800);
        y = Vector512.FusedMultiplyAdd(y, r, Vector512.Create(1.0 / 479001600));
        y = Vector512.FusedMultiplyAdd(y, r, Vector512.Create(1.0 / 39916800));
        y = Vector512.FusedMultiplyAdd(y, r, Vector512.Create(1.0 / 3628800));
        y = Vector512.FusedMultiplyAdd(y, r, Vector512.Create(1.0 / 362880));
        y = Vector512.FusedMultiplyAdd(y, r, Vector512.Create(1.0 / 40320));
        y = Vector512.FusedMultiplyAdd(y, r, Vector512.Create(1.0 / 5040));
        y = Vector512.FusedMultiplyAdd(y, r, Vector512.Create(1.0 / 720));
        y = Vector512.FusedMultiplyAdd(y, r, Vector512.Create(1.0 / 120));
        y = Vector512.FusedMultiplyAdd(y, r, Vector512.Create(1.0 / 24));
        y = Vector512.FusedMultiplyAdd(y, r, Vector512.Create(1.0 / 6));
        y = Vector512.FusedMultiplyAdd(y, r, Vector512.Create(0.5));
        y = Vector512.FusedMultiplyAdd(y, r, Vector512<double>.One);
        y = Vector512.FusedMultiplyAdd(y, r, Vector512<double>.One);
        Vector512<double> scaled = (y.AsInt64() + Vector512.ShiftLeft(shifted.AsInt64(), 52)).AsDouble();
        return scaled & Vector512.GreaterThanOrEqual(x, Vector512.Create(LowestExponent));
    }

    /// <summary>
    /// log(x) for x ≥ 0; log(10⁻³⁰⁰) below 10⁻³⁰⁰. x = 2^n m with m in [√½, √2) and log m = 2 artanh((m − 1)/(m + 1)) by its series to degree 21.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Log(Vector512<double> x)
    {
        Vector512<long> bits = Vector512.Max(x, Vector512.Create(Smallest)).AsInt64();
        Vector512<long> offset = bits - Vector512.Create(0x3FE6A09E667F3BCDL);
        Vector512<long> exponent = Vector512.ShiftRightArithmetic(offset, 52);
        Vector512<double> m = (bits - Vector512.ShiftLeft(exponent, 52)).AsDouble();
        Vector512<double> n = (exponent + Vector512.Create(0x4338000000000000L)).AsDouble() - Vector512.Create(1.5 * (1L << 52));
        Vector512<double> s = (m - Vector512<double>.One) / (m + Vector512<double>.One);
        Vector512<double> t = s * s;
        Vector512<double> y = Vector512.Create(2.0 / 21);
        y = Vector512.FusedMultiplyAdd(y, t, Vector512.Create(2.0 / 19));
        y = Vector512.FusedMultiplyAdd(y, t, Vector512.Create(2.0 / 17));
        y = Vector512.FusedMultiplyAdd(y, t, Vector512.Create(2.0 / 15));
        y = Vector512.FusedMultiplyAdd(y, t, Vector512.Create(2.0 / 13));
        y = Vector512.FusedMultiplyAdd(y, t, Vector512.Create(2.0 / 11));
        y = Vector512.FusedMultiplyAdd(y, t, Vector512.Create(2.0 / 9));
        y = Vector512.FusedMultiplyAdd(y, t, Vector512.Create(2.0 / 7));
        y = Vector512.FusedMultiplyAdd(y, t, Vector512.Create(2.0 / 5));
        y = Vector512.FusedMultiplyAdd(y, t, Vector512.Create(2.0 / 3));
        y = Vector512.FusedMultiplyAdd(y * t, s, s + s);
        return Vector512.FusedMultiplyAdd(n, Vector512.Create(0.693147180559945309417), y);
    }

    /// <summary>destination = a + b, element by element; lengths are multiples of a vector.</summary>
    public static void Add(ReadOnlySpan<double> a, ReadOnlySpan<double> b, Span<double> destination)
    {
        ref double x = ref System.Runtime.InteropServices.MemoryMarshal.GetReference(a);
        ref double y = ref System.Runtime.InteropServices.MemoryMarshal.GetReference(b);
        ref double z = ref System.Runtime.InteropServices.MemoryMarshal.GetReference(destination);
        int length = Math.Min(destination.Length, Math.Min(a.Length, b.Length));
        for (nuint i = 0; i < (nuint)length; i += (nuint)Vector512<double>.Count)
        {
            (Vector512.LoadUnsafe(ref x, i) + Vector512.LoadUnsafe(ref y, i)).StoreUnsafe(ref z, i);
        }
    }
}
