using Pals.Exam.Engine.Decisions;
using Pals.Exam.Engine.Exams;
using Pals.Exam.Engine.Items;
using Pals.Exam.Engine.Numerics;
using Pals.Exam.Engine.Selection;
using Pals.Exam.Engine.Simulation;
using Pals.Exam.Engine.Tests.Support;

namespace Pals.Exam.Engine.Tests.Decisions;

public sealed class DecisionRuleTests
{
    // Sums of at most 40 logarithms of order 1, in another order.
    private const double Rounding = 1e-11;

    private static readonly ItemPool Pool = TestPools.Pool(150, 3, seed: 12, ItemModel.ThreeParameterLogistic);

    [Fact]
    public void ConfidenceInterval_EveryStep_ComparesTheIntervalWithTheCut()
    {
        const double quantile = 1.2815515655446004; // of 0.9: a central interval of 80 %
        var rule = new ConfidenceIntervalRule { Level = 0.8 };
        var seen = new HashSet<Decision>();
        Watch(rule, ExamDimensions.Joint, (in context, decision) =>
        {
            Decision expected = context.Mean - quantile * context.StandardDeviation > context.Definition.Cut ? Decision.Pass
                : context.Mean + quantile * context.StandardDeviation < context.Definition.Cut ? Decision.Fail
                : Decision.Continue;
            Assert.Equal(expected, decision);
            seen.Add(decision);
        });
        Assert.Equal([Decision.Continue, Decision.Pass, Decision.Fail], seen.Order());
    }

    [Theory]
    [InlineData(ExamDimensions.Single)]
    [InlineData(ExamDimensions.Joint)]
    public void SequentialProbabilityRatio_EveryStep_EqualsTheLikelihoodsByDefinition(ExamDimensions dimensions)
    {
        var rule = new SequentialProbabilityRatioRule { Delta = 0.4, Alpha = 0.1, Beta = 0.05 };
        var seen = new HashSet<Decision>();
        Watch(rule, dimensions, (in context, decision) =>
        {
            double ratio = LogLikelihood(context, context.Definition.Cut + 0.4) - LogLikelihood(context, context.Definition.Cut - 0.4);
            Assert.Equal(ratio, rule.LogRatio(context), Rounding);
            Assert.Equal(ratio >= Math.Log(0.95 / 0.1) ? Decision.Pass : ratio <= Math.Log(0.05 / 0.9) ? Decision.Fail : Decision.Continue, decision);
            seen.Add(decision);
        });
        Assert.Equal(3, seen.Count);
    }

    [Theory]
    [InlineData(ExamDimensions.Single)]
    [InlineData(ExamDimensions.Joint)]
    public void GeneralizedLikelihoodRatio_EveryStep_EqualsADenseSearch(ExamDimensions dimensions)
    {
        const double searchError = 1e-3; // of a maximum on points 0.025 apart, with information up to 10: I·0.0125²/2
        var rule = new GeneralizedLikelihoodRatioRule { Delta = 0.4 };
        Watch(rule, dimensions, (in context, _) =>
        {
            double above = double.NegativeInfinity;
            double below = double.NegativeInfinity;
            for (int i = 0; i <= 800; i++)
            {
                above = Math.Max(above, LogLikelihood(context, context.Definition.Cut + 0.4 + 0.025 * i));
                below = Math.Max(below, LogLikelihood(context, context.Definition.Cut - 0.4 - 0.025 * i));
            }

            Assert.Equal(above - below, rule.LogRatio(context), searchError);
        }, exams: 6);
    }

