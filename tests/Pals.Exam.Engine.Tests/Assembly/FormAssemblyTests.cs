using System.Collections.Immutable;
using Pals.Exam.Engine.Assembly;
using Pals.Exam.Engine.Exams;
using Pals.Exam.Engine.Items;
using Pals.Exam.Engine.Numerics;
using Pals.Exam.Engine.Tests.Support;

namespace Pals.Exam.Engine.Tests.Assembly;

public sealed class FormAssemblyTests
{
    // The search keeps its sums up to date over some 1e5 exchanges, each rounding in the last place.
    private const double Drift = 1e-6;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public void Assemble_TinyPool_FindsTheBestOfAllPairsOfForms(ulong seed)
    {
        // Two areas of six and a pretest item each; a case of two in the first, a pair of enemies in the second.
        PoolItem[] items = [.. TestPools.Items(12, 2, seed, ItemModel.ThreeParameterLogistic, pretest: 2)];
        items[0] = items[0] with { Scenario = "case", ScenarioOrder = 1 };
        items[4] = items[4] with { Scenario = "case", ScenarioOrder = 0 };
        items[1] = items[1] with { Enemies = ["I00003"] };
        ItemPool pool = ItemPool.Create(items);
        ExamDefinition definition = Definition(2, length: 6) with { Cut = -0.2 };
        var options = new AssemblyOptions { Forms = 2, Length = 6, Seed = 7, StepsPerForm = 20_000 };

        AssemblyResult result = Assemble(definition, pool, options);

        Assert.Empty(result.Unmet);
        Assert.Equal(Exhaustive(definition, pool, options), result.Objective, Drift);
        foreach (WrittenForm form in result.Forms)
        {
            Assert.Equal(form.Items.Contains(0), form.Items.Contains(4));
            Assert.Equal(form.Items.Contains(4) ? form.Items.IndexOf(4) + 1 : -1, form.Items.IndexOf(0));
            Assert.False(form.Items.Contains(1) && form.Items.Contains(3));
        }
    }

    [Fact]
    public void Assemble_LargePool_GivesParallelFormsWithoutOverlap()
    {
        ItemPool pool = TestPools.Pool(300, 5, seed: 3, ItemModel.ThreeParameterLogistic);
        ExamDefinition definition = Definition(5, length: 40) with { Cut = 0.2 };

        AssemblyResult result = Assemble(definition, pool, new AssemblyOptions { Forms = 6, Length = 40 });

        Assert.Empty(result.Unmet);
        Assert.Equal(0, result.LargestOverlap);
        Assert.All(result.Blueprint, quota => Assert.All(quota.Counts, count => Assert.Equal(8, count)));
        Assert.InRange(result.InformationSpread(0.2), 0, 0.02);
        Assert.InRange(result.InformationSpread(0.7), 0, 0.05);
        Assert.InRange(result.InformationSpread(-0.3), 0, 0.05);
        Assert.InRange(result.ScoreSpread(0.2), 0, 0.1);
        Assert.Equal(6 * 40, result.Forms.SelectMany(form => form.Items).Distinct().Count());
    }

    [Fact]
    public void Assemble_SameSeed_GivesTheSameForms()
    {
        ItemPool pool = TestPools.Pool(80, 2, seed: 4);
        ExamDefinition definition = Definition(2, length: 20);
        var options = new AssemblyOptions { Forms = 3, Length = 20, Seed = 11, StepsPerForm = 5_000 };

        AssemblyResult first = Assemble(definition, pool, options);
        AssemblyResult again = Assemble(definition, pool, options);
        AssemblyResult other = Assemble(definition, pool, options with { Seed = 12 });

        Assert.Equal(first.Forms.SelectMany(form => form.Items), again.Forms.SelectMany(form => form.Items));
        Assert.NotEqual(first.Forms.SelectMany(form => form.Items), other.Forms.SelectMany(form => form.Items));
    }

    [Fact]
    public void Assemble_PoolTooSmallForForms_SharesAsFewItemsAsPossible()
    {
        // Three forms of 20 from 40 items: 60 places for 40 items, so at least 20 items stand twice, each a pair.
        ItemPool pool = TestPools.Pool(40, 2, seed: 6);
        AssemblyResult result = Assemble(
            Definition(2, length: 20), pool, new AssemblyOptions { Forms = 3, Length = 20, StepsPerForm = 20_000 });

        Assert.Empty(result.Unmet);
        Assert.Equal(20, result.Overlap[0][1] + result.Overlap[0][2] + result.Overlap[1][2]);
        Assert.Equal(20, result.Overlap[0][0]);
    }

