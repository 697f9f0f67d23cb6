using Pals.Exam.Engine.Items;

namespace Pals.Exam.Engine.Assembly;

/// <summary>
/// Item response theory true-score equating (Lord 1980, chapter 13; Kolen &amp; Brennan 2014, section 6.5): the score on one form that is
/// equivalent to a score on another is the expected score there of the ability whose expected score here it is.
/// </summary>
public static class TrueScoreEquating
{
    // Expected scores are within rounding of their limits beyond.
    private const double Farthest = 40;

    /// <summary>The raw score in points on <paramref name="to"/> that is equivalent to <paramref name="score"/> points on <paramref name="from"/>.</summary>
    /// <remarks>
    /// Below the sum of the lower asymptotes there is no such ability; there the line from (0, 0) to the two sums is taken (Kolen 1981). The highest
    /// score is equivalent to the highest.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">The score is not between 0 and the highest of <paramref name="from"/>.</exception>
    public static double Equivalent(WrittenForm from, WrittenForm to, double score)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(to);
        if (!(score >= 0 && score <= from.Length))
        {
            throw new ArgumentOutOfRangeException(nameof(score), score, $"A score between 0 and {from.Length} is expected.");
        }

        double lowest = LowestScore(from);
        if (score <= lowest)
        {
            return lowest > 0 ? score * LowestScore(to) / lowest : 0;
        }

        return AbilityAt(from, score) is { } theta ? to.ExpectedScore(theta) : to.Length;
    }

    /// <summary>The ability in logits whose expected raw score is <paramref name="score"/>, or null when no ability below 40 logits has it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The score is not above the sum of the form's lower asymptotes, or above its highest.</exception>
    public static double? AbilityAt(WrittenForm form, double score)
    {
        ArgumentNullException.ThrowIfNull(form);
        double lowest = LowestScore(form);
        if (!(score > lowest && score <= form.Length))
        {
            throw new ArgumentOutOfRangeException(nameof(score), score, $"A score above {lowest:R} and of at most {form.Length} is expected.");
        }

        double low = -Farthest;
        double high = Farthest;
        if (form.ExpectedScore(high) <= score)
        {
            return null;
        }

        for (double middle = 0; low < middle && middle < high; middle = 0.5 * (low + high))
        {
            (low, high) = form.ExpectedScore(middle) < score ? (middle, high) : (low, middle);
        }

        return 0.5 * (low + high);
    }

    /// <summary>The expected score of candidates who know nothing: the sum of the lower asymptotes.</summary>
    private static double LowestScore(WrittenForm form)
    {
        double sum = 0;
        foreach (int item in form.Items)
        {
            ItemParameters parameters = form.Pool.Parameters(item);
            sum += parameters.IsDichotomous ? parameters.LowerAsymptote : 0;
        }

        return sum;
    }
}
