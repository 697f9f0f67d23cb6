using System.Collections.Immutable;
using Pals.Exam.ItemBank.Content;

namespace Pals.Exam.ItemBank.ColdStart;

/// <summary>
/// What can be told of an item before anyone has answered it: its place in the blueprint, the shape of its text, how near the wrong options are to the right one,
/// and its writer's judgement.
/// </summary>
internal static class ItemFeatures
{
    /// <summary>A word of at least this many letters counts as long; most drug and rhythm names are.</summary>
    private const int LongWord = 9;

    private static readonly string[] Negations = ["not", "except", "least", "never", "without"];
    private static readonly string[] DoseUnits = ["mg/kg", "mcg/kg", "ml/kg", "j/kg", "joules", "units/kg", "mmol/kg", "meq/kg"];

    /// <summary>The features' names, in the order of <see cref="Of"/>.</summary>
    public static ImmutableArray<string> Names(IReadOnlyList<string> topicAreas) => [.. Describe(null, null, topicAreas).Select(feature => feature.Name)];

    /// <summary>The features of an item.</summary>
    /// <param name="item">The item.</param>
    /// <param name="scenario">The text of its case scenario, empty for none.</param>
    /// <param name="topicAreas">The topic areas that get a feature each.</param>
    public static double[] Of(Item item, string scenario, IReadOnlyList<string> topicAreas) =>
        [.. Describe(item, scenario, topicAreas).Select(feature => feature.Value)];

    /// <summary>Names with values; without an item the values are 0.</summary>
    private static IEnumerable<(string Name, double Value)> Describe(Item? item, string? scenario, IReadOnlyList<string> topicAreas)
    {
        foreach (string area in topicAreas)
        {
            yield return ($"topic area {area}", item?.TopicArea == area ? 1 : 0);
        }

        foreach (ItemType type in Enum.GetValues<ItemType>())
        {
            yield return ($"type {type}", item?.Type == type ? 1 : 0);
        }

        foreach (CognitiveLevel level in Enum.GetValues<CognitiveLevel>())
        {
            yield return ($"cognitive level {level}", item?.CognitiveLevel == level ? 1 : 0);
        }

        foreach (AgeGroup age in Enum.GetValues<AgeGroup>())
        {
            yield return ($"age group {age}", item?.AgeGroup == age ? 1 : 0);
        }

        string text = item is null ? "" : $"{scenario} {item.Stem}";
        string[] words = Words(text);
        string[][] options = [.. (item?.Options ?? []).Select(option => Words(option.Text))];
        yield return ("writer's judgement", item?.Difficulty ?? 0);
        yield return ("part of a scenario", item?.Scenario is null ? 0 : 1);
        yield return ("log words of scenario and stem", Math.Log(1 + words.Length));
        yield return ("words per sentence", words.Length / (double)Math.Max(1, Sentences(text)));
        yield return ("share of long words", words.Length == 0 ? 0 : words.Count(word => word.Length >= LongWord) / (double)words.Length);
        yield return ("numbers in scenario and stem", words.Count(word => char.IsAsciiDigit(word[0])));
        yield return ("a dose by weight", DoseUnits.Any(unit => text.Contains(unit, StringComparison.OrdinalIgnoreCase)) ? 1 : 0);
        yield return ("a negative stem", words.Any(word => Negations.Contains(word)) ? 1 : 0);
        yield return ("options", options.Length);
        yield return ("keys", item?.Answer.Length ?? 0);
        yield return ("log words per option", options.Length == 0 ? 0 : Math.Log(1 + options.Average(option => option.Length)));
        yield return ("options with numbers", options.Length == 0 ? 0 : options.Count(option => option.Any(word => char.IsAsciiDigit(word[0]))) / (double)options.Length);
        yield return ("nearest wrong option", item is null ? 0 : NearestWrongOption(item, options));
        yield return ("facts", item?.Facts.Length ?? 0);
        yield return ("credit for part", item?.Credit == CreditRule.Partial ? 1 : 0);
    }

    /// <summary>The greatest share of words that a wrong option has in common with a right one (Jaccard 1901).</summary>
    private static double NearestWrongOption(Item item, string[][] options)
    {
        double nearest = 0;
        for (int right = 0; right < options.Length; right++)
        {
            for (int wrong = 0; wrong < options.Length && item.IsKeyed(item.Options[right].Key); wrong++)
            {
                if (!item.IsKeyed(item.Options[wrong].Key))
                {
                    int common = options[right].Intersect(options[wrong]).Count();
                    int all = options[right].Union(options[wrong]).Count();
                    nearest = Math.Max(nearest, all == 0 ? 0 : common / (double)all);
                }
            }
        }

        return nearest;
    }

    /// <summary>Marks at the end of a word; a decimal point stands inside one.</summary>
    private static int Sentences(string text) =>
        text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Count(word => word[^1] is '.' or '?' or '!');

    private static string[] Words(string text) =>
    [
        .. text.ToLowerInvariant()
            .Split([' ', '\n', '\t', ',', ';', ':', '(', ')', '"'], StringSplitOptions.RemoveEmptyEntries)
            .Select(word => word.Trim('.', '?', '!', '\''))
            .Where(word => word.Length > 0),
    ];
}
