using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Pals.Exam.ItemBank.Audit;

/// <summary>Something that was done, as the audit trail records it. Each entry holds the hash of the one before.</summary>
public sealed record AuditEntry
{
    /// <summary>1 for the first entry, and no number is left out.</summary>
    public required long Sequence { get; init; }

    /// <summary>When, in milliseconds since 1970-01-01 UTC.</summary>
    public required long At { get; init; }

    /// <summary>Who: <c>administrator:KEY</c> and the like for a key, or one of <see cref="AuditActor"/>.</summary>
    public required string Actor { get; init; }

    /// <summary>What, for example <c>key.revoked</c>.</summary>
    public required string Action { get; init; }

    /// <summary>To what, for example <c>key:019…</c>.</summary>
    public required string Subject { get; init; }

    /// <summary>A JSON object; ids, no other personal data.</summary>
    public required string Detail { get; init; }

    /// <summary>The hash of the entry before; 32 zeros for the first.</summary>
    public required ImmutableArray<byte> PreviousHash { get; init; }

    /// <summary>The hash that was stored with the entry.</summary>
    public required ImmutableArray<byte> Hash { get; init; }

    /// <summary>The hash before the first entry.</summary>
    public static ImmutableArray<byte> NoHash { get; } = [.. new byte[SHA256.HashSizeInBytes]];

    /// <summary>
    /// SHA-256 over the previous hash, then each field as text in UTF-8 after its length in four bytes, the most significant first: sequence, at,
    /// actor, action, subject, detail. The lengths keep one field from running into the next.
    /// </summary>
    public ImmutableArray<byte> ComputeHash()
    {
        var seal = new Seal();
        seal.AddRaw(PreviousHash.AsSpan());
        seal.Add(Sequence.ToString(CultureInfo.InvariantCulture));
        seal.Add(At.ToString(CultureInfo.InvariantCulture));
        seal.Add(Actor);
        seal.Add(Action);
        seal.Add(Subject);
        seal.Add(Detail);
        return seal.Finish();
    }
}

/// <summary>Actors that hold no key.</summary>
public static class AuditActor
{
    /// <summary>The server itself, by its rules.</summary>
    public const string System = "system";

    /// <summary>Somebody without a credential, who started a practice exam.</summary>
    public const string Anyone = "anyone";

    /// <summary>Somebody at the command line.</summary>
    public const string CommandLine = "itembank";
}

/// <summary>A hash over fields that cannot run into one another.</summary>
internal sealed class Seal
{
    private const int LongestNumber = 20;

    private readonly ArrayBufferWriter<byte> _fields = new(4096);

    public void AddRaw(ReadOnlySpan<byte> bytes) => _fields.Write(bytes);

    /// <summary>Adds a field; one that is absent differs from one that is empty.</summary>
    public void Add(string? field)
    {
        int length = field is null ? -1 : Encoding.UTF8.GetByteCount(field);
        BinaryPrimitives.WriteInt32BigEndian(_fields.GetSpan(sizeof(int)), length);
        _fields.Advance(sizeof(int));
        if (length > 0)
        {
            Encoding.UTF8.GetBytes(field, _fields);
        }
    }

    /// <summary>Adds a number as the text of its digits.</summary>
    public void Add(long? field)
    {
        if (field is not long number)
        {
            Add((string?)null);
            return;
        }

        Span<byte> digits = stackalloc byte[LongestNumber];
        number.TryFormat(digits, out int length, provider: CultureInfo.InvariantCulture);
        BinaryPrimitives.WriteInt32BigEndian(_fields.GetSpan(sizeof(int)), length);
        _fields.Advance(sizeof(int));
        _fields.Write(digits[..length]);
    }

    public ImmutableArray<byte> Finish() => [.. SHA256.HashData(_fields.WrittenSpan)];
}
