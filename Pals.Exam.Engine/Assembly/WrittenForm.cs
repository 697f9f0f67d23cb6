using System.Collections.Immutable;
using Pals.Exam.Engine.Items;
using Pals.Exam.Engine.Numerics;

namespace Pals.Exam.Engine.Assembly;

/// <summary>
/// A fixed form: scored items of a pool in the order in which they are printed, with the standard equated to it. Every item is worth one point; an
/// item with partial credit gives the same share of it as the engine gives of its highest score. Immutable.
/// </summary>
public sealed class WrittenForm
{
    private readonly double[] _maximum;

    private WrittenForm(ItemPool pool, ImmutableArray<int> items, double cut)
    {
        Pool = pool;
        Items = items;
        _maximum = [.. items.Select(item => (double)pool.Parameters(item).MaximumScore)];
        PartsPerPoint = items.Aggregate(1, (parts, item) => LeastCommonMultiple(parts, pool.Parameters(item).MaximumScore));
        double exact = ExpectedScore(cut);
        int raw = EquatedCut.Round(exact);
        Cut = new EquatedCut(cut, exact, raw, PassProbability(cut, raw));
    }

    /// <summary>The pool.</summary>
    public ItemPool Pool { get; }

    /// <summary>Indexes of the items, in the order of their positions.</summary>
    public ImmutableArray<int> Items { get; }

    /// <summary>The passing standard on this form.</summary>
    public EquatedCut Cut { get; }

    /// <summary>How many equal parts make a point (see <see cref="RawScore"/>).</summary>
    public int PartsPerPoint { get; }

    /// <summary>Number of items, and the highest raw score.</summary>
    public int Length => Items.Length;

    /// <summary>Makes a form and equates its cut.</summary>
    /// <param name="pool">The pool.</param>
    /// <param name="items">Indexes of scored items, each once, in the order of their positions.</param>
    /// <param name="cut">The passing standard in logits.</param>
    /// <exception cref="ArgumentException">The form is empty, an index is outside the pool, stands twice or is a pretest item, or the cut is not finite.</exception>
    public static WrittenForm Create(ItemPool pool, ImmutableArray<int> items, double cut)
    {
        ArgumentNullException.ThrowIfNull(pool);
        if (items.IsDefaultOrEmpty)
        {
            throw new ArgumentException("A form needs items.", nameof(items));
        }

        if (!double.IsFinite(cut))
        {
            throw new ArgumentOutOfRangeException(nameof(cut), cut, "A finite standard is expected.");
        }

        var seen = new HashSet<int>();
        foreach (int item in items)
        {
            if ((uint)item >= (uint)pool.Count)
            {
                throw new ArgumentException($"Item {item} is not an index of the pool's {pool.Count} items.", nameof(items));
            }

            if (!seen.Add(item))
            {
                throw new ArgumentException($"Item {pool.ItemId(item)} stands twice on the form.", nameof(items));
            }

            if (pool.IsPretest(item))
            {
                throw new ArgumentException($"Item {pool.ItemId(item)} is a pretest item, which a form cannot score.", nameof(items));
            }
        }

        return new WrittenForm(pool, items, cut);
    }

    /// <summary>The test characteristic curve Σ_i E_i(θ) / max_i: the expected raw score in points at ability <paramref name="theta"/> in logits.</summary>
    public double ExpectedScore(double theta)
    {
        double sum = 0;
        for (int k = 0; k < _maximum.Length; k++)
        {
            sum += Pool.Parameters(Items[k]).ExpectedScore(theta) / _maximum[k];
        }

        return sum;
    }

    /// <summary>The test information Σ_i I_i(θ) in logits⁻², at equal ability in all topic areas.</summary>
    public double Information(double theta)
    {
        double sum = 0;
        foreach (int item in Items)
        {
            sum += Pool.Parameters(item).Information(theta);
        }

        return sum;
    }

    /// <summary>The raw score of the scores of all items, in the order of their positions; an item left out scores 0.</summary>
    /// <exception cref="ArgumentException">There is not one score for each item, or an item has no such score.</exception>
    public RawScore RawScore(ReadOnlySpan<int> scores)
    {
        if (scores.Length != Length)
        {
            throw new ArgumentException($"The form has {Length} items, but there are {scores.Length} scores.", nameof(scores));
        }

        int parts = 0;
        for (int k = 0; k < scores.Length; k++)
        {
            int maximum = Pool.Parameters(Items[k]).MaximumScore;
            if ((uint)scores[k] > (uint)maximum)
            {
                throw new ArgumentOutOfRangeException(
                    nameof(scores), scores[k], $"Item {Pool.ItemId(Items[k])} at position {k + 1} is scored from 0 to {maximum}.");
            }

            parts += scores[k] * (PartsPerPoint / maximum);
        }

        return new RawScore(parts, PartsPerPoint);
    }

    /// <summary>
    /// The distribution of the raw score at ability <paramref name="theta"/>: element j is the probability of j parts of a point. One item after the
    /// other is folded in (Lord &amp; Wingersky 1984; for partial credit Thissen, Pommerich, Billeaud &amp; Williams 1995).
    /// </summary>
    public double[] ScoreDistribution(double theta)
    {
        double[] distribution = new double[Length * PartsPerPoint + 1];
        double[] next = new double[distribution.Length];
        Span<double> log = stackalloc double[_maximum.Max() is var most && most < 64 ? (int)most + 1 : 64];
        distribution[0] = 1;
        int reached = 0;
        foreach (int index in Items)
        {
            ItemParameters item = Pool.Parameters(index);
            Span<double> categories = item.CategoryCount <= log.Length ? log[..item.CategoryCount] : new double[item.CategoryCount];
            item.LogProbabilities(theta, categories);
            int step = PartsPerPoint / item.MaximumScore;
            Array.Clear(next);
            for (int k = 0; k < categories.Length; k++)
            {
                double probability = PortableMath.Exp(categories[k]);
                for (int j = 0; j <= reached; j++)
                {
                    next[j + k * step] += probability * distribution[j];
                }
            }

            reached += PartsPerPoint;
            (distribution, next) = (next, distribution);
        }

        return distribution;
    }

    /// <summary>The probability that a candidate of ability <paramref name="theta"/> earns at least <paramref name="points"/>.</summary>
    public double PassProbability(double theta, int points)
    {
        double[] distribution = ScoreDistribution(theta);
        double sum = 0;
        for (int j = distribution.Length - 1; j >= (long)points * PartsPerPoint && j >= 0; j--)
        {
            sum += distribution[j];
        }

        return Math.Min(1, sum);
    }

    private static int LeastCommonMultiple(int a, int b)
    {
        (int x, int y) = (a, b);
        while (y != 0)
        {
            (x, y) = (y, x % y);
        }

        return checked(a / x * b);
    }
}