    [Fact]
    public void Assemble_WeightsThatDiffer_ShareOutTheLengthExactly()
    {
        ItemPool pool = TestPools.Pool(120, 3, seed: 8);
        ExamDefinition definition = Definition(3, length: 20);
        definition = definition with
        {
            TopicAreas =
            [
                definition.TopicAreas[0] with { Weight = 3, Minimum = 0, Maximum = 20 },
                definition.TopicAreas[1] with { Weight = 2, Minimum = 0, Maximum = 20 },
                definition.TopicAreas[2] with { Weight = 1, Minimum = 4, Maximum = 20 },
            ],
        };

        AssemblyResult result = Assemble(definition, pool, new AssemblyOptions { Forms = 2, Length = 20, StepsPerForm = 2_000 });

        // 10, 6.67 and 3.33 are due; the third area's minimum of 4 takes from the second.
        Assert.Equal(["area-1 10 10", "area-2 6 6", "area-3 4 4"], result.Blueprint.Select(quota => $"{quota.Name} {string.Join(' ', quota.Counts)}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Assemble_FurtherConstraint_IsKeptByEveryForm()
    {
        ItemPool pool = TestPools.Pool(120, 2, seed: 9);
        ExamDefinition definition = Definition(2, length: 20) with
        {
            Constraints = [new ContentConstraint(
                "recall in area 1",
                ImmutableDictionary<string, string>.Empty.Add("topicArea", "area-1").Add("cognitiveLevel", "recall"),
                Minimum: 0,
                Maximum: 1)],
        };

        AssemblyResult result = Assemble(definition, pool, new AssemblyOptions { Forms = 3, Length = 20, StepsPerForm = 10_000 });

        Assert.Empty(result.Unmet);
        Assert.All(result.Blueprint.Single(quota => quota.Name == "recall in area 1").Counts, count => Assert.InRange(count, 0, 1));
    }

    [Fact]
    public void Assemble_DemandsThatNoChoiceMeets_NamesTheConstraint()
    {
        ItemPool pool = TestPools.Pool(40, 2, seed: 1);
        ExamDefinition definition = Definition(2, length: 20);

        Assert.Contains("' asks for 25", Refusal(WithBounds(definition, 0, 50), pool, 50), StringComparison.Ordinal);
        Assert.Contains(
            "maxima of the topic areas add up to 4", Refusal(WithBounds(definition, 0, 2), pool, 20), StringComparison.Ordinal);
        Assert.Contains(
            "minima of the topic areas add up to 30", Refusal(WithBounds(definition, 15, 20), pool, 20), StringComparison.Ordinal);
        var impossible = new ContentConstraint(
            "analysis in area 2", ImmutableDictionary<string, string>.Empty.Add("topicArea", "area-2").Add("cognitiveLevel", "analysis"), 11, 20);
        Assert.Contains("'analysis in area 2' asks for 11 to 20", Refusal(definition with { Constraints = [impossible] }, pool, 20), StringComparison.Ordinal);
        var crossing = new ContentConstraint("recall", ImmutableDictionary<string, string>.Empty.Add("cognitiveLevel", "recall"), 0, 5);
        Assert.Contains("cross", Refusal(definition with { Constraints = [crossing] }, pool, 20), StringComparison.Ordinal);
    }

    [Fact]
    public void Assemble_OnlyEnemies_SaysWhichDemandFailed()
    {
        // Four items of one area, all enemies of the first: a form of three must hold it or not, and without it there are exactly three; two more are enemies too.
        PoolItem[] items = [.. TestPools.Items(4, 1, 1)];
        items[0] = items[0] with { Enemies = ["I00001"] };
        items[2] = items[2] with { Enemies = ["I00003"] };
        AssemblyResult result = Assemble(
            Definition(1, length: 3), ItemPool.Create(items), new AssemblyOptions { Forms = 1, Length = 3, StepsPerForm = 1_000 });
        Assert.Contains("are enemies", Assert.Single(result.Unmet), StringComparison.Ordinal);
    }

    [Fact]
    public void Assemble_ScenariosThatDoNotAddUp_SaysWhichConstraintFailed()
    {
        // Three cases of three items cannot fill an area of four; two single items elsewhere fill the form.
        PoolItem[] items = [.. TestPools.Items(18, 2, 1)];
        for (int i = 0; i < 18; i += 2)
        {
            items[i] = items[i] with { Scenario = $"case-{i / 6}", ScenarioOrder = i };
        }

        AssemblyResult result = Assemble(
            Definition(2, length: 8), ItemPool.Create(items), new AssemblyOptions { Forms = 1, Length = 8, StepsPerForm = 1_000 });
        Assert.Contains(result.Unmet, unmet => unmet.Contains("'area-1' asks for 4 items", StringComparison.Ordinal));
    }

    [Fact]
    public void Assemble_CandidatesAtTheStandard_PassEveryFormAboutEquallyOften()
    {
        const int Candidates = 20_000;
        const double Theta = 0.1;

        // Three standard errors of a share of 20,000.
        const double Chance = 0.011;
        ItemPool pool = TestPools.Pool(200, 4, seed: 12, ItemModel.ThreeParameterLogistic);
        AssemblyResult result = Assemble(
            Definition(4, length: 40) with { Cut = Theta }, pool, new AssemblyOptions { Forms = 4, Length = 40, StepsPerForm = 30_000 });

        var random = new RandomStream(seed: 99);
        double[] shares = new double[result.Forms.Length];
        for (int f = 0; f < shares.Length; f++)
        {
            WrittenForm form = result.Forms[f];
            int[] scores = new int[form.Length];
            int passed = 0;
            for (int n = 0; n < Candidates; n++)
            {
                for (int k = 0; k < scores.Length; k++)
                {
                    scores[k] = random.NextDouble() < pool.Parameters(form.Items[k]).ExpectedScore(Theta) ? 1 : 0;
                }

                passed += form.RawScore(scores).Reaches(form.Cut.RawScore) ? 1 : 0;
            }

            shares[f] = (double)passed / Candidates;
            Assert.Equal(form.Cut.PassProbability, shares[f], Chance);
        }

        Assert.InRange(shares.Max() - shares.Min(), 0, 2 * Chance);
    }

    [Fact]
    public void Assemble_OptionsOutOfTheirDomain_AreRefused()
    {
        ItemPool pool = TestPools.Pool(40, 2, seed: 1);
        ExamDefinition definition = Definition(2, length: 10);
        var options = new AssemblyOptions { Length = 10 };
        Assert.Throws<ArgumentOutOfRangeException>(() => Assemble(definition, pool, options with { Forms = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Assemble(definition, pool, options with { Runs = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Assemble(definition, pool, options with { Points = [new(double.NaN, 1)] }));
        Assert.Throws<ArgumentException>(() => Assemble(definition, pool, options with { Points = [] }));
        Assert.Contains(
            "No item of the pool gives information",
            Assert.Throws<ArgumentException>(() => Assemble(definition, pool, options with { Points = [new(1e6, 1)] })).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Assemble_Cancelled_Stops()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        Assert.Throws<OperationCanceledException>(() => FormAssembly.Assemble(
            Definition(2, length: 10), TestPools.Pool(40, 2, seed: 1), new AssemblyOptions { Length = 10 }, progress: null, source.Token));
    }

    private static AssemblyResult Assemble(ExamDefinition definition, ItemPool pool, AssemblyOptions options) =>
        FormAssembly.Assemble(definition, pool, options, progress: null, TestContext.Current.CancellationToken);

    private static ExamDefinition Definition(int areas, int length) => TestPools.Definition(areas, minimumLength: length, maximumLength: length);

    private static ExamDefinition WithBounds(ExamDefinition definition, int minimum, int maximum) => definition with
    {
        TopicAreas = [.. definition.TopicAreas.Select(area => area with { Minimum = minimum, Maximum = maximum })],
    };

    private static string Refusal(ExamDefinition definition, ItemPool pool, int length) =>
        Assert.ThrowsAny<ArgumentException>(() => Assemble(definition, pool, new AssemblyOptions { Length = length })).Message;

    /// <summary>The lowest cost of any two disjoint forms, by trying all.</summary>
    private static double Exhaustive(ExamDefinition definition, ItemPool pool, AssemblyOptions options)
    {
        var problem = new AssemblyProblem(definition, pool, options);
        int n = problem.Units.Length;
        double[] costs = new double[1 << n];
        for (int set = 0; set < costs.Length; set++)
        {
            var form = new DraftForm(problem);
            for (int u = 0; u < n; u++)
            {
                if ((set >> u & 1) == 1)
                {
                    form.Add(u);
                }
            }

            costs[set] = form.Length == options.Length ? form.Cost() : double.PositiveInfinity;
        }

        double best = double.PositiveInfinity;
        for (int one = 0; one < costs.Length; one++)
        {
            for (int other = 0; double.IsFinite(costs[one]) && other < one; other++)
            {
                double cost = costs[one] + costs[other];
                int[] uses = [.. Enumerable.Range(0, n).Select(u => (one >> u & 1) + (other >> u & 1))];
                best = cost < best ? Math.Min(best, cost + AssemblySearch.Overlap(problem, uses)) : best;
            }
        }

        return best;
    }
}
