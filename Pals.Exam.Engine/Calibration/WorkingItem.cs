using Pals.Exam.Engine.Items;
using Pals.Exam.Engine.Numerics;

namespace Pals.Exam.Engine.Calibration;

/// <summary>
/// One item in the form in which it is estimated: slope and intercepts, and logits of asymptotes. Its free parameters are a stretch of the
/// vector of all free parameters.
/// </summary>
internal sealed class WorkingItem
{
    private const double SmallestSlope = 1e-9;

    private readonly double[] _fixed;

    private WorkingItem(int index, string id, ItemModel model, int categories, int offset, double[] @fixed, ParameterPrior?[] priors)
    {
        Index = index;
        Id = id;
        Model = model;
        Categories = categories;
        Offset = offset;
        _fixed = @fixed;
        Priors = priors;
        ParameterCount = @fixed.Length > 0 ? @fixed.Length : model switch
        {
            ItemModel.ThreeParameterLogistic => 3,
            ItemModel.FourParameterLogistic => 4,
            ItemModel.GradedResponse or ItemModel.GeneralizedPartialCredit => categories,
            _ => 2,
        };
        FirstFree = model is ItemModel.Rasch or ItemModel.OneParameterLogistic ? 1 : 0;
        FreeCount = IsFixed ? 0 : ParameterCount - FirstFree;
    }

    public int Index { get; }

    public string Id { get; }

    public ItemModel Model { get; }

    public int Categories { get; }

    /// <summary>Where the free parameters start in the vector of all.</summary>
    public int Offset { get; }

    /// <summary>Number of working parameters, free or not.</summary>
    public int ParameterCount { get; }

    /// <summary>The first free one of them: the slope, or the intercept where the slope is not the item's own.</summary>
    public int FirstFree { get; }

    public int FreeCount { get; }

    public bool IsFixed => _fixed.Length > 0;

    /// <summary>The prior on a, b, c and d, null where there is none.</summary>
    public ParameterPrior?[] Priors { get; }

    public bool IsDichotomous => Model <= ItemModel.FourParameterLogistic;

    public static WorkingItem Free(int index, string id, ItemModel model, int categories, int offset, ParameterPrior?[] priors) =>
        new(index, id, model, categories, offset, [], priors);

    public static WorkingItem Anchor(int index, string id, ItemParameters parameters, int offset) =>
        new(index, id, parameters.Model, parameters.CategoryCount, offset, ToWorking(parameters), new ParameterPrior?[4]);

    /// <summary>The working parameters, with the slope common to all items where the model has one.</summary>
    public void Read(ReadOnlySpan<double> x, double sharedSlope, Span<double> xi)
    {
        if (IsFixed)
        {
            _fixed.CopyTo(xi);
            return;
        }

        xi[0] = sharedSlope;
        x.Slice(Offset, FreeCount).CopyTo(xi[FirstFree..]);
    }

    public void LogProbabilities(ReadOnlySpan<double> xi, Quadrature grid, Span<double> rows)
    {
        switch (Model)
        {
            case ItemModel.GradedResponse:
                GradedCurve.LogProbabilities(xi, grid, rows);
                break;
            case ItemModel.GeneralizedPartialCredit:
                PartialCreditCurve.LogProbabilities(xi, grid, rows);
                break;
            default:
                LogisticCurve.LogProbabilities(xi, grid, rows);
                break;
        }
    }

    /// <summary>Gradient and expected information of the expected log-likelihood plus the log priors, in all working parameters.</summary>
    public void Derivatives(ReadOnlySpan<double> xi, Quadrature grid, ReadOnlySpan<double> counts, Span<double> gradient, Span<double> information)
    {
        switch (Model)
        {
            case ItemModel.GradedResponse:
                GradedCurve.Derivatives(xi, grid, counts, gradient, information);
                break;
            case ItemModel.GeneralizedPartialCredit:
                PartialCreditCurve.Derivatives(xi, grid, counts, gradient, information);
                break;
            default:
                LogisticCurve.Derivatives(xi, grid, counts, gradient, information);
                break;
        }

        AddPriors(xi, gradient, information);
    }

