using Pals.Exam.Engine.Ability;
using Pals.Exam.Engine.Exams;
using Pals.Exam.Engine.Items;
using Pals.Exam.Engine.Numerics;
using Pals.Exam.Engine.Tests.Support;

namespace Pals.Exam.Engine.Tests.Ability;

/// <summary>
/// Stable to the extremes: 500 items, all right, all wrong and the odd patterns, a = 0.05 and a = 5, difficulties and abilities of ±20, under every model
/// and every estimator. Nothing is NaN, nothing underflows, and the order of the answers makes no difference.
/// </summary>
public sealed class ExtremeTests
{
    private const int Items = 500;

    /// <summary>What the order of the answers may change, in logits (requirement).</summary>
    private const double OrderTolerance = 1e-12;

    public static TheoryData<ItemModel, double> ModelsAndSlopes()
    {
        var data = new TheoryData<ItemModel, double>();
        foreach (ItemModel model in Enum.GetValues<ItemModel>())
        {
            data.Add(model, 0.05);
            data.Add(model, 5);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(ModelsAndSlopes))]
    public void ResponseFunctions_AbilitiesFarOut_AreFiniteAndProper(ItemModel model, double a)
    {
        double[] log = new double[4];
        double[] p = new double[4];
        double[] first = new double[4];
        double[] second = new double[4];
        foreach (double b in new[] { -20.0, 0, 20 })
        {
            ItemParameters item = Item(model, a, b);
            int k = item.CategoryCount;
            foreach (double theta in new[] { -20, -1, 0, 1, 20, -1e4, 1e4 })
            {
                item.LogProbabilities(theta, log.AsSpan(0, k));
                item.Categories(theta, p.AsSpan(0, k), first.AsSpan(0, k), second.AsSpan(0, k));
                InformationDerivatives at = item.InformationDerivatives(theta);
                Assert.True(double.IsFinite(at.Information + at.InformationSlope + at.WarmJ + at.WarmJSlope) && at.Information >= 0);
                Assert.True(item.Information(theta) >= 0 && double.IsFinite(item.ExpectedScore(theta)));
                Assert.Equal(1, p[..k].Sum(), 1e-12);
                for (int score = 0; score < k; score++)
                {
                    (double slope, double curvature) = item.LogDerivatives(score, theta);
                    Assert.True(double.IsFinite(slope) && double.IsFinite(curvature) && double.IsFinite(first[score]) && double.IsFinite(second[score]));
                    Assert.True(double.IsFinite(log[score]) && log[score] <= 0 && p[score] is >= 0 and <= 1, $"b = {b}, θ = {theta}: log P{score} = {log[score]}");
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(ModelsAndSlopes))]
    public void Estimators_FiveHundredItems_AreFiniteInAnyOrder(ItemModel model, double a)
    {
        foreach ((string name, ItemParameters[] items, int[] scores) in Patterns(model, a))
        {
            (ItemParameters[] shuffledItems, int[] shuffledScores) = Shuffle(items, scores);
            foreach ((string estimator, Func<ItemParameters[], int[], AbilityEstimate> estimate) in Estimators)
            {
                AbilityEstimate found = estimate(items, scores);
                AbilityEstimate shuffled = estimate(shuffledItems, shuffledScores);
                string at = $"{estimator}, {name}: {found}, shuffled {shuffled}";
                Assert.True(double.IsFinite(found.Ability) && found.StandardError > 0, at);
                Assert.True(found.Status is EstimateStatus.Converged or EstimateStatus.Unbounded, at);
                Assert.True(found.Status == EstimateStatus.Unbounded || double.IsFinite(found.StandardError), at);
                Assert.True(found.Status == shuffled.Status && Math.Abs(found.Ability - shuffled.Ability) <= OrderTolerance, at);
                Assert.True(
                    found.StandardError == shuffled.StandardError || Math.Abs(found.StandardError - shuffled.StandardError) <= OrderTolerance, at);
            }
        }
    }

    /// <summary>EAP after 500 answers, where the posterior is far narrower than a grid over the prior: against 2,001 points around it.</summary>
    [Theory]
    [MemberData(nameof(ModelsAndSlopes))]
    public void ExpectedAPosteriori_FiveHundredItems_EqualsDenseQuadrature(ItemModel model, double a)
    {
        // In posterior standard deviations, and relatively: tails beyond eight of them, as guessing leaves.
        const double Tolerance = 2e-4;
        foreach ((string name, ItemParameters[] items, int[] scores) in Patterns(model, a).Where(pattern => pattern.Name.StartsWith("from", StringComparison.Ordinal)))
        {
            AbilityEstimate found = ExpectedAPosteriori.Estimate(items, scores, NormalPrior.Standard);
            double reach = 12 * found.StandardError;
            double[] nodes = [.. Enumerable.Range(0, 2001).Select(k => found.Ability + reach * (k - 1000) / 1000)];
            AbilityEstimate dense = ExpectedAPosteriori.Estimate(items, scores, nodes, [.. nodes.Select(theta => -0.5 * theta * theta)]);
            string at = $"{name}: {found} for {dense}";
            Assert.True(Math.Abs(found.Ability - dense.Ability) < Tolerance * dense.StandardError, at);
            Assert.True(Math.Abs(found.StandardError / dense.StandardError - 1) < Tolerance, at);
        }
    }

    [Theory]
    [MemberData(nameof(ModelsAndSlopes))]
    public void JointPosterior_FiveHundredAnswers_IsFiniteAndTheSameInAnyOrder(ItemModel model, double a)
    {
        AbilityPrior prior = Candidates.Prior(2, 0.8);
        foreach ((string name, ItemParameters[] items, int[] scores) in Patterns(model, a))
        {
            (ItemParameters[] shuffledItems, int[] shuffledScores) = Shuffle(items, scores);
            AbilityPosterior[] posteriors = [Posterior(prior, items, scores), Posterior(prior, shuffledItems, shuffledScores)];
            foreach (AbilityPosterior posterior in posteriors)
            {
                for (int d = 0; d < 2; d++)
                {
                    Assert.True(double.IsFinite(posterior.Mean(d)) && posterior.Variance(d) > 0, name);
                }

                posterior.Converge();
                Assert.True(posterior.IsConverged, name);
                Assert.True(double.IsFinite(posterior.Composite.Mean) && posterior.Composite.StandardDeviation > 0, name);
            }

            for (int d = 0; d < 2; d++)
            {
                Assert.True(double.IsFinite(posteriors[0].Mean(d)) && posteriors[0].Variance(d) > 0, name);
                Assert.Equal(posteriors[0].Mean(d), posteriors[1].Mean(d));
                Assert.Equal(posteriors[0].Variance(d), posteriors[1].Variance(d));
            }

            Assert.Equal(posteriors[0].Composite, posteriors[1].Composite);
        }
    }

    /// <summary>Whole exams of 500 items of all models in six areas, by candidates at θ = ±20 and by one who alternates.</summary>
    [Theory]
    [InlineData(ExamDimensions.Joint)]
    [InlineData(ExamDimensions.Single)]
    public void Exam_FiveHundredItems_EndsWithAFiniteReport(ExamDimensions dimensions)
    {
        const int Areas = 6;
        ItemModel[] models = Enum.GetValues<ItemModel>();
        ItemPool pool = ItemPool.Create(Enumerable.Range(0, Items + 40).Select(i => new PoolItem(
            $"I{i:D3}", Item(models[i % models.Length], i % 2 == 0 ? 0.05 : 5, -20 + 40.0 * i / (Items + 39)), TestPools.TopicArea(i % Areas))));
        ExamDefinition definition = TestPools.Definition(Areas, dimensions, minimumLength: Items, maximumLength: Items) with { Confidence = 1 - 1e-12 };
        var exam = new AdaptiveExam(definition, pool);
        foreach (Func<ItemParameters, int, int> answer in new Func<ItemParameters, int, int>[]
        {
            (item, _) => item.MaximumScore, (_, _) => 0, (item, k) => k % (item.MaximumScore + 1),
        })
        {
            ExamState state = exam.Begin(3);
            while (state.Status == ExamStatus.InProgress)
            {
                state.Answer(answer(pool.Parameters(state.NextItem), state.Scored));
                Assert.True(double.IsFinite(state.Composite.Mean) && state.Composite.StandardDeviation > 0 && double.IsFinite(state.ProbabilityAboveCut));
            }

            ScoreReport report = state.Report();
            Assert.Equal(Items, report.Scored);
            Assert.True(report.Converged);
            for (int d = 0; d < state.Dimensions; d++)
            {
                Assert.True(double.IsFinite(state.Ability(d).Mean) && state.Ability(d).StandardDeviation > 0);
            }
        }
    }

    private static readonly (string Name, Func<ItemParameters[], int[], AbilityEstimate> Estimate)[] Estimators =
    [
        ("EAP", (items, scores) => ExpectedAPosteriori.Estimate(items, scores, NormalPrior.Standard)),
        ("MAP", (items, scores) => MaximumAPosteriori.Estimate(items, scores, NormalPrior.Standard)),
        ("MLE", (items, scores) => MaximumLikelihood.Estimate(items, scores)),
        ("WLE", (items, scores) => WeightedLikelihood.Estimate(items, scores)),
    ];

    private static ItemParameters Item(ItemModel model, double a, double b) => model switch
    {
        ItemModel.Rasch => ItemParameters.Dichotomous(model, 1, b),
        ItemModel.ThreeParameterLogistic => ItemParameters.Dichotomous(model, a, b, 0.2),
        ItemModel.FourParameterLogistic => ItemParameters.Dichotomous(model, a, b, 0.15, 0.95),
        ItemModel.GradedResponse => ItemParameters.Graded(a, [b - 1, b, b + 1.5]),
        ItemModel.GeneralizedPartialCredit => ItemParameters.PartialCredit(a, [b + 0.5, b - 0.5]),
        _ => ItemParameters.Dichotomous(model, a, b),
    };

    private static IEnumerable<(string Name, ItemParameters[] Items, int[] Scores)> Patterns(ItemModel model, double a)
    {
        foreach ((string spread, Func<int, double> difficulty) in new (string, Func<int, double>)[]
        {
            ("all at 0", _ => 0), ("all at -20", _ => -20), ("all at 20", _ => 20), ("from -20 to 20", i => -20 + 40.0 * i / (Items - 1)),
        })
        {
            ItemParameters[] items = [.. Enumerable.Range(0, Items).Select(i => Item(model, a, difficulty(i)))];
            int most = items[0].MaximumScore;
            yield return ($"{spread}, all wrong", items, new int[Items]);
            yield return ($"{spread}, all right", items, [.. Enumerable.Repeat(most, Items)]);

            // Not half of them right: with equal items that would be a root at exactly ±20, where the range of ability ends.
            yield return ($"{spread}, two of three right", items, [.. Enumerable.Range(0, Items).Select(i => i % 3 == 0 ? 0 : most)]);
            yield return ($"{spread}, the first 200 right", items, [.. Enumerable.Range(0, Items).Select(i => i < 200 ? most : 0)]);
            yield return ($"{spread}, the last 200 right", items, [.. Enumerable.Range(0, Items).Select(i => i < Items - 200 ? 0 : most)]);
            yield return ($"{spread}, one wrong", items, [.. Enumerable.Range(0, Items).Select(i => i == 77 ? 0 : most)]);
        }
    }

    private static (ItemParameters[] Items, int[] Scores) Shuffle(ItemParameters[] items, int[] scores)
    {
        var random = new RandomStream(12);
        int[] order = [.. Enumerable.Range(0, items.Length)];
        for (int i = order.Length - 1; i > 0; i--)
        {
            int j = random.NextInt32(i + 1);
            (order[i], order[j]) = (order[j], order[i]);
        }

        return ([.. order.Select(i => items[i])], [.. order.Select(i => scores[i])]);
    }

    private static AbilityPosterior Posterior(AbilityPrior prior, ItemParameters[] items, int[] scores)
    {
        AbilityPosterior posterior = Candidates.Start(prior, items.Max(TiltedMoments.Steepness));
        var rows = new Dictionary<(ItemParameters, int), long[]>();
        for (int k = 0; k < items.Length; k++)
        {
            if (!rows.TryGetValue((items[k], scores[k]), out long[]? row))
            {
                row = new long[AbilityGrid.PointCount];
                LikelihoodRow.Write(items[k], scores[k], new AbilityGrid(0, 1), row);
                rows.Add((items[k], scores[k]), row);
            }

            // Both dimensions, so that the correlation matters; which one hangs on the item, not on its place.
            posterior.Add(Math.Abs((int)items[k].Difficulty) % 2, row);
        }

        return posterior;
    }
}
