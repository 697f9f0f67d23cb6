using System.Text;

namespace Pals.Exam.ItemBank.Documents;

/// <summary>The faces of text.</summary>
public enum PdfFace
{
    Regular,
    Bold,
    Oblique,
}

/// <summary>A colour in red, green and blue, 0 to 1.</summary>
public readonly record struct PdfColor(double Red, double Green, double Blue)
{
    public static readonly PdfColor Black = new(0, 0, 0);
    public static readonly PdfColor Gray = new(0.35, 0.35, 0.35);
    public static readonly PdfColor LightGray = new(0.8, 0.8, 0.8);
    public static readonly PdfColor White = new(1, 1, 1);

    /// <summary>A colour from its six hexadecimal digits, as in <c>#dd7f7b</c>.</summary>
    public static PdfColor FromHex(string hex)
    {
        byte[] bytes = Convert.FromHexString(hex.TrimStart('#'));
        return new PdfColor(bytes[0] / 255.0, bytes[1] / 255.0, bytes[2] / 255.0);
    }
}

/// <summary>How text looks.</summary>
/// <param name="Size">The font size in points.</param>
/// <param name="Face">The face.</param>
/// <param name="Color">The colour.</param>
public readonly record struct PdfTextStyle(double Size, PdfFace Face, PdfColor Color)
{
    /// <summary>Black text.</summary>
    public PdfTextStyle(double size, PdfFace face = PdfFace.Regular)
        : this(size, face, PdfColor.Black)
    {
    }

    /// <summary>From one base line to the next, in millimeters.</summary>
    public double Leading => Size * 1.28 * PdfPage.MillimetersPerPoint;

    /// <summary>From the top of a line to its base line, in millimeters.</summary>
    public double Ascent => Size * (0.5 * (1.28 - (FontMetrics.CapitalHeight - FontMetrics.Descender) / 1000) + (FontMetrics.CapitalHeight - FontMetrics.Descender) / 1000)
        * PdfPage.MillimetersPerPoint;

    /// <summary>The same in bold.</summary>
    public PdfTextStyle Bold => this with { Face = PdfFace.Bold };
}

/// <summary>
/// A text holds a character that the fonts which every PDF reader has cannot show: they know the Western European letters of Windows-1252, and Greek
/// and mathematical signs of the Symbol font.
/// </summary>
public sealed class UnprintableCharacterException(Rune character, string text)
    : Exception($"the character '{character}' (U+{character.Value:X4}) in \"{Excerpt(text, character)}\" is in none of the fonts that every PDF reader has")
{
    private const int Around = 20;

    /// <summary>The character.</summary>
    public Rune Character => character;

    private static string Excerpt(string text, Rune character)
    {
        int at = text.IndexOf(character.ToString(), StringComparison.Ordinal);
        int from = Math.Max(0, at - Around);
        return text[from..Math.Min(text.Length, at + Around)];
    }
}

/// <summary>
/// Text cut into runs of one font each. Spaces of any width become plain ones, the hyphens U+2010 and U+2011 the plain one, and characters of no width
/// go; every other character is shown as it is or refused, never replaced.
/// </summary>
internal static class PdfText
{
    /// <summary>A run of codes of one font.</summary>
    public readonly record struct Run(bool IsSymbol, byte[] Codes, double Width);

    /// <summary>Cuts a text into runs; widths are in thousandths of the font size.</summary>
    /// <exception cref="UnprintableCharacterException">A character is in none of the fonts.</exception>
    public static List<Run> Runs(string text, PdfFace face)
    {
        var runs = new List<Run>();
        var codes = new List<byte>(text.Length);
        bool symbol = false;
        double width = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (!rune.IsBmp)
            {
                throw new UnprintableCharacterException(rune, text);
            }

            char? plain = Plain((char)rune.Value);
            if (plain is not { } c)
            {
                continue;
            }

            int code = FontMetrics.LatinCode(c);
            int advance = 0;
            bool isSymbol = code < 0;
            if (isSymbol)
            {
                (code, advance) = FontMetrics.Symbol(c);
                if (code < 0)
                {
                    throw new UnprintableCharacterException(rune, text);
                }
            }
            else
            {
                advance = FontMetrics.LatinWidth(code, face == PdfFace.Bold);
            }

            if (isSymbol != symbol && codes.Count > 0)
            {
                runs.Add(new Run(symbol, [.. codes], width));
                codes.Clear();
                width = 0;
            }

            symbol = isSymbol;
            codes.Add((byte)code);
            width += advance;
        }

        if (codes.Count > 0)
        {
            runs.Add(new Run(symbol, [.. codes], width));
        }

        return runs;
    }

    /// <summary>The width of a text in millimeters.</summary>
    public static double Width(string text, PdfTextStyle style) =>
        Runs(text, style.Face).Sum(run => run.Width) / 1000 * style.Size * PdfPage.MillimetersPerPoint;

    /// <summary>The lines of a text in a column; a word that is wider than the column is broken.</summary>
    public static List<string> Wrap(string text, PdfTextStyle style, double width)
    {
        var lines = new List<string>();
        foreach (string paragraph in text.ReplaceLineEndings("\n").Split('\n'))
        {
            var line = new StringBuilder();
            foreach (string word in paragraph.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                string candidate = line.Length == 0 ? word : $"{line} {word}";
                if (Width(candidate, style) <= width)
                {
                    line.Clear().Append(candidate);
                    continue;
                }

                if (line.Length > 0)
                {
                    lines.Add(line.ToString());
                    line.Clear();
                }

                line.Append(BreakWord(word, style, width, lines));
            }

            lines.Add(line.ToString());
        }

        return lines;
    }

    /// <summary>Adds full lines of a word that is too wide and returns the rest.</summary>
    private static string BreakWord(string word, PdfTextStyle style, double width, List<string> lines)
    {
        while (word.Length > 1 && Width(word, style) > width)
        {
            int length = word.Length - 1;
            while (length > 1 && Width(word[..length], style) > width)
            {
                length--;
            }

            lines.Add(word[..length]);
            word = word[length..];
        }

        return word;
    }

    private static char? Plain(char c) => c switch
    {
        '\t' or '\n' or '\r' or '\u00A0' or (>= '\u2000' and <= '\u200A') or '\u202F' or '\u205F' => ' ',
        '\u2010' or '\u2011' => '-',
        '\u00AD' or '\u200B' or '\u2060' or '\uFEFF' => null,
        _ => c,
    };
}
