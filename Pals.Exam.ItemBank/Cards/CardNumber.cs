using System.Security.Cryptography;

namespace Pals.Exam.ItemBank.Cards;

/// <summary>
/// The numbers of cards: a programme's prefix, 15 random symbols and a check symbol, in groups of four, such as <c>PALS-7K3M-9QXD-2VHT-E0WN</c>.
/// The symbols are those of Crockford's base 32, in which no two look alike; 75 random bits leave nothing to guess.
/// </summary>
/// <remarks>
/// The check symbol is the sum of the others in the field of 32 elements, each multiplied by its own power of a generator. As the weights are
/// all different and none is zero, every number with one wrong symbol and every number with two symbols exchanged is found out.
/// </remarks>
public static class CardNumber
{
    private const string Symbols = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private const int Length = 16;
    private const int Group = 4;

    // x⁵ + x² + 1, which is primitive: the powers of x run through all 31 non-zero elements.
    private const int Polynomial = 0b100101;

    /// <summary>A new number that nobody can guess.</summary>
    public static string New(string prefix)
    {
        Span<int> values = stackalloc int[Length];
        for (int i = 0; i < Length - 1; i++)
        {
            values[i] = RandomNumberGenerator.GetInt32(Symbols.Length);
        }

        values[^1] = Check(values[..^1]);
        return Write(prefix, values);
    }

    /// <summary>
    /// The number as it is stored, from however a person wrote it: small letters, spaces, missing hyphens, O for 0, I or L for 1. Null when it
    /// is no number of a card, a mistyped one included.
    /// </summary>
    public static string? Normalize(string text)
    {
        string[] parts = text.ToUpperInvariant().Split(['-', ' '], 2, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (parts.Length != 2 || parts[0].Length is < 2 or > 8 || !parts[0].All(char.IsAsciiLetterUpper))
        {
            return null;
        }

        Span<int> values = stackalloc int[Length];
        int count = 0;
        foreach (char c in parts[1])
        {
            if (c is '-' or ' ')
            {
                continue;
            }

            int value = Symbols.IndexOf(c switch { 'O' => '0', 'I' or 'L' => '1', _ => c }, StringComparison.Ordinal);
            if (value < 0 || count == Length)
            {
                return null;
            }

            values[count++] = value;
        }

        return count == Length && Check(values[..^1]) == values[^1] ? Write(parts[0], values) : null;
    }

    private static int Check(ReadOnlySpan<int> values)
    {
        // Horner's scheme: each symbol is multiplied by x once for every symbol after it, and once more, so that no weight is 1.
        int sum = 0;
        foreach (int value in values)
        {
            sum = TimesX(sum ^ value);
        }

        return sum;
    }

    private static int TimesX(int value)
    {
        int shifted = value << 1;
        return shifted >= Symbols.Length ? shifted ^ Polynomial : shifted;
    }

    private static string Write(string prefix, ReadOnlySpan<int> values)
    {
        var builder = new System.Text.StringBuilder(prefix, prefix.Length + Length + (Length / Group));
        for (int i = 0; i < values.Length; i++)
        {
            if (i % Group == 0)
            {
                builder.Append('-');
            }

            builder.Append(Symbols[values[i]]);
        }

        return builder.ToString();
    }
}
