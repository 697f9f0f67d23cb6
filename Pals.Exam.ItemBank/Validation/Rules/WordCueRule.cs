using System.Text.RegularExpressions;
using Pals.Exam.ItemBank.Content;

namespace Pals.Exam.ItemBank.Validation.Rules;

/// <summary>A telling word of the stem that returns in the key and in no distractor points at the key.</summary>
internal sealed partial class WordCueRule() : ItemRule("word-cue", Severity.Warning)
{
    protected override IEnumerable<Finding> Check(Item item)
    {
        if (item.Type != ItemType.SingleChoice)
        {
            yield break;
        }

        int index = item.Answer[0][0] - 'A';
        HashSet<string> cues = WordsOf(item.Stem);
        cues.IntersectWith(WordsOf(item.Options[index].Text));
        for (int i = 0; i < item.Options.Length; i++)
        {
            if (i != index)
            {
                cues.ExceptWith(WordsOf(item.Options[i].Text));
            }
        }

        if (cues.Count > 0)
        {
            yield return At(item, OptionField(index), $"the key alone repeats '{string.Join("', '", cues.Order(StringComparer.Ordinal))}' from the stem");
        }
    }

    private static HashSet<string> WordsOf(string text) => [.. TellingWord().Matches(text).Select(match => match.Value.ToLowerInvariant())];

    // Short words are in every sentence.
    [GeneratedRegex("[A-Za-z]{6,}")]
    private static partial Regex TellingWord();
}
