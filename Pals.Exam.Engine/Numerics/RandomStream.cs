using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Pals.Exam.Engine.Numerics;

/// <summary>
/// A reproducible stream of random numbers: xoshiro256** (Blackman &amp; Vigna 2021) seeded through SplitMix64. The same seed and stream
/// number give the same numbers on every machine, so a simulated candidate does not depend on which thread draws it.
/// </summary>
public struct RandomStream
{
    private ulong _s0;
    private ulong _s1;
    private ulong _s2;
    private ulong _s3;

    /// <summary>Starts stream <paramref name="stream"/> of <paramref name="seed"/>; streams of one seed are independent for all practical use.</summary>
    public RandomStream(ulong seed, ulong stream = 0)
    {
        ulong x = seed ^ Mix(stream + 0x9E3779B97F4A7C15UL);
        _s0 = SplitMix(ref x);
        _s1 = SplitMix(ref x);
        _s2 = SplitMix(ref x);
        _s3 = SplitMix(ref x);
    }

    /// <summary>The next 64 random bits.</summary>
    public ulong NextUInt64()
    {
        ulong result = BitOperations.RotateLeft(_s1 * 5, 7) * 9;
        ulong t = _s1 << 17;
        _s2 ^= _s0;
        _s3 ^= _s1;
        _s1 ^= _s2;
        _s0 ^= _s3;
        _s2 ^= t;
        _s3 = BitOperations.RotateLeft(_s3, 45);
        return result;
    }

    /// <summary>Uniform on [0, 1) with 53 random bits.</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Uniform on 0, …, <paramref name="bound"/> − 1, without bias (Lemire 2019).</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="bound"/> is not positive.</exception>
    public int NextInt32(int bound)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bound);
        ulong range = (ulong)bound;
        ulong high = Math.BigMul(NextUInt64(), range, out ulong low);
        if (low < range)
        {
            ulong threshold = unchecked(0 - range) % range;
            while (low < threshold)
            {
                high = Math.BigMul(NextUInt64(), range, out low);
            }
        }

        return (int)high;
    }

    /// <summary>A standard normal deviate by the polar method (Marsaglia &amp; Bray 1964).</summary>
    public double NextNormal()
    {
        while (true)
        {
            double u = 2 * NextDouble() - 1;
            double v = 2 * NextDouble() - 1;
            double s = u * u + v * v;
            if (s is > 0 and < 1)
            {
                return u * Math.Sqrt(-2 * PortableMath.Log(s) / s);
            }
        }
    }

    /// <summary>
    /// The number at <paramref name="index"/> of the SplitMix64 sequence of <paramref name="seed"/> (Steele, Lea &amp; Flood 2014), uniform on [0, 1):
    /// one number for each of many things, without drawing those between.
    /// </summary>
    public static double UniformAt(ulong seed, ulong index) => (Mix(seed + Key(index)) >> 11) * (1.0 / (1UL << 53));

    /// <summary>What <see cref="UniformAt"/> adds to its seed.</summary>
    internal static ulong Key(ulong index) => (index + 1) * 0x9E3779B97F4A7C15UL;

    /// <summary>Eight numbers of <see cref="UniformAt"/> at once, from seed plus key in each lane; the same bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector512<double> Uniform(Vector512<ulong> z)
    {
        z = (z ^ (z >> 30)) * Vector512.Create(0xBF58476D1CE4E5B9UL);
        z = (z ^ (z >> 27)) * Vector512.Create(0x94D049BB133111EBUL);
        z ^= z >> 31;
        return Vector512.ConvertToDouble((z >> 11).AsInt64()) * Vector512.Create(1.0 / (1UL << 53));
    }

    private static ulong SplitMix(ref ulong x) => Mix(x += 0x9E3779B97F4A7C15UL);

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }
}
