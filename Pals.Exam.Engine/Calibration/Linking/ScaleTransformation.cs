using Pals.Exam.Engine.Items;

namespace Pals.Exam.Engine.Calibration.Linking;

/// <summary>
/// The linear map θ ↦ Aθ + B from one logit scale to another. Item curves keep their shape: a ↦ a/A, every location b ↦ Ab + B, while c and d
/// stay (Kolen &amp; Brennan 2014, chapter 6).
/// </summary>
public readonly record struct ScaleTransformation
{
    /// <summary>The map with slope <paramref name="slope"/> (A, positive) and intercept <paramref name="intercept"/> (B, in logits of the new scale).</summary>
    /// <exception cref="ArgumentOutOfRangeException">A is not finite and positive, or B is not finite.</exception>
    public ScaleTransformation(double slope, double intercept)
    {
        if (!(slope > 0) || !double.IsFinite(slope))
        {
            throw new ArgumentOutOfRangeException(nameof(slope), slope, "The slope of a scale transformation must be positive and finite.");
        }

        if (!double.IsFinite(intercept))
        {
            throw new ArgumentOutOfRangeException(nameof(intercept), intercept, "The intercept of a scale transformation must be finite.");
        }

        Slope = slope;
        Intercept = intercept;
    }

    /// <summary>The map that changes nothing.</summary>
    public static ScaleTransformation Identity => new(1, 0);

    /// <summary>A, positive.</summary>
    public double Slope { get; }

    /// <summary>B, in logits of the new scale.</summary>
    public double Intercept { get; }

    /// <summary>Aθ + B.</summary>
    public double Apply(double theta) => Slope * theta + Intercept;

    /// <summary>
    /// The item on the new scale. A Rasch item on a stretched scale has a slope other than 1, so it becomes a
    /// <see cref="ItemModel.OneParameterLogistic"/> item unless A = 1.
    /// </summary>
    public ItemParameters Apply(ItemParameters item)
    {
        ArgumentNullException.ThrowIfNull(item);
        double a = item.Discrimination / Slope;
        if (item.IsDichotomous)
        {
            ItemModel model = item.Model == ItemModel.Rasch && Slope != 1 ? ItemModel.OneParameterLogistic : item.Model;
            return ItemParameters.Dichotomous(model, a, Apply(item.Difficulty), item.LowerAsymptote, item.UpperAsymptote);
        }

        double[] thresholds = new double[item.Thresholds.Length];
        for (int k = 0; k < thresholds.Length; k++)
        {
            thresholds[k] = Apply(item.Thresholds[k]);
        }

        return item.Model == ItemModel.GradedResponse
            ? ItemParameters.Graded(a, thresholds)
            : ItemParameters.PartialCredit(a, thresholds);
    }
}