    [Fact]
    public void SequentialProbabilityRatio_CandidatesAtTheHypotheses_KeepsItsErrorRates()
    {
        var rule = new SequentialProbabilityRatioRule { Delta = 0.5, Alpha = 0.1, Beta = 0.05 };
        ExamDefinition definition = TestPools.Definition(3, ExamDimensions.Single, minimumLength: 3, maximumLength: 120) with
        {
            DecisionRule = rule,
            Selection = new InformationAtCut(),
        };
        var exam = new AdaptiveExam(definition, TestPools.Pool(400, 3, seed: 4));
        const int exams = 400;

        // Wald's bounds hold for each error up to α/(1 − β) and β/(1 − α); three standard deviations of a count are chance.
        Assert.InRange(Share(exam, -0.5, exams, ExamStatus.Passed), 0, 0.1 / 0.95 + 3 * Math.Sqrt(0.1 * 0.9 / exams));
        Assert.InRange(Share(exam, 0.5, exams, ExamStatus.Failed), 0, 0.05 / 0.9 + 3 * Math.Sqrt(0.05 * 0.95 / exams));
    }

    [Fact]
    public void StandardError_EveryStep_StopsWhenPreciseEnough()
    {
        var rule = new StandardErrorRule { Threshold = 0.42 };
        int stops = 0;
        Watch(rule, ExamDimensions.Single, (in context, decision) =>
        {
            Assert.Equal(context.StandardDeviation <= 0.42, decision == Decision.Stop);
            stops += decision == Decision.Stop ? 1 : 0;
        });
        Assert.True(stops > 0);
    }

    [Fact]
    public void MinimumInformation_EveryStep_StopsWhenNoItemIsWorthIt()
    {
        var rule = new MinimumInformationRule { Threshold = 0.6 };
        var seen = new HashSet<Decision>();
        Watch(rule, ExamDimensions.Single, (in context, decision) =>
        {
            double mean = context.Mean;
            int[] given = context.Items.ToArray();
            double best = Enumerable.Range(0, Pool.Count).Except(given).Max(i => Pool.Parameters(i).Information(mean));
            Assert.Equal(best < 0.6, decision == Decision.Stop);
            seen.Add(decision);
        });
        Assert.Equal(2, seen.Count);
    }