    /// <summary>Sum of the item's log priors.</summary>
    public double LogPrior(ReadOnlySpan<double> xi)
    {
        if (IsFixed)
        {
            return 0;
        }

        double sum = Priors[0] is { } slope && FirstFree == 0 ? slope.Density(xi[0]).Log : 0;
        if (Priors[1] is { } difficulty)
        {
            for (int k = 1; k < (IsDichotomous ? 2 : ParameterCount); k++)
            {
                sum += difficulty.Density(-xi[k] / xi[0]).Log;
            }
        }

        for (int k = 2; k < ParameterCount && IsDichotomous; k++)
        {
            sum += Priors[k] is { } prior ? prior.Density(AsymptoteValue(prior, xi[k])).Log : 0;
        }

        return sum;
    }

    /// <summary>The parameters to publish.</summary>
    public ItemParameters ToItemParameters(ReadOnlySpan<double> xi)
    {
        // A slope of exactly 0 has no difficulty; the nearest slope that has one stands for it.
        double a = Math.Abs(xi[0]) < SmallestSlope ? Math.CopySign(SmallestSlope, xi[0]) : xi[0];
        if (!IsDichotomous)
        {
            var thresholds = new double[ParameterCount - 1];
            for (int k = 0; k < thresholds.Length; k++)
            {
                thresholds[k] = -xi[k + 1] / a;
            }

            return Model == ItemModel.GradedResponse ? ItemParameters.Graded(a, thresholds) : ItemParameters.PartialCredit(a, thresholds);
        }

        (double c, double d) = LogisticCurve.Asymptotes(xi);
        return ItemParameters.Dichotomous(Model, a, -xi[1] / a, c, d);
    }

    private static double[] ToWorking(ItemParameters item)
    {
        double a = item.Discrimination;
        if (!item.IsDichotomous)
        {
            return [a, .. item.Thresholds.Select(b => -a * b)];
        }

        double[] xi = [a, -a * item.Difficulty, Logit(item.LowerAsymptote), Logit(item.UpperAsymptote)];
        return item.UpperAsymptote < 1 ? xi : item.LowerAsymptote > 0 ? xi[..3] : xi[..2];
    }

    private static double Logit(double p) => Math.Log(p) - Elementary.Log1p(-p);

    private static double AsymptoteValue(ParameterPrior prior, double logit) =>
        prior.Distribution == PriorDistribution.LogitNormal ? logit : Elementary.Logistic(logit);

    /// <summary>Adds the derivatives of the log priors.</summary>
    public void AddPriors(ReadOnlySpan<double> xi, Span<double> gradient, Span<double> information)
    {
        int m = gradient.Length;
        if (FirstFree == 0 && Priors[0] is { } slope)
        {
            (_, double first, double second) = slope.Density(xi[0]);
            gradient[0] += first;
            information[0] += Math.Max(-second, 0);
        }

        if (Priors[1] is { } difficulty)
        {
            for (int k = 1; k < (IsDichotomous ? 2 : m); k++)
            {
                // b = −δ/a: ∂b/∂a = −b/a, ∂b/∂δ = −1/a.
                double b = -xi[k] / xi[0];
                double byIntercept = -1 / xi[0];
                double bySlope = b * byIntercept;
                (_, double first, double second) = difficulty.Density(b);
                gradient[0] += first * bySlope;
                gradient[k] += first * byIntercept;
                information[0] -= second * bySlope * bySlope;
                information[k] -= second * bySlope * byIntercept;
                information[k * m] -= second * bySlope * byIntercept;
                information[k * m + k] -= second * byIntercept * byIntercept;
            }
        }

        for (int k = 2; k < m && IsDichotomous; k++)
        {
            if (Priors[k] is { } prior)
            {
                (_, double first, double second) = prior.Density(AsymptoteValue(prior, xi[k]));
                double p = Elementary.Logistic(xi[k]);
                double chain = prior.Distribution == PriorDistribution.LogitNormal ? 1 : p * (1 - p);
                gradient[k] += first * chain;
                information[k * m + k] -= second * chain * chain;
            }
        }
    }
}
