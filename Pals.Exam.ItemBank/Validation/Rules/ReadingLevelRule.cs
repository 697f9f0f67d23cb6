using System.Text.RegularExpressions;
using Pals.Exam.ItemBank.Content;

namespace Pals.Exam.ItemBank.Validation.Rules;

/// <summary>
/// A stem tests medicine, not reading: the grade level of Flesch and Kincaid (Kincaid et al. 1975), with a limit that leaves room for
/// the long words that clinicians use every day.
/// </summary>
internal sealed partial class ReadingLevelRule() : ItemRule("reading-level", Severity.Warning)
{
    private const double HighestGrade = 17;

    /// <summary>The grade of a text: 0.39 words per sentence + 11.8 syllables per word − 15.59.</summary>
    public static double Grade(string text)
    {
        MatchCollection words = Word().Matches(text);
        if (words.Count == 0)
        {
            return 0;
        }

        int sentences = Math.Max(1, SentenceEnd().Count(text));
        int syllables = words.Sum(word => Syllables(word.Value));
        return (0.39 * words.Count / sentences) + (11.8 * syllables / words.Count) - 15.59;
    }

    protected override IEnumerable<Finding> Check(Item item)
    {
        double grade = Grade(item.Stem);
        if (grade > HighestGrade)
        {
            yield return At(item, "stem", $"reads at grade {grade:F1} (Flesch–Kincaid), above {HighestGrade}; shorten its sentences");
        }
    }

    private static int Syllables(string word)
    {
        int count = VowelGroup().Count(word);
        bool silentE = word.EndsWith('e') && !word.EndsWith("le", StringComparison.Ordinal) && count > 1;
        return Math.Max(1, silentE ? count - 1 : count);
    }

    [GeneratedRegex(@"[A-Za-z]+")]
    private static partial Regex Word();

    // A full stop between digits (0.01) or inside an abbreviation ends no sentence.
    [GeneratedRegex(@"[.?!](?=\s|$)")]
    private static partial Regex SentenceEnd();

    [GeneratedRegex("[aeiouy]+", RegexOptions.IgnoreCase)]
    private static partial Regex VowelGroup();
}
