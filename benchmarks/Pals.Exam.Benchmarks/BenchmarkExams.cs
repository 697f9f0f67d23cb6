using System.Collections.Immutable;
using Pals.Exam.Engine.Exams;
using Pals.Exam.Engine.Items;
using Pals.Exam.Engine.Numerics;
using Pals.Exam.Engine.Selection;

namespace Pals.Exam.Benchmarks;

/// <summary>The pools and definitions that the step benchmarks share; everything is seeded.</summary>
internal static class BenchmarkExams
{
    public const int Areas = 6;

    /// <summary>Steps taken of each exam; its maximum length is larger and its confidence so high that it does not end before.</summary>
    public const int Steps = 40;

    private static readonly string[] Levels = ["recall", "application", "analysis", "evaluation"];

    /// <summary>A three-parameter pool, areas and cognitive levels dealt evenly, every twentieth item an enemy of the one before.</summary>
    public static ItemPool Pool(int count)
    {
        var random = new RandomStream(20261120);
        var items = new List<PoolItem>(count);
        for (int i = 0; i < count; i++)
        {
            double a = 1.2 * Math.Exp(0.3 * random.NextNormal());
            double b = 1.2 * random.NextNormal();
            items.Add(new PoolItem(Id(i), ItemParameters.Dichotomous(ItemModel.ThreeParameterLogistic, a, b, 0.2 * random.NextDouble()), Area(i % Areas))
            {
                Attributes = ImmutableDictionary<string, string>.Empty.Add("cognitiveLevel", Levels[i / Areas % Levels.Length]),
                Enemies = i % 20 == 19 ? [Id(i - 1)] : [],
            });
        }

        return ItemPool.Create(items);
    }

    public static ExamDefinition Definition(ExamDimensions dimensions) => new()
    {
        Id = "benchmark",
        Dimensions = dimensions,
        TopicAreas = [.. Enumerable.Range(0, Areas).Select(d => new TopicAreaDefinition(Area(d), Area(d), 1, 3, 12))],
        Correlations = dimensions == ExamDimensions.Single
            ? []
            : [.. Enumerable.Range(0, Areas).Select(i => Enumerable.Range(0, Areas).Select(j => i == j ? 1 : 0.7).ToImmutableArray())],
        MinimumLength = 20,
        MaximumLength = 60,
        Confidence = 1 - 1e-14,
    };

    /// <summary>The topic areas and in each the four cognitive levels: 30 laminar constraints.</summary>
    public static ExamDefinition ThirtyConstraints(ExamDimensions dimensions) => Definition(dimensions) with
    {
        Constraints =
        [
            .. from d in Enumerable.Range(0, Areas)
               from level in Levels
               select new ContentConstraint(
                   $"{Area(d)}, {level}",
                   ImmutableDictionary<string, string>.Empty.Add(ContentConstraint.TopicAreaAttribute, Area(d)).Add("cognitiveLevel", level),
                   level == "analysis" ? 1 : 0,
                   4),
        ],
    };

    /// <summary>Candidates: for each exam and step ability plus logistic noise; an item below it is answered right, as under a common slope.</summary>
    public static double[] Candidates(int count)
    {
        var random = new RandomStream(7);
        double[] levels = new double[count * Steps];
        for (int c = 0; c < count; c++)
        {
            double theta = Math.Clamp(random.NextNormal(), -1.2, 1.2);
            for (int k = 0; k < Steps; k++)
            {
                double u = random.NextDouble();
                levels[c * Steps + k] = theta + Math.Log(u / (1 - u)) / 1.2;
            }
        }

        return levels;
    }

    /// <summary>Items excluded by exposure control when an exam begins: a tenth of the pool.</summary>
    public static int[] Excluded(ItemPool pool) => [.. Enumerable.Range(0, pool.Count).Where(i => i % 10 == 3)];

    private static string Id(int i) => $"I{i:D6}";

    private static string Area(int d) => $"area-{d + 1}";
}
