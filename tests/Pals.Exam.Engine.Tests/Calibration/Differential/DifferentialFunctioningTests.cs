using Pals.Exam.Engine.Calibration;
using Pals.Exam.Engine.Calibration.Differential;
using Pals.Exam.Engine.Items;
using Pals.Exam.Engine.Numerics;
using Pals.Exam.Engine.Tests.Calibration.Fit;

namespace Pals.Exam.Engine.Tests.Calibration.Differential;

public sealed class DifferentialFunctioningTests
{
    private const int ItemCount = 20;
    private const int Replications = 200;

    [Fact]
    public void Analyze_NoDifference_EveryTestRejectsAtFivePercent()
    {
        // 200 replications × 20 items = 4,000 tests a statistic, with a standard error of 0.35 % at 5 %. Tests of one replication are nearly independent, so four standard errors
        // are 1.4 %. Mantel–Haenszel with the continuity correction may only be below.
        int plain = 0;
        int corrected = 0;
        int uniform = 0;
        int nonUniform = 0;
        int either = 0;
        int anyAdjusted = 0;
        for (ulong seed = 0; seed < Replications; seed++)
        {
            (ResponseData data, bool?[] focal) = Draw(400, seed, item => item, impact: 0);
            IReadOnlyList<DifferentialResult> without = DifferentialFunctioning.Analyze(
                data, focal, [], new DifferentialOptions { ContinuityCorrection = false, Purify = false }).Items;
            IReadOnlyList<DifferentialResult> with = DifferentialFunctioning.Analyze(data, focal, []).Items;
            plain += without.Count(item => item.MantelHaenszel.PValue < 0.05);
            corrected += with.Count(item => item.MantelHaenszel.PValue < 0.05);
            uniform += without.Count(item => item.Logistic.UniformPValue < 0.05);
            nonUniform += without.Count(item => item.Logistic.NonUniformPValue < 0.05);
            either += without.Count(item => item.Logistic.EitherPValue < 0.05);
            anyAdjusted += without.Any(item => item.LogisticAdjusted < 0.05) ? 1 : 0;
        }

        const double tests = Replications * ItemCount;
        Assert.InRange(plain / tests, 0.036, 0.064);
        Assert.InRange(corrected / tests, 0.02, 0.064);
        Assert.InRange(uniform / tests, 0.036, 0.064);
        Assert.InRange(nonUniform / tests, 0.036, 0.064);
        Assert.InRange(either / tests, 0.036, 0.064);

        // With no true difference the false discovery rate is the chance of any call: 5 % of 200 is 10, four standard errors above it 22.
        Assert.InRange(anyAdjusted, 1, 22);
    }

    [Fact]
    public void Analyze_PlantedItems_AreFoundAndNoOthers()
    {
        // Items 3 and 11 are 0.8 logits harder for the focal group, which is also half a logit less able; item 8, whose
        // difficulty lies between the group means, discriminates only in the reference group, which Mantel–Haenszel cannot see.
        (ResponseData data, bool?[] focal) = Draw(3000, 42, (index, item) => index switch
        {
            3 or 11 => ItemParameters.Dichotomous(item.Model, item.Discrimination, item.Difficulty + 0.8),
            8 => ItemParameters.Dichotomous(item.Model, 0.3, item.Difficulty),
            _ => item,
        }, impact: -0.5);

        DifferentialAnalysis analysis = DifferentialFunctioning.Analyze(data, focal, []);

        Assert.True(analysis.Settled);
        for (int i = 0; i < ItemCount; i++)
        {
            DifferentialResult item = analysis.Items[i];
            bool planted = i is 3 or 11;
            Assert.Equal(planted, item.MantelHaenszel.Class is DifferentialClass.B or DifferentialClass.C);
            Assert.Equal(!planted, item.Matching);
            Assert.Equal(planted || i == 8, item.LogisticAdjusted < 0.01);
        }

        // ETS's delta is −2.35 times the log odds ratio a Δb = 1.2 × 0.8; four standard errors of about 0.2.
        Assert.Equal(-2.35 * 0.96, analysis.Items[3].MantelHaenszel.Delta, 0.8);
        Assert.Equal(DifferentialClass.C, analysis.Items[3].MantelHaenszel.Class);
        Assert.True(analysis.Items[8].Logistic.NonUniform > analysis.Items[8].Logistic.Uniform);
        Assert.True(analysis.Items[3].Logistic.GroupEffect < 0);
    }

