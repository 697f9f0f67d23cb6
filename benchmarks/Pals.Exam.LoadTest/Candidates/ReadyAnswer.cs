using System.Globalization;
using System.Text.Json;

namespace Pals.Exam.LoadTest.Candidates;

/// <summary>An answer ready to be sent. The shipped items have few answers each, which are made once and not for every candidate.</summary>
/// <param name="points">The points that it earns; null where only the server knows.</param>
internal sealed class ReadyAnswer(string[] keys, int? points)
{
    private readonly byte[] _afterPosition = [.. ",\"answer\":"u8, .. JsonSerializer.SerializeToUtf8Bytes(keys, ExamJson.Default.StringArray), .. ",\"seconds\":12.5}"u8];

    public IReadOnlyList<string> Keys { get; } = keys;

    public int? Points { get; } = points;

    /// <summary>The request's body.</summary>
    public byte[] Body(int position)
    {
        const int MostDigits = 11;
        Span<byte> number = stackalloc byte[MostDigits];
        position.TryFormat(number, out int digits, default, CultureInfo.InvariantCulture);
        return [.. "{\"position\":"u8, .. number[..digits], .. _afterPosition];
    }
}
