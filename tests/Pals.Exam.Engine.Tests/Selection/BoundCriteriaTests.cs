using System.Collections.Immutable;
using Pals.Exam.Engine.Ability;
using Pals.Exam.Engine.Exams;
using Pals.Exam.Engine.Items;
using Pals.Exam.Engine.Numerics;
using Pals.Exam.Engine.Selection;
using Pals.Exam.Engine.Simulation;
using Pals.Exam.Engine.Tests.Support;

namespace Pals.Exam.Engine.Tests.Selection;

/// <summary>Criteria inside an exam against their definitions computed plainly from the same posterior.</summary>
public sealed class BoundCriteriaTests
{
    // Two orders of summing 128 terms; the values compared are of order 1 or below.
    private const double Tolerance = 1e-11;

    private static readonly ItemPool Pool = MixedPool();

    public static TheoryData<string, ExamDimensions, TopicAreaChoice> Cases()
    {
        var cases = new TheoryData<string, ExamDimensions, TopicAreaChoice>();
        foreach (string name in Criteria.Keys)
        {
            cases.Add(name, ExamDimensions.Joint, TopicAreaChoice.CompositeVariance);
            cases.Add(name, ExamDimensions.Joint, TopicAreaChoice.Determinant);
            cases.Add(name, ExamDimensions.Single, TopicAreaChoice.CompositeVariance);
        }

        return cases;
    }

