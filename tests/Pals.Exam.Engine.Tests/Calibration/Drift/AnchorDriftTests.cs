using Pals.Exam.Engine.Calibration.Drift;
using Pals.Exam.Engine.Calibration.Linking;
using Pals.Exam.Engine.Items;
using Pals.Exam.Engine.Numerics;

namespace Pals.Exam.Engine.Tests.Calibration.Drift;

public sealed class AnchorDriftTests
{
    private const int AnchorCount = 30;
    private const int Replications = 200;

    /// <summary>The new calibration lies on a scale of its own.</summary>
    private static readonly ScaleTransformation ToBase = new(1.15, 0.3);

    [Fact]
    public void Analyze_NothingDrifted_HoldsTheNominalRates()
    {
        int called = 0;
        int significant = 0;
        for (ulong seed = 0; seed < Replications; seed++)
        {
            AnchorDriftAnalysis analysis = AnchorDrift.Analyze(Anchors(seed, _ => 0));
            significant += analysis.Items.Count(item => item.PValue < 0.05);
            called += analysis.Items.Any(item => item.Drifted) ? 1 : 0;
        }

        // 6,000 tests have a standard error of 0.28 % at 5 %; the linking ties those of one replication together a little, so five standard errors.
        Assert.InRange(significant / (double)(Replications * AnchorCount), 0.036, 0.064);

        // The chance of any call in a clean set is the false discovery rate, 5 %: 10 of 200, four standard errors above it 22.
        Assert.InRange(called, 1, 22);
    }

    [Theory]
    [InlineData(DriftMethod.Displacement)]
    [InlineData(DriftMethod.RobustZ)]
    public void Analyze_PlantedDrift_IsFoundAndNothingElse(DriftMethod method)
    {
        // All four became easier, so that the first linking is bent by them.
        int[] planted = [2, 9, 17, 25];
        int missed = 0;
        int falseCalls = 0;
        double intercept = 0;
        for (ulong seed = 0; seed < 50; seed++)
        {
            AnchorDriftAnalysis analysis = AnchorDrift.Analyze(
                Anchors(1000 + seed, i => planted.Contains(i) ? -0.8 : 0), AnchorDriftOptions.Default with { Method = method });
            missed += planted.Count(i => !analysis.Items[i].Drifted);
            falseCalls += Enumerable.Range(0, AnchorCount).Except(planted).Count(i => analysis.Items[i].Drifted);
            intercept += (analysis.Linking.Transformation.Intercept - ToBase.Intercept) / 50;
        }

        // Displacements of 0.8 are eight standard errors; false calls are held to 5 % of all calls, and the robust spread of 30 items adds to them.
        Assert.Equal(0, missed);
        Assert.InRange(falseCalls / 250.0, 0, method == DriftMethod.Displacement ? 0.08 : 0.2);
        Assert.Equal(0, intercept, 0.02);
    }

    [Fact]
    public void Analyze_PlantedDrift_ReportsItsSizeAndTheCurves()
    {
        AnchorDriftItem item = AnchorDrift.Analyze(Anchors(5, i => i == 4 ? 0.7 : 0)).Items[4];

        // The standard error is about 0.1, so four of them.
        Assert.Equal(0.7, item.Displacement, 0.4);
        Assert.InRange(item.StandardError, 0.07, 0.14);
        Assert.False(item.IsAnchor);
        Assert.True(item.CurveDifference > 0.05);
    }

    [Fact]
    public void Analyze_TwinCalibrations_CallNothing()
    {
        // Differences in the eighth digit have a robust spread like any other, but are no drift.
        AnchorItem[] anchors =
        [
            .. Anchors(8, _ => 0).Select((anchor, i) => anchor with
            {
                New = ItemParameters.Dichotomous(ItemModel.TwoParameterLogistic, anchor.Base.Discrimination, anchor.Base.Difficulty + (i == 3 ? 1e-6 : 1e-8 * (i % 5))),
            }),
        ];

        Assert.DoesNotContain(
            AnchorDrift.Analyze(anchors, AnchorDriftOptions.Default with { Method = DriftMethod.RobustZ }).Items, item => item.Drifted);
    }

    [Fact]
    public void Analyze_MostItemsDrifted_SaysThatAnchorsAreExhausted() =>
        Assert.True(AnchorDrift.Analyze(Anchors(6, i => i < 20 ? (i % 2 == 0 ? 1.5 : -1.5) : 0)).Exhausted);

    [Fact]
    public void Analyze_StandardErrorMissing_NamesTheAnchor()
    {
        AnchorItem[] anchors = Anchors(1, _ => 0);
        anchors[3] = anchors[3] with { NewError = double.NaN };

        var error = Assert.Throws<ArgumentException>(() => AnchorDrift.Analyze(anchors));

        Assert.Contains("Anchor 3", error.Message, StringComparison.Ordinal);
        Assert.NotEmpty(AnchorDrift.Analyze(anchors, AnchorDriftOptions.Default with { Method = DriftMethod.RobustZ }).Items);
    }

    private static AnchorItem[] Anchors(ulong seed, Func<int, double> drift)
    {
        var random = new RandomStream(seed);
        var anchors = new AnchorItem[AnchorCount];
        for (int i = 0; i < AnchorCount; i++)
        {
            const double baseError = 0.06;
            double newError = 0.05 + 0.04 * random.NextDouble();
            double a = Math.Exp(0.2 * random.NextNormal());
            double b = random.NextNormal();
            double onNewScale = (b + drift(i) - ToBase.Intercept) / ToBase.Slope;
            anchors[i] = new AnchorItem(
                ItemParameters.Dichotomous(ItemModel.TwoParameterLogistic, a * Math.Exp(0.03 * random.NextNormal()), b + baseError * random.NextNormal()),
                ItemParameters.Dichotomous(ItemModel.TwoParameterLogistic, a * ToBase.Slope * Math.Exp(0.03 * random.NextNormal()), onNewScale + newError * random.NextNormal()),
                baseError,
                newError);
        }

        return anchors;
    }
}
