using System.Collections.Immutable;

namespace Pals.Exam.Engine.Items;

/// <summary>
/// The parameters of one item in slope–threshold form on the logistic metric, D = 1, θ in logits. Immutable and checked when made.
/// </summary>
public sealed class ItemParameters
{
    private ItemParameters(ItemModel model, double a, double b, double c, double d, ImmutableArray<double> thresholds)
    {
        Model = model;
        Discrimination = a;
        Difficulty = b;
        LowerAsymptote = c;
        UpperAsymptote = d;
        Thresholds = thresholds;
    }

    /// <summary>The response model.</summary>
    public ItemModel Model { get; }

    /// <summary>Slope a, per logit; positive in every operational item, though a calibration may find a negative one.</summary>
    public double Discrimination { get; }

    /// <summary>Difficulty b in logits; for items with categories the mean of the thresholds.</summary>
    public double Difficulty { get; }

    /// <summary>Lower asymptote c, 0 ≤ c &lt; d.</summary>
    public double LowerAsymptote { get; }

    /// <summary>Upper asymptote d, c &lt; d ≤ 1.</summary>
    public double UpperAsymptote { get; }

    /// <summary>Category boundaries (graded response, increasing) or steps (generalized partial credit) b1…bk; empty for scores 0 and 1 only.</summary>
    public ImmutableArray<double> Thresholds { get; }

    /// <summary>Number of score categories: 2 for right and wrong, else one more than the thresholds.</summary>
    public int CategoryCount => Thresholds.IsEmpty ? 2 : Thresholds.Length + 1;

    /// <summary>The highest score.</summary>
    public int MaximumScore => CategoryCount - 1;

    /// <summary>True for the models of scores 0 and 1.</summary>
    public bool IsDichotomous => Model <= ItemModel.FourParameterLogistic;

    /// <summary>A right-or-wrong item under <paramref name="model"/>, which decides what c and d may be.</summary>
    /// <exception cref="ArgumentException">A value is not finite, or outside 0 ≤ c &lt; d ≤ 1, or not free under the model.</exception>
    public static ItemParameters Dichotomous(ItemModel model, double a, double b, double c = 0, double d = 1)
    {
        if (model > ItemModel.FourParameterLogistic)
        {
            throw new ArgumentException($"{model} has ordered categories; use Graded or PartialCredit.", nameof(model));
        }

        RequireFinite(a, nameof(a));
        RequireFinite(b, nameof(b));
        if (!(c >= 0 && c < d && d <= 1))
        {
            throw new ArgumentException($"The asymptotes must satisfy 0 ≤ c < d ≤ 1, but c = {c:R} and d = {d:R}.", nameof(c));
        }

        if (c > 0 && model < ItemModel.ThreeParameterLogistic)
        {
            throw new ArgumentException($"{model} has no lower asymptote, but c = {c:R}.", nameof(c));
        }

        if (d < 1 && model < ItemModel.FourParameterLogistic)
        {
            throw new ArgumentException($"{model} has no upper asymptote, but d = {d:R}.", nameof(d));
        }

        if (model == ItemModel.Rasch && a != 1)
        {
            throw new ArgumentException($"The slope of a Rasch item is 1, but a = {a:R}.", nameof(a));
        }

        return new ItemParameters(model, a, b, c, d, []);
    }

    /// <summary>
    /// A graded response item (Samejima 1969). Its category boundaries increase, or with a negative slope, which only a calibration of a flawed
    /// item finds, decrease: either way a higher score is always the less likely to be reached.
    /// </summary>
    /// <exception cref="ArgumentException">A value is not finite, or the boundaries are out of order.</exception>
    public static ItemParameters Graded(double a, ReadOnlySpan<double> boundaries)
    {
        for (int k = 1; k < boundaries.Length; k++)
        {
            if (!(a < 0 ? boundaries[k] < boundaries[k - 1] : boundaries[k] > boundaries[k - 1]))
            {
                throw new ArgumentException(
                    $"Category boundaries must {(a < 0 ? "decrease when the slope is negative" : "increase")}, but b{k + 1} = {boundaries[k]:R} after b{k} = {boundaries[k - 1]:R}.",
                    nameof(boundaries));
            }
        }

        return WithCategories(ItemModel.GradedResponse, a, boundaries);
    }

    /// <summary>A generalized partial credit item with steps in any order (Muraki 1992).</summary>
    /// <exception cref="ArgumentException">A value is not finite, or there is no step.</exception>
    public static ItemParameters PartialCredit(double a, ReadOnlySpan<double> steps) =>
        WithCategories(ItemModel.GeneralizedPartialCredit, a, steps);

    private static ItemParameters WithCategories(ItemModel model, double a, ReadOnlySpan<double> thresholds)
    {
        RequireFinite(a, nameof(a));
        if (thresholds.IsEmpty)
        {
            throw new ArgumentException("An item with ordered categories needs at least one threshold.", nameof(thresholds));
        }

        double sum = 0;
        foreach (double b in thresholds)
        {
            RequireFinite(b, nameof(thresholds));
            sum += b;
        }

        return new ItemParameters(model, a, sum / thresholds.Length, 0, 1, [.. thresholds]);
    }

    private static void RequireFinite(double value, string name)
    {
        if (!double.IsFinite(value))
        {
            throw new ArgumentException($"{name} must be finite, but is {value:R}.", name);
        }
    }
}