    [Fact]
    public void Analyze_ManyPlantedItems_PurificationRemovesTheFalseAlarms()
    {
        // Six of twenty items favour the reference group, so the raw score is unfair and clean items look as if they favoured the focal group.
        (ResponseData data, bool?[] focal) = Draw(4000, 7, (index, item) => index < 6
            ? ItemParameters.Dichotomous(item.Model, item.Discrimination, item.Difficulty + 1)
            : item, impact: 0);

        double Bias(bool purify) => DifferentialFunctioning.Analyze(data, focal, [], new DifferentialOptions { Purify = purify })
            .Items.Skip(6).Average(item => item.MantelHaenszel.Delta);

        Assert.True(Bias(purify: false) > 0.5);
        Assert.Equal(0, Bias(purify: true), 0.2);
    }

    [Fact]
    public void Analyze_OrderedScores_FindsThePlantedItem()
    {
        ItemParameters[] reference = [.. Enumerable.Range(0, 15).Select(i => ItemParameters.Graded(1.2, [-1 + 0.05 * i, 0.05 * i, 1 + 0.05 * i]))];
        ItemParameters[] focalItems = [.. reference.Select((item, i) => i == 6 ? ItemParameters.Graded(1.2, [-0.2, 0.8, 1.8]) : item)];
        (ResponseData data, bool?[] focal) = Join(
            FitData.Draw(reference, FitData.NormalAbilities(1500, 1), 1), FitData.Draw(focalItems, FitData.NormalAbilities(1500, 2), 2));

        DifferentialAnalysis analysis = DifferentialFunctioning.Analyze(data, focal, []);

        Assert.Equal([6], Enumerable.Range(0, 15).Where(i => analysis.Items[i].LogisticAdjusted < 0.01));
        Assert.Equal(6, Enumerable.Range(0, 15).MinBy(i => analysis.Items[i].MantelHaenszel.StandardizedMeanDifference));
        Assert.NotEqual(DifferentialClass.A, analysis.Items[6].MantelHaenszel.Class);
        Assert.True(double.IsNaN(analysis.Items[6].MantelHaenszel.Delta));
    }

    [Fact]
    public void Analyze_MissingResponsesMatchedOnAbility_FindsThePlantedItem()
    {
        (ResponseData complete, bool?[] focal) = Draw(4000, 9, (index, item) => index == 4
            ? ItemParameters.Dichotomous(item.Model, item.Discrimination, item.Difficulty + 1)
            : item, impact: 0);
        byte[] scores = new byte[complete.CandidateCount * ItemCount];
        double[] abilities = new double[complete.CandidateCount];
        for (int n = 0; n < abilities.Length; n++)
        {
            var random = new RandomStream(3, (ulong)n);
            for (int i = 0; i < ItemCount; i++)
            {
                bool present = random.NextDouble() < 0.6;
                scores[n * ItemCount + i] = present ? complete[n].Scores[i] : ResponseData.Missing;
                abilities[n] += present ? (complete[n].Scores[i] - 0.5) / ItemCount : 0;
            }
        }

        ResponseData data = ResponseData.FromMatrix(complete.CandidateIds, complete.ItemIds, scores);
        DifferentialAnalysis analysis = DifferentialFunctioning.Analyze(data, focal, abilities);

        Assert.Equal(4, Enumerable.Range(0, ItemCount).MaxBy(i => analysis.Items[i].Logistic.Uniform));
        Assert.True(analysis.Items[4].LogisticAdjusted < 1e-6);
        Assert.Throws<ArgumentException>(() => DifferentialFunctioning.Analyze(data, focal, []));
    }

    [Fact]
    public void Test_HollandAndThayerTable_EqualsHandComputation()
    {
        // Two levels: reference 60/40 and 80/20 right/wrong, focal 30/30 and 35/25. By hand: A − E(A) = (60 − 56.25) + (80 − 71.875) = 11.875;
        // Var = 100·60·90·70/(160²·159) + 100·60·115·45/(160²·159) = 9.286 + 7.628; α = (60·30 + 80·25)/(40·30 + 20·35) = 3800/1900 = 2.
        var counts = new StratifiedResponses([1, 2], 2);
        (counts[0, 0, 1], counts[0, 0, 0], counts[0, 1, 1], counts[0, 1, 0]) = (60, 40, 30, 30);
        (counts[1, 0, 1], counts[1, 0, 0], counts[1, 1, 1], counts[1, 1, 0]) = (80, 20, 35, 25);

        MantelHaenszelResult result = MantelHaenszel.Test(counts, continuityCorrection: true);

        double variance = 6000.0 * 90 * 70 / (25600.0 * 159) + 6000.0 * 115 * 45 / (25600.0 * 159);
        Assert.Equal(11.375 * 11.375 / variance, result.ChiSquared, 1e-12);
        Assert.Equal(2, result.CommonOddsRatio, 1e-12);
        Assert.Equal(-2.35 * Math.Log(2), result.Delta, 1e-12);
        Assert.Equal(DifferentialClass.B, result.Class);
    }

