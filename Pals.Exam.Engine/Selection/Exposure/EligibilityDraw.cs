using System.Numerics;
using Pals.Exam.Engine.Items;
using Pals.Exam.Engine.Numerics;

namespace Pals.Exam.Engine.Selection;

/// <summary>The draw of <see cref="ItemEligibility"/> for any number of exams that meet the same counts.</summary>
internal sealed class EligibilityDraw
{
    private readonly double[] _probabilities;
    private readonly int[] _places;
    private readonly int[] _items;

    public EligibilityDraw(ItemPool pool, double maximumRate, ReadOnlySpan<long> eligible, ReadOnlySpan<long> given)
    {
        _probabilities = new double[pool.Count];
        var limited = new List<(double Probability, int Item)>();
        for (int i = 0; i < pool.Count; i++)
        {
            double probability = given[i] > 0 && !pool.IsPretest(i) ? maximumRate * eligible[i] / given[i] : 1;
            _probabilities[i] = probability;
            if (probability < 1)
            {
                limited.Add((probability, i));
            }
        }

        limited.Sort();
        _items = [.. limited.Select(item => item.Item)];
        _places = new int[pool.Count];
        for (int place = 0; place < _items.Length; place++)
        {
            _places[_items[place]] = place;
        }
    }

    /// <summary>Indexes of the items that an exam must not give, those farthest above the rate first.</summary>
    public int[] Excluded(ref RandomStream random)
    {
        const int StackWords = 64;
        int words = (_items.Length + 63) >> 6;
        Span<ulong> drawn = words <= StackWords ? stackalloc ulong[words] : new ulong[words];
        for (int i = 0; i < _probabilities.Length; i++)
        {
            // Every item takes one number, so that a draw does not depend on the counts of other items.
            if (random.NextDouble() >= _probabilities[i])
            {
                Bits.Set(drawn, _places[i]);
            }
        }

        int[] excluded = new int[Bits.Count(drawn)];
        int count = 0;
        for (int word = 0; word < words; word++)
        {
            for (ulong bits = drawn[word]; bits != 0; bits &= bits - 1)
            {
                excluded[count++] = _items[64 * word + BitOperations.TrailingZeroCount(bits)];
            }
        }

        return excluded;
    }
}
