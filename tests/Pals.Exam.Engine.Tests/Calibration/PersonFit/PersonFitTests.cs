using Pals.Exam.Engine.Ability;
using Pals.Exam.Engine.Calibration;
using Pals.Exam.Engine.Calibration.PersonFit;
using Pals.Exam.Engine.Items;
using Pals.Exam.Engine.Tests.Calibration.Fit;
using Statistics = Pals.Exam.Engine.Calibration.PersonFit.PersonFit;

namespace Pals.Exam.Engine.Tests.Calibration.PersonFit;

public sealed class PersonFitTests
{
    private static readonly ItemParameters[] Items =
        [.. Enumerable.Range(0, 60).Select(i => ItemParameters.Dichotomous(ItemModel.TwoParameterLogistic, 0.7 + 0.02 * i, -2 + 4.0 * i / 59))];

    [Fact]
    public void Compute_TwoParameterItems_EqualsSnijdersFormula()
    {
        int[] scores = [.. Enumerable.Range(0, Items.Length).Select(i => (i * 7) % 10 < 6 ? 1 : 0)];
        AbilityEstimate estimate = WeightedLikelihood.Estimate(Items, scores);

        PersonFitResult result = Statistics.Compute(Items, scores, estimate);

        // Snijders (2001), equations 7 to 16, for two parameters: weights w = logit P, r = a, r0 = J/(2I) with J = Σ a P′(1 − 2P).
        double[] p = [.. Items.Select(item => 1 / (1 + Math.Exp(-item.Discrimination * (estimate.Ability - item.Difficulty))))];
        double[] a = [.. Items.Select(item => item.Discrimination)];
        double[] w = [.. p.Select(value => Math.Log(value / (1 - value)))];
        double information = Sum(i => a[i] * a[i] * p[i] * (1 - p[i]));
        double r0 = Sum(i => a[i] * a[i] * a[i] * p[i] * (1 - p[i]) * (1 - 2 * p[i])) / (2 * information);
        double c = Sum(i => a[i] * p[i] * (1 - p[i]) * w[i]) / information;
        double variance = Sum(i => Math.Pow(w[i] - c * a[i], 2) * p[i] * (1 - p[i]));
        double expected = (Sum(i => (scores[i] - p[i]) * w[i]) + c * r0) / Math.Sqrt(variance);
        Assert.Equal(expected, result.LzStar, 1e-10);
    }

    [Fact]
    public void Compute_HonestCandidates_LzStarIsNearStandardNormalAndLzTooNarrow()
    {
        ResponseData data = FitData.Draw(Items, FitData.NormalAbilities(4000, 5), 5);

        PersonFitResult[] results = Statistics.Compute(data, Items, Score(data));

        // Sixty items leave a little skewness, so the tail is allowed 4 to 6.5 percent, four binomial errors around 5 %.
        double mean = results.Average(result => result.LzStar);
        double spread = Math.Sqrt(results.Average(result => Math.Pow(result.LzStar - mean, 2)));
        double narrow = Math.Sqrt(results.Average(result => Math.Pow(result.Lz - results.Average(r => r.Lz), 2)));
        Assert.Equal(0, mean, 0.07);
        Assert.Equal(1, spread, 0.07);
        Assert.True(narrow < spread);
        Assert.InRange(results.Count(result => result.LzStar < -1.645) / 4000.0, 0.036, 0.065);
    }

    [Fact]
    public void Compute_CandidateWhoGuesses_IsFound()
    {
        int[] scores = [.. Enumerable.Range(0, Items.Length).Select(i => i < 30 ? 0 : 1)];

        PersonFitResult result = Statistics.Compute(Items, scores, WeightedLikelihood.Estimate(Items, scores));

        Assert.True(result.LzStar < -5);
    }

    [Fact]
    public void Compute_OrderedScores_LzStarIsNearStandardNormal()
    {
        // The mean goes to 0 with the square root of the test's length: 0.09 with 30 of these items, below 0.05 with 120.
        ItemParameters[] items = [.. Enumerable.Range(0, 120).Select(i => i % 2 == 0
            ? ItemParameters.Graded(1 + 0.005 * i, [-1.5 + 0.025 * i, -0.4 + 0.025 * i, 0.5 + 0.025 * i])
            : ItemParameters.PartialCredit(0.8 + 0.005 * i, [-1.5 + 0.025 * i, -1.7 + 0.025 * i]))];
        ResponseData data = FitData.Draw(items, FitData.NormalAbilities(3000, 9), 9);
        AbilityEstimate[] estimates = ResponseScoring.Score(data, [.. items], new ScoringOptions { Method = ScoringMethod.WeightedLikelihood });

        PersonFitResult[] results = Statistics.Compute(data, items, estimates);

        Assert.Equal(0, results.Average(result => result.LzStar), 0.07);
        Assert.Equal(1, Math.Sqrt(results.Average(result => result.LzStar * result.LzStar)), 0.07);
    }

    [Fact]
    public void Compute_EqualItems_IsNotANumber()
    {
        ItemParameters[] equal = [.. Enumerable.Repeat(ItemParameters.Dichotomous(ItemModel.Rasch, 1, 0), 10)];
        int[] scores = [1, 1, 1, 0, 0, 0, 0, 1, 1, 0];

        PersonFitResult result = Statistics.Compute(equal, scores, WeightedLikelihood.Estimate(equal, scores));

        Assert.True(double.IsNaN(result.LzStar));
    }

    private static AbilityEstimate[] Score(ResponseData data) =>
        ResponseScoring.Score(data, [.. Items], new ScoringOptions { Method = ScoringMethod.WeightedLikelihood });

    private static double Sum(Func<int, double> term) => Enumerable.Range(0, Items.Length).Sum(term);
}