    [Fact]
    public void Test_OneGroupAlwaysRight_IsUndeterminedNotNaNClass()
    {
        var counts = new StratifiedResponses([1], 2);
        (counts[0, 0, 1], counts[0, 0, 0], counts[0, 1, 1], counts[0, 1, 0]) = (20, 0, 15, 5);

        MantelHaenszelResult result = MantelHaenszel.Test(counts, continuityCorrection: true);

        Assert.Equal(DifferentialClass.Undetermined, result.Class);
        Assert.True(double.IsPositiveInfinity(result.CommonOddsRatio));
        Assert.True(result.PValue is > 0 and < 1);
    }

    [Fact]
    public void Evaluate_CumulativeLogit_GradientEqualsFiniteDifferences()
    {
        var counts = new StratifiedResponses([0, 1, 2], 3);
        var random = new RandomStream(4);
        for (int level = 0; level < 3; level++)
        {
            for (int group = 0; group < 2; group++)
            {
                for (int k = 0; k < 3; k++)
                {
                    counts[level, group, k] = 1 + random.NextInt32(20);
                }
            }
        }

        double[] at = [1.1, -0.4, 0.3, -0.2, 0.15];
        const double h = 1e-5;
        double[] gradient = [.. CumulativeLogit.Evaluate(counts, [0, 1, 2], [-1, 0, 1], at, 3).Gradient];
        for (int j = 0; j < at.Length; j++)
        {
            double Likelihood(double shift)
            {
                double[] moved = [.. at];
                moved[j] += shift;
                return CumulativeLogit.Evaluate(counts, [0, 1, 2], [-1, 0, 1], moved, 3).LogLikelihood;
            }

            // A likelihood of some 200 with step 1e-5 keeps about seven digits of its slope.
            Assert.Equal((Likelihood(h) - Likelihood(-h)) / (2 * h), gradient[j], 1e-5);
        }
    }

    [Fact]
    public void Estimate_PerfectSeparation_DoesNotConverge()
    {
        var counts = new StratifiedResponses([0, 1], 2);
        (counts[0, 0, 0], counts[0, 1, 0], counts[1, 0, 1], counts[1, 1, 1]) = (30, 30, 30, 30);

        Assert.False(LogisticDifference.Test(counts).Converged);
    }

    [Fact]
    public void Adjust_FivePValues_EqualsBenjaminiAndHochberg()
    {
        // By hand: 0.01·5/1, 0.02·5/2, 0.03·5/3, 0.04·5/4, 0.05·5/5 are all 0.05.
        Assert.All(BenjaminiHochberg.Adjust([0.05, 0.04, 0.03, 0.02, 0.01]), p => Assert.Equal(0.05, p, 1e-15));
        double[] adjusted = BenjaminiHochberg.Adjust([0.5, double.NaN, 0.001]);
        Assert.Equal(0.5, adjusted[0], 1e-15);
        Assert.True(double.IsNaN(adjusted[1]));
        Assert.Equal(0.002, adjusted[2], 1e-15);
    }

    private static (ResponseData Data, bool?[] IsFocal) Draw(int each, ulong seed, Func<ItemParameters, ItemParameters> focal, double impact) =>
        Draw(each, seed, (_, item) => focal(item), impact);

    private static (ResponseData Data, bool?[] IsFocal) Draw(int each, ulong seed, Func<int, ItemParameters, ItemParameters> focal, double impact)
    {
        ItemParameters[] reference = [.. Enumerable.Range(0, ItemCount).Select(i =>
            ItemParameters.Dichotomous(ItemModel.OneParameterLogistic, 1.2, -1.5 + 3.0 * i / (ItemCount - 1)))];
        ItemParameters[] other = [.. reference.Select((item, i) => focal(i, item))];
        return Join(
            FitData.Draw(reference, FitData.NormalAbilities(each, 2 * seed), 2 * seed),
            FitData.Draw(other, FitData.NormalAbilities(each, 2 * seed + 1, impact), 2 * seed + 1));
    }

    private static (ResponseData Data, bool?[] IsFocal) Join(ResponseData reference, ResponseData focal)
    {
        var scores = new List<byte>();
        var isFocal = new List<bool?>();
        foreach ((ResponseData data, bool mark) in new[] { (reference, false), (focal, true) })
        {
            for (int n = 0; n < data.CandidateCount; n++)
            {
                scores.AddRange(data[n].Scores);
                isFocal.Add(mark);
            }
        }

        return (FitData.FromScores(scores, reference.ItemCount), [.. isFocal]);
    }
}
