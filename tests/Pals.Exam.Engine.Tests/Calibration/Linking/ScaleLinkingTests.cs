using Pals.Exam.Engine.Calibration.Linking;
using Pals.Exam.Engine.Items;
using Pals.Exam.Engine.Numerics;

namespace Pals.Exam.Engine.Tests.Calibration.Linking;

public sealed class ScaleLinkingTests
{
    private const double Slope = 1.23;
    private const double Intercept = -0.41;

    /// <summary>The parameters are exact images of each other, so only the optimizer's own tolerance remains.</summary>
    private const double ExactImage = 1e-8;

    /// <summary>Central differences of a smooth sum with step 1e-5 are good to about 1e-9 relative; the sums are of order 1.</summary>
    private const double FiniteDifference = 1e-6;

    public static TheoryData<LinkingMethod, ItemModel> EveryMethodAndModel()
    {
        var data = new TheoryData<LinkingMethod, ItemModel>();
        foreach (LinkingMethod method in Enum.GetValues<LinkingMethod>())
        {
            foreach (ItemModel model in Enum.GetValues<ItemModel>().Where(model => model != ItemModel.Rasch))
            {
                data.Add(method, model);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(EveryMethodAndModel))]
    public void Link_ItemsTransformedByKnownConstants_RecoversThem(LinkingMethod method, ItemModel model)
    {
        var known = new ScaleTransformation(Slope, Intercept);
        ItemParameters[] from = Items(model, 12, 5);
        ItemParameters[] to = [.. from.Select(known.Apply)];

        LinkingResult result = ScaleLinking.Link(from, to, method);

        Assert.True(result.Converged);
        Assert.Equal(Slope, result.Transformation.Slope, ExactImage);
        Assert.Equal(Intercept, result.Transformation.Intercept, ExactImage);
        Assert.Equal(0, result.RootMeanSquareDifference, ExactImage);
        Assert.Equal(0, result.InterceptStandardError, ExactImage * 100);
    }

    [Theory]
    [InlineData(LinkingMethod.StockingLord)]
    [InlineData(LinkingMethod.Haebara)]
    [InlineData(LinkingMethod.MeanSigma)]
    [InlineData(LinkingMethod.MeanMean)]
    public void Link_RaschItems_KeepsTheSlopeAtOne(LinkingMethod method)
    {
        ItemParameters[] from = [.. new[] { -1.2, 0.1, 0.4, 1.9 }.Select(b => ItemParameters.Dichotomous(ItemModel.Rasch, 1, b))];
        ItemParameters[] to = [.. new[] { -0.6, 0.6, 0.9, 2.5 }.Select(b => ItemParameters.Dichotomous(ItemModel.Rasch, 1, b))];

        LinkingResult result = ScaleLinking.Link(from, to, method);

        Assert.Equal(1, result.Transformation.Slope);
        Assert.InRange(result.Transformation.Intercept, 0.5, 0.6);
    }

    [Theory]
    [InlineData(LinkingMethod.StockingLord)]
    [InlineData(LinkingMethod.Haebara)]
    public void Evaluate_AnyConstants_GradientEqualsFiniteDifferences(LinkingMethod method)
    {
        ItemParameters[] from = [.. Items(ItemModel.ThreeParameterLogistic, 4, 1), .. Items(ItemModel.GradedResponse, 3, 2), .. Items(ItemModel.GeneralizedPartialCredit, 3, 3)];
        ItemParameters[] to = [.. Items(ItemModel.ThreeParameterLogistic, 4, 4), .. Items(ItemModel.GradedResponse, 3, 5), .. Items(ItemModel.GeneralizedPartialCredit, 3, 6)];
        var fit = new CharacteristicCurveFit(from, to, method, LinkingOptions.Default, slopeIsFixed: false);
        const double h = 1e-5;

        CharacteristicCurveFit.Normal at = fit.Evaluate(0.2, -0.3);
        double bySlope = (fit.Evaluate(0.2 + h, -0.3).Criterion - fit.Evaluate(0.2 - h, -0.3).Criterion) / (2 * h);
        double byIntercept = (fit.Evaluate(0.2, -0.3 + h).Criterion - fit.Evaluate(0.2, -0.3 - h).Criterion) / (2 * h);

        Assert.Equal(bySlope, 2 * at.Slope, FiniteDifference * Math.Max(1, Math.Abs(bySlope)));
        Assert.Equal(byIntercept, 2 * at.Intercept, FiniteDifference * Math.Max(1, Math.Abs(byIntercept)));
    }

    [Fact]
    public void Link_NoisyParameters_StandardErrorCoversTheError()
    {
        // With estimation noise the jackknife standard error has to be of the size of the actual errors: over 60 seeded draws the mean squared z is near 1.
        const int draws = 60;
        double sum = 0;
        for (int draw = 0; draw < draws; draw++)
        {
            var random = new RandomStream(77, (ulong)draw);
            ItemParameters[] from = Items(ItemModel.TwoParameterLogistic, 25, (ulong)draw + 100);
            ItemParameters[] to = [.. from.Select(item =>
            {
                ItemParameters moved = new ScaleTransformation(Slope, Intercept).Apply(item);
                return ItemParameters.Dichotomous(item.Model, moved.Discrimination * Math.Exp(0.08 * random.NextNormal()), moved.Difficulty + 0.1 * random.NextNormal());
            })];

            LinkingResult result = ScaleLinking.Link(from, to, LinkingMethod.StockingLord);
            double z = (result.Transformation.Intercept - Intercept) / result.InterceptStandardError;
            sum += z * z;
        }

        Assert.InRange(sum / draws, 0.5, 2);
    }

    [Fact]
    public void Apply_EveryModel_KeepsTheResponseCurve()
    {
        var map = new ScaleTransformation(0.8, 0.35);
        foreach (ItemModel model in Enum.GetValues<ItemModel>())
        {
            foreach (ItemParameters item in Items(model, 3, 9))
            {
                Assert.Equal(item.ExpectedScore(0.6), map.Apply(item).ExpectedScore(map.Apply(0.6)), ExactImage);
            }
        }
    }

    [Fact]
    public void Link_DifferentNumberOfCategories_NamesTheItem()
    {
        ItemParameters[] from = [ItemParameters.Graded(1, [0.0, 1.0])];
        ItemParameters[] to = [ItemParameters.Graded(1, [0.0, 1.0, 2.0])];

        var error = Assert.Throws<ArgumentException>(() => ScaleLinking.Link(from, to, LinkingMethod.Haebara));

        Assert.Contains("Item 0 has 3 score categories on one scale and 4", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void ScaleTransformation_SlopeNotPositive_IsRefused(double slope) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new ScaleTransformation(slope, 0));

    private static ItemParameters[] Items(ItemModel model, int count, ulong seed)
    {
        var random = new RandomStream(seed, (ulong)model);
        var items = new ItemParameters[count];
        for (int i = 0; i < count; i++)
        {
            double a = model switch
            {
                ItemModel.Rasch => 1,
                ItemModel.OneParameterLogistic => 1.3,
                _ => Math.Exp(0.3 * random.NextNormal()),
            };
            double b = random.NextNormal();
            items[i] = model switch
            {
                ItemModel.GradedResponse => ItemParameters.Graded(a, [b - 0.8, b + 0.1, b + 1]),
                ItemModel.GeneralizedPartialCredit => ItemParameters.PartialCredit(a, [b + 0.2, b - 0.3, b + 1]),
                ItemModel.ThreeParameterLogistic => ItemParameters.Dichotomous(model, a, b, 0.2),
                ItemModel.FourParameterLogistic => ItemParameters.Dichotomous(model, a, b, 0.15, 0.95),
                _ => ItemParameters.Dichotomous(model, a, b),
            };
        }

        return items;
    }
}