    [Fact]
    public void FixedLength_Exams_HaveTheirMaximumLength()
    {
        ExamDefinition definition = TestPools.Definition(3, minimumLength: 5, maximumLength: 12) with { DecisionRule = new FixedLengthRule() };
        SimulationResult result = ExamSimulation.Run(
            new AdaptiveExam(definition, Pool), new SimulationOptions { Candidates = 20 }, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(new LengthCount(12, 20), Assert.Single(result.Lengths));
    }

    [Fact]
    public void Options_OutOfTheirDomain_AreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new ConfidenceIntervalRule { Level = 1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new SequentialProbabilityRatioRule { Delta = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new GeneralizedLikelihoodRatioRule { Alpha = 0.5 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new SequentialProbabilityRatioRule { Beta = double.NaN });
        Assert.Throws<ArgumentOutOfRangeException>(() => new StandardErrorRule { Threshold = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new MinimumInformationRule { Threshold = double.PositiveInfinity });
    }

    [Fact]
    public void Defaults_OfEveryRule_AreAsDocumented()
    {
        Assert.Equal(0.95, new ConfidenceIntervalRule().Level);
        Assert.Equal((0.25, 0.05, 0.05), (new SequentialProbabilityRatioRule().Delta, new SequentialProbabilityRatioRule().Alpha, new SequentialProbabilityRatioRule().Beta));
        Assert.Equal((0.3, 0.05), (new StandardErrorRule().Threshold, new MinimumInformationRule().Threshold));
    }

    [Theory]
    [InlineData(OutOfTimeRule.FinalEstimate, 3, false, true)]
    [InlineData(OutOfTimeRule.Fail, 3, true, false)]
    [InlineData(OutOfTimeRule.LastEstimates, 2, true, false)]
    [InlineData(OutOfTimeRule.LastEstimates, 3, false, false)]
    [InlineData(OutOfTimeRule.LastEstimates, 3, true, true)]
    public void OutOfTime_EachRule_Decides(OutOfTimeRule rule, int answered, bool steady, bool expected)
    {
        // The cut is 0.5; the third last of the five estimates dips below it unless the candidate is steady. The first is below in any case.
        double[] estimates = steady ? [0.1, 0.7, 0.8, 0.9, 0.8] : [0.1, 0.7, 0.4, 0.9, 0.8];
        ExamDefinition definition = TestPools.Definition(3, minimumLength: 5, maximumLength: 9) with { Cut = 0.5, OutOfTime = rule, LastEstimates = 4 };
        ReadOnlySpan<double> soFar = answered == 3 ? estimates : estimates.AsSpan(0, 4);
        Assert.Equal(expected, OutOfTime.Passes(definition, soFar, isAboveCut: true));
        Assert.False(OutOfTime.Passes(definition, soFar, isAboveCut: false) && rule != OutOfTimeRule.LastEstimates);
    }

    [Fact]
    public void Expire_LastEstimates_UsesTheEstimatesOfTheExam()
    {
        ExamDefinition definition = TestPools.Definition(3, minimumLength: 5, maximumLength: 20) with
        {
            OutOfTime = OutOfTimeRule.LastEstimates,
            LastEstimates = 3,
            DecisionRule = new FixedLengthRule(),
            Cut = 0.2,
        };
        var exam = new AdaptiveExam(definition, Pool);
        foreach ((int[] scores, ExamStatus expected) in new (int[], ExamStatus)[]
        {
            ([1, 1, 1, 1], ExamStatus.Failed),
            ([1, 1, 1, 1, 1, 1], ExamStatus.Passed),
            ([0, 0, 0, 0, 0, 0], ExamStatus.Failed),
        })
        {
            ExamState state = exam.Begin(1);
            foreach (int score in scores)
            {
                state.Answer(score);
            }

            state.Expire();
            Assert.Equal(expected, state.Status);
        }
    }

    private static double Share(AdaptiveExam exam, double theta, int exams, ExamStatus status)
    {
        int count = 0;
        for (ulong n = 0; n < (ulong)exams; n++)
        {
            count += Sit(exam, theta, n).Status == status ? 1 : 0;
        }

        return count / (double)exams;
    }

    private static ExamState Sit(AdaptiveExam exam, double theta, ulong seed)
    {
        var random = new RandomStream(99, seed);
        ExamState state = exam.Begin(seed);
        while (state.Status == ExamStatus.InProgress)
        {
            state.Answer(SimulatedAnswer.Draw(exam.Pool.Parameters(state.NextItem), theta, ref random));
        }

        return state;
    }

    /// <summary>log L at the most likely abilities given the composite, by the definition's matrices.</summary>
    private static double LogLikelihood(in DecisionContext context, double composite)
    {
        // Equal weights, means 0, deviations 1, correlations 0.7 in three areas: every area is expected at the composite itself.
        double sum = 0;
        for (int i = 0; i < context.Items.Length; i++)
        {
            double[] logs = new double[2];
            context.Pool.Parameters(context.Items[i]).LogProbabilities(composite, logs);
            sum += logs[context.Scores[i]];
        }

        return sum;
    }

    private static void Watch(DecisionRule rule, ExamDimensions dimensions, Check check, int exams = 30)
    {
        ExamDefinition definition = TestPools.Definition(3, dimensions, minimumLength: 3, maximumLength: 40) with
        {
            Cut = -0.3,
            DecisionRule = new Checked(rule, check),
        };
        var exam = new AdaptiveExam(definition, Pool);
        for (ulong n = 0; n < (ulong)exams; n++)
        {
            Sit(exam, -1.5 + 3.0 * n / exams, n);
        }
    }

    private delegate void Check(in DecisionContext context, Decision decision);

    /// <summary>A rule whose every decision is checked.</summary>
    private sealed record Checked(DecisionRule Inner, Check Check) : DecisionRule
    {
        public override Decision Decide(in DecisionContext context)
        {
            Decision decision = Inner.Decide(context);
            Check(context, decision);
            return decision;
        }
    }
}
