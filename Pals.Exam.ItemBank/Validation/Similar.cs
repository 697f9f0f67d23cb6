using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Pals.Exam.ItemBank.Content;

namespace Pals.Exam.ItemBank.Validation;

/// <summary>
/// How alike two items are: the share of three-word sequences of stem and options that they have in common (Jaccard index of shingles,
/// Broder 1997).
/// </summary>
internal static partial class Similar
{
    private const int ShingleLength = 3;

    /// <summary>The pairs whose similarity is at least <paramref name="from"/> and below <paramref name="above"/>, in the order of the items.</summary>
    public static IEnumerable<(Item First, Item Second, double Similarity)> Pairs(ImmutableArray<Item> items, double from, double above)
    {
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        int[][] shingles = [.. items.Select(item => Shingles(item, numbers))];
        for (int second = 1; second < items.Length; second++)
        {
            for (int first = 0; first < second; first++)
            {
                double similarity = Jaccard(shingles[first], shingles[second]);
                if (similarity >= from && similarity < above)
                {
                    yield return (items[first], items[second], similarity);
                }
            }
        }
    }

    private static int[] Shingles(Item item, Dictionary<string, int> numbers)
    {
        string text = string.Join(' ', item.Options.Select(option => option.Text).Prepend(item.Stem)).ToLowerInvariant();
        string[] words = [.. Word().Matches(text).Select(match => match.Value)];
        var shingles = new SortedSet<int>();
        for (int i = 0; i + ShingleLength <= words.Length; i++)
        {
            string shingle = string.Join(' ', words[i..(i + ShingleLength)]);
            if (!numbers.TryGetValue(shingle, out int number))
            {
                number = numbers.Count;
                numbers.Add(shingle, number);
            }

            shingles.Add(number);
        }

        return [.. shingles];
    }

    private static double Jaccard(int[] first, int[] second)
    {
        int common = 0;
        for (int i = 0, j = 0; i < first.Length && j < second.Length;)
        {
            switch (first[i].CompareTo(second[j]))
            {
                case 0:
                    common++;
                    i++;
                    j++;
                    break;
                case < 0:
                    i++;
                    break;
                default:
                    j++;
                    break;
            }
        }

        int all = first.Length + second.Length - common;
        return all == 0 ? 0 : (double)common / all;
    }

    [GeneratedRegex(@"[\p{L}\d.]+")]
    private static partial Regex Word();
}
