using System.Buffers.Binary;
using System.Diagnostics;
using System.Security.Cryptography;

namespace Pals.Exam.ItemBank.Storage;

/// <summary>
/// Identifiers of UUID version 7 (RFC 9562, section 5.7), each greater than the one before, whichever thread asks: as text, which is how both databases
/// order them. Within a millisecond, and while the clock stands behind the last identifier, the 74 bits after the time count on by a random step, so that
/// none can be guessed from its neighbour (section 6.2, method 2). They begin each millisecond in the lower half of their range; should they run over,
/// the time goes on by one.
/// </summary>
public sealed class IdSequence
{
    private const int TimeBits = 48;
    private const int RandomBits = 74;
    private const int LowBits = 62;
    private const int StepBits = 40;

    private static readonly UInt128 Fresh = (UInt128.One << (RandomBits - 1)) - 1;
    private static readonly UInt128 Step = (UInt128.One << StepBits) - 1;

    private readonly Lock _turn = new();

    /// <summary>The last identifier without the six bits that say what kind it is.</summary>
    private UInt128 _last;

    /// <summary>The next identifier, of the millisecond of <paramref name="now"/> or of the last one if that is later.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The time lies before 1970, where version 7 has no times.</exception>
    public Guid Next(DateTimeOffset now)
    {
        long milliseconds = now.ToUnixTimeMilliseconds();
        if (milliseconds < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(now), now, "A time of 1970 or later was expected.");
        }

        Span<byte> bytes = stackalloc byte[16];
        RandomNumberGenerator.Fill(bytes);
        UInt128 random = BinaryPrimitives.ReadUInt128BigEndian(bytes);
        UInt128 next;
        lock (_turn)
        {
            bool isLater = (UInt128)milliseconds > _last >> RandomBits;
            next = isLater ? ((UInt128)milliseconds << RandomBits) | (random & Fresh) : _last + 1 + (random & Step);
            _last = next;
        }

        Debug.Assert(next >> (TimeBits + RandomBits) == 0, "The last time there is, 9999, takes 48 bits.");
        return WithVersion(next, bytes);
    }

    private static Guid WithVersion(UInt128 value, Span<byte> bytes)
    {
        const ulong Version = 7;
        const ulong Variant = 0b10;
        ulong timeAndRandom = (ulong)(value >> LowBits);
        BinaryPrimitives.WriteUInt64BigEndian(bytes, ((timeAndRandom >> 12) << 16) | (Version << 12) | (timeAndRandom & 0xFFF));
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], (Variant << LowBits) | ((ulong)value & ((1UL << LowBits) - 1)));
        return new Guid(bytes, bigEndian: true);
    }
}
