using System.Numerics;

namespace Pals.Exam.Engine.Numerics;

/// <summary>Sets of small integers as arrays of 64-bit words.</summary>
internal static class Bits
{
    public static ulong[] Create(int count) => new ulong[(count + 63) >> 6];

    public static bool Get(ReadOnlySpan<ulong> bits, int index) => (bits[index >> 6] >> (index & 63) & 1) != 0;

    public static void Set(Span<ulong> bits, int index) => bits[index >> 6] |= 1UL << (index & 63);

    public static void Clear(Span<ulong> bits, int index) => bits[index >> 6] &= ~(1UL << (index & 63));

    public static int Count(ReadOnlySpan<ulong> bits)
    {
        int count = 0;
        foreach (ulong word in bits)
        {
            count += BitOperations.PopCount(word);
        }

        return count;
    }
}