    private static readonly Dictionary<string, (SelectionCriterion Criterion, Func<SelectionContext, int, double> Value)> Criteria = new()
    {
        ["posterior-weighted"] = (new PosteriorWeightedInformation(), (context, item) =>
            Gain(context, item, WeightedInformation.Value(Parameters(item), Nodes(context, item), Posterior(context, item)))),
        ["likelihood-weighted"] = (new LikelihoodWeightedInformation(), (context, item) =>
            Gain(context, item, WeightedInformation.Value(Parameters(item), Nodes(context, item), Likelihood(context, item)))),
        ["expected-variance"] = (new MinimumExpectedPosteriorVariance(), ExpectedVariance),
        ["kullback-leibler"] = (new KullbackLeiblerInformation(), (context, item) =>
        {
            double delta = 3 / Math.Sqrt(Math.Max(1, context.Scored));
            double mean = context.Mean(context.Dimension(item));
            return Gain(context, item, 3 / (delta * delta * delta) * KullbackLeibler.Integral(Parameters(item), mean, delta));
        }),
        ["posterior-kullback-leibler"] = (new PosteriorWeightedKullbackLeibler(), (context, item) =>
        {
            int d = context.Dimension(item);
            double integral = Nodes(context, item).Zip(Posterior(context, item), (t, w) => w * KullbackLeibler.Divergence(Parameters(item), context.Mean(d), t)).Sum();
            return Gain(context, item, 2 / context.Variance(d) * integral);
        }),
        ["at-cut"] = (new InformationAtCut(), (context, item) =>
            Gain(context, item, Parameters(item).Information(context.AbilityAtCut(context.Dimension(item))))),
        ["closest-difficulty"] = (new ClosestDifficulty(), (context, item) =>
            -Math.Abs(context.Mean(context.Dimension(item)) - Parameters(item).Difficulty)),
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Evaluate_DuringExams_EqualsTheDefinition(string name, ExamDimensions dimensions, TopicAreaChoice choice)
    {
        (SelectionCriterion criterion, Func<SelectionContext, int, double> value) = Criteria[name];
        int evaluations = 0;
        var definition = TestPools.Definition(3, dimensions, minimumLength: 8, maximumLength: 12) with
        {
            Cut = 0.4,
            TopicAreaChoice = choice,
            Selection = new Checked(criterion, (context, items, values) =>
            {
                evaluations++;
                for (int i = 0; i < items.Length; i += 7)
                {
                    Assert.Equal(value(context, items[i]), values[i], Tolerance);
                }
            }),
        };
        Sit(new AdaptiveExam(definition, Pool), seed: 17);
        Assert.InRange(evaluations, 8, int.MaxValue);
    }

    [Fact]
    public void Evaluate_NarrowPosterior_AgreesWithFisherInformation()
    {
        // With information much smaller than the prior's precision every information criterion tends to the fall of variance I·V²/(1 + I·V).
        const double limit = 0.02; // relative, at a prior standard deviation of 0.05
        foreach (string name in new[] { "posterior-weighted", "expected-variance", "posterior-kullback-leibler" })
        {
            var definition = TestPools.Definition(3, ExamDimensions.Single, minimumLength: 8, maximumLength: 8) with
            {
                StandardDeviations = [0.05],
                Selection = new Checked(Criteria[name].Criterion, (context, items, values) =>
                {
                    for (int i = 0; i < items.Length; i++)
                    {
                        double fisher = Gain(context, items[i], Parameters(items[i]).Information(context.Mean(0)));
                        Assert.InRange(values[i] / fisher, 1 - limit, 1 + limit);
                    }
                }),
            };
            Sit(new AdaptiveExam(definition, Pool), seed: 3);
        }
    }

    [Fact]
    public void RandomItem_ManySeeds_GivesEveryItemTheSameChance()
    {
        var definition = TestPools.Definition(1, ExamDimensions.Single, minimumLength: 1, maximumLength: 1) with { Selection = new RandomItem() };
        var exam = new AdaptiveExam(definition, TestPools.Pool(20, 1, seed: 2));
        const int exams = 4000;
        int[] counts = new int[20];
        for (ulong seed = 0; seed < exams; seed++)
        {
            counts[exam.Begin(seed).NextItem]++;
        }

        // Four standard deviations of a binomial count with p = 1/20.
        double spread = 4 * Math.Sqrt(exams * 0.05 * 0.95);
        Assert.All(counts, count => Assert.InRange(count, exams / 20 - spread, exams / 20 + spread));
        Assert.Equal(exam.Begin(5).NextItem, exam.Begin(5).NextItem);
    }

    [Fact]
    public void KullbackLeiblerInformation_WidthNotPositive_IsRefused()
    {
        var definition = TestPools.Definition(3) with { Selection = new KullbackLeiblerInformation { Width = 0 } };
        Assert.Contains("width", Assert.Throws<ArgumentException>(() => new AdaptiveExam(definition, Pool)).Message, StringComparison.Ordinal);
    }

    private static void Sit(AdaptiveExam exam, ulong seed)
    {
        var random = new RandomStream(seed);
        ExamState state = exam.Begin(seed);
        while (state.Status == ExamStatus.InProgress)
        {
            state.Answer(SimulatedAnswer.Draw(exam.Pool.Parameters(state.NextItem), 0.3, ref random));
        }
    }

    private static ItemPool MixedPool() => ItemPool.Create(TestPools.Items(90, 3, seed: 21, ItemModel.ThreeParameterLogistic).Select((item, i) => i switch
    {
        _ when i % 5 == 3 => item with { Parameters = ItemParameters.Graded(1.1, [item.Parameters.Difficulty - 0.8, item.Parameters.Difficulty + 0.5]) },
        _ when i % 5 == 4 => item with { Parameters = ItemParameters.PartialCredit(0.8, [item.Parameters.Difficulty, -0.4, 0.6]) },
        _ => item,
    }));

    private static double ExpectedVariance(SelectionContext context, int item)
    {
        double[] nodes = Nodes(context, item);
        double[] weights = Posterior(context, item);
        double mean = nodes.Zip(weights, (t, w) => t * w).Sum();
        double variance = nodes.Zip(weights, (t, w) => w * (t - mean) * (t - mean)).Sum();
        return context.VarianceGain(context.Dimension(item), MinimumExpectedPosteriorVariance.Reduction(Parameters(item), nodes, weights), variance);
    }

    private static double Gain(SelectionContext context, int item, double information) =>
        context.InformationGain(context.Dimension(item), information);

    private static ItemParameters Parameters(int item) => Pool.Parameters(item);

    private static double[] Nodes(SelectionContext context, int item) =>
        [.. Enumerable.Range(0, AbilityGrid.PointCount).Select(q => context.Grid(context.Dimension(item))[q])];

    private static double[] Posterior(SelectionContext context, int item)
    {
        double[] weights = new double[AbilityGrid.PointCount];
        context.WritePosterior(context.Dimension(item), weights);
        return weights;
    }

    private static double[] Likelihood(SelectionContext context, int item)
    {
        int d = context.Dimension(item);
        double[] log = new double[AbilityGrid.PointCount];
        for (int k = 0; k < context.ScoredItems.Length; k++)
        {
            int scored = context.ScoredItems[k];
            if (context.Dimension(scored) == d)
            {
                double[] logs = new double[Parameters(scored).CategoryCount];
                for (int q = 0; q < log.Length; q++)
                {
                    Parameters(scored).LogProbabilities(context.Grid(d)[q], logs);
                    log[q] += logs[context.ScoredScores[k]];
                }
            }
        }

        double[] likelihood = [.. log.Select(l => Math.Exp(l))];
        double sum = likelihood.Sum();
        return [.. likelihood.Select(l => l / sum)];
    }

    private delegate void Check(SelectionContext context, ReadOnlySpan<int> items, ReadOnlySpan<double> values);

    /// <summary>A criterion whose every evaluation is checked.</summary>
    private sealed record Checked(SelectionCriterion Inner, Check Check) : SelectionCriterion
    {
        public override ISelectionCriterion Bind(ExamDefinition definition, ItemPool pool) => new Bound(Inner.Bind(definition, pool), Check);

        private sealed class Bound(ISelectionCriterion inner, Check check) : ISelectionCriterion
        {
            public void Evaluate(SelectionContext context, ReadOnlySpan<int> items, Span<double> values)
            {
                inner.Evaluate(context, items, values);
                check(context, items, values);
            }
        }
    }
}
