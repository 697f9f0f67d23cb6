using System.Collections.Immutable;
using Pals.Exam.Engine.Exams;
using Pals.Exam.Engine.Items;
using Pals.Exam.Engine.Numerics;

namespace Pals.Exam.Engine.Tests.Support;

/// <summary>Seeded pools and definitions that the tests share.</summary>
internal static class TestPools
{
    public static readonly ImmutableArray<string> Levels = ["recall", "application", "analysis"];

    /// <summary>A pool with its items dealt evenly to the topic areas: a lognormal around 1.2, b normal, c uniform up to 0.25 for the three-parameter model.</summary>
    public static ItemPool Pool(int count, int topicAreas, ulong seed, ItemModel model = ItemModel.TwoParameterLogistic, int pretest = 0) =>
        ItemPool.Create(Items(count, topicAreas, seed, model, pretest));

    public static IEnumerable<PoolItem> Items(int count, int topicAreas, ulong seed, ItemModel model = ItemModel.TwoParameterLogistic, int pretest = 0)
    {
        var random = new RandomStream(seed);
        var items = new List<PoolItem>();
        for (int i = 0; i < count + pretest; i++)
        {
            double a = 1.2 * Math.Exp(0.3 * random.NextNormal());
            double b = 1.2 * random.NextNormal();
            double c = model == ItemModel.ThreeParameterLogistic ? 0.25 * random.NextDouble() : 0;
            items.Add(new PoolItem($"I{i:D5}", ItemParameters.Dichotomous(model, a, b, c), TopicArea(i % topicAreas))
            {
                Attributes = ImmutableDictionary<string, string>.Empty.Add("cognitiveLevel", Levels[i / topicAreas % Levels.Length]),
                IsPretest = i >= count,
            });
        }

        return items;
    }

    public static string TopicArea(int index) => $"area-{index + 1}";

    /// <summary>A definition with equal weights, correlations of <paramref name="correlation"/>, and loose bounds for each topic area.</summary>
    public static ExamDefinition Definition(
        int topicAreas,
        ExamDimensions dimensions = ExamDimensions.Joint,
        double correlation = 0.7,
        int minimumLength = 25,
        int maximumLength = 50) => new()
        {
            Id = "test",
            Dimensions = dimensions,
            TopicAreas =
            [
                .. Enumerable.Range(0, topicAreas).Select(t => new TopicAreaDefinition(
                    TopicArea(t), $"Area {t + 1}", 1, minimumLength / topicAreas / 2, (maximumLength + topicAreas - 1) / topicAreas + 4)),
            ],
            Correlations = dimensions == ExamDimensions.Joint ? Equicorrelated(topicAreas, correlation) : [],
            MinimumLength = minimumLength,
            MaximumLength = maximumLength,
        };

    public static ImmutableArray<ImmutableArray<double>> Equicorrelated(int count, double correlation) =>
        [.. Enumerable.Range(0, count).Select(i => Enumerable.Range(0, count).Select(j => i == j ? 1 : correlation).ToImmutableArray())];
}
