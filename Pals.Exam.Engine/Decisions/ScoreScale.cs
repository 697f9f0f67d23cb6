using System.Collections.Immutable;
using System.Runtime.Intrinsics;
using Pals.Exam.Engine.Exams;
using Pals.Exam.Engine.Items;

namespace Pals.Exam.Engine.Decisions;

/// <summary>
/// The score that people read: the percentage of points expected on a reference form, 100 Σ_t w_t Σ_i E_i(θ) / Σ_i max_i over its topic areas t, at
/// equal ability in all areas. Its inverse turns a standard in percent correct into the cut on θ through the test characteristic curve (Lord 1980).
/// </summary>
public sealed class ScoreScale
{
    // Abilities beyond are no standard that anybody would set.
    private const double Farthest = 20;

    // Bisection ends at the spacing of doubles near 1.
    private const double Precision = 1e-15;

    private readonly ImmutableArray<(ItemParameters Item, double Weight)> _items;

    /// <summary>Makes the scale of a reference form whose points all weigh the same.</summary>
    /// <exception cref="ArgumentException">The form is empty.</exception>
    public ScoreScale(ImmutableArray<ItemParameters> form)
        : this([.. form.Select(item => (item, 1.0))])
    {
    }

    private ScoreScale(ImmutableArray<(ItemParameters Item, double Weight)> items)
    {
        double possible = items.Sum(i => i.Weight * i.Item.MaximumScore);
        if (!(possible > 0))
        {
            throw new ArgumentException("A reference form needs items.", nameof(items));
        }

        _items = [.. items.Select(i => (i.Item, 100 * i.Weight / possible))];
    }

    /// <summary>
    /// The scale whose reference form is every scored item of <paramref name="pool"/>, each topic area weighted as in <paramref name="definition"/>;
    /// areas without items do not count.
    /// </summary>
    /// <exception cref="ArgumentException">The pool has no scored item of the definition's areas.</exception>
    public static ScoreScale Create(ExamDefinition definition, ItemPool pool)
    {
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(pool);
        var items = ImmutableArray.CreateBuilder<(ItemParameters, double)>();
        foreach (TopicAreaDefinition area in definition.TopicAreas)
        {
            ItemParameters[] own =
                [.. Enumerable.Range(0, pool.Count).Where(i => pool[i].TopicArea == area.Id && !pool.IsPretest(i)).Select(pool.Parameters)];
            double possible = own.Sum(item => item.MaximumScore);
            items.AddRange(own.Select(item => (item, area.Weight / possible)));
        }

        return new ScoreScale(items.ToImmutable());
    }

    /// <summary>The expected percentage at ability <paramref name="theta"/> in logits.</summary>
    public double PercentCorrect(double theta)
    {
        double sum = 0;
        foreach ((ItemParameters item, double weight) in _items)
        {
            sum += weight * item.ExpectedScore(theta);
        }

        return sum;
    }

    /// <summary>
    /// The expected percentage at each of <paramref name="abilities"/>, in logits: eight at a time, for a report that tells many. Equal to
    /// <see cref="PercentCorrect(double)"/> but for rounding.
    /// </summary>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is shorter than <paramref name="abilities"/>.</exception>
    public void PercentCorrect(ReadOnlySpan<double> abilities, Span<double> destination)
    {
        if (destination.Length < abilities.Length)
        {
            throw new ArgumentException($"{abilities.Length} abilities need as many places, not {destination.Length}.", nameof(destination));
        }

        Span<double> lanes = stackalloc double[Vector512<double>.Count];
        for (int begin = 0; begin < abilities.Length; begin += lanes.Length)
        {
            int count = Math.Min(lanes.Length, abilities.Length - begin);
            abilities.Slice(begin, count).CopyTo(lanes);
            PercentCorrect(Vector512.Create<double>(lanes)).CopyTo(lanes);
            lanes[..count].CopyTo(destination[begin..]);
        }
    }

    private Vector512<double> PercentCorrect(Vector512<double> theta)
    {
        Vector512<double> sum = Vector512<double>.Zero;
        foreach ((ItemParameters item, double weight) in _items)
        {
            sum += weight * item.ExpectedScore(theta);
        }

        return sum;
    }

    /// <summary>The ability whose expected percentage is <paramref name="percent"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">No ability within ±20 logits has it: it lies below what guessing reaches, or above 100.</exception>
    public double AbilityAt(double percent)
    {
        double low = -Farthest;
        double high = Farthest;
        if (!(percent > PercentCorrect(low) && percent < PercentCorrect(high)))
        {
            throw new ArgumentOutOfRangeException(
                nameof(percent), percent, $"A percentage between {PercentCorrect(low):F3} and {PercentCorrect(high):F3} is expected on this form.");
        }

        while (high - low > Precision * Math.Max(1, Math.Abs(low)))
        {
            double middle = 0.5 * (low + high);
            if (middle <= low || middle >= high)
            {
                break;
            }

            (low, high) = PercentCorrect(middle) < percent ? (middle, high) : (low, middle);
        }

        return 0.5 * (low + high);
    }
}
