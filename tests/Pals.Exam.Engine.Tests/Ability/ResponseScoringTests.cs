using System.Collections.Immutable;
using Pals.Exam.Engine.Ability;
using Pals.Exam.Engine.Calibration;
using Pals.Exam.Engine.Items;
using Pals.Exam.Engine.Numerics;

namespace Pals.Exam.Engine.Tests.Ability;

public sealed class ResponseScoringTests
{
    // Both ways solve the same equation by Newton's method to a step of 1e-9, whose square is lost in rounding.
    private const double SameRootTolerance = 1e-10;

    private static readonly ScoringMethod[] Methods = Enum.GetValues<ScoringMethod>();

    public static TheoryData<ScoringMethod, string, bool> Cases()
    {
        var cases = new TheoryData<ScoringMethod, string, bool>();
        foreach (ScoringMethod method in Methods)
        {
            foreach (string pool in new[] { "2pl", "4pl", "mixed" })
            {
                cases.Add(method, pool, true);
                cases.Add(method, pool, false);
            }
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Score_ManyCandidates_EqualsTheSingleEstimators(ScoringMethod method, string pool, bool complete)
    {
        ImmutableArray<ItemParameters> items = Pool(pool, 23);
        ResponseData data = Responses(items, 300, complete);
        AbilityEstimate[] all = ResponseScoring.Score(data, items, new ScoringOptions { Method = method, Threads = 2 });
        for (int n = 0; n < data.CandidateCount; n++)
        {
            (ItemParameters[] own, int[] scores) = Pattern(items, data[n]);
            AbilityEstimate single = method switch
            {
                ScoringMethod.ExpectedAPosteriori => ExpectedAPosteriori.Estimate(own, scores, NormalPrior.Standard),
                ScoringMethod.MaximumAPosteriori => MaximumAPosteriori.Estimate(own, scores, NormalPrior.Standard),
                ScoringMethod.MaximumLikelihood => MaximumLikelihood.Estimate(own, scores),
                _ => WeightedLikelihood.Estimate(own, scores),
            };
            Assert.Equal(single.Status, all[n].Status);
            Assert.Equal(single.Ability, all[n].Ability, SameRootTolerance);
            Assert.Equal(single.StandardError, all[n].StandardError, SameRootTolerance * single.StandardError);
        }
    }

    /// <summary>EAP of posteriors that the shared points do not resolve: against 4,001 points over the whole prior, to twelve standard deviations.</summary>
    [Theory]
    [InlineData(ItemModel.TwoParameterLogistic, 1.5, 2)]
    [InlineData(ItemModel.TwoParameterLogistic, 5, 2)]
    [InlineData(ItemModel.TwoParameterLogistic, 5, 0)]
    [InlineData(ItemModel.ThreeParameterLogistic, 5, 2)]
    [InlineData(ItemModel.GradedResponse, 5, 2)]
    public void Score_PosteriorNarrowerThanTheSharedPoints_EqualsDenseQuadrature(ItemModel model, double a, double widest)
    {
        // In posterior standard deviations, and relatively: what the points over the prior leave of a posterior that is just wide enough for them but
        // skewed, or that reaches to their end. Points collapsed to one miss by hundreds of times as much.
        const double Tolerance = 1e-4;
        const int Count = 500;
        const int Dense = 4001;
        ImmutableArray<ItemParameters> items =
        [
            .. Enumerable.Range(0, Count).Select(i => widest * (2.0 * i / (Count - 1) - 1)).Select(b => model switch
            {
                ItemModel.GradedResponse => ItemParameters.Graded(a, [b - 0.5, b + 0.5]),
                ItemModel.ThreeParameterLogistic => ItemParameters.Dichotomous(model, a, b, 0.2),
                _ => ItemParameters.Dichotomous(model, a, b),
            }),
        ];
        ResponseData data = Responses(items, 40, complete: false);
        var prior = new NormalPrior(0.1, 1.1);
        AbilityEstimate[] all = ResponseScoring.Score(
            data, items, new ScoringOptions { Method = ScoringMethod.ExpectedAPosteriori, Prior = prior, Threads = 2 });
        double[] z = [.. Enumerable.Range(0, Dense).Select(k => 12 * (2.0 * k / (Dense - 1) - 1))];
        double[] nodes = [.. z.Select(x => prior.Mean + prior.StandardDeviation * x)];
        double[] logWeights = [.. z.Select(x => -0.5 * x * x)];
        for (int n = 0; n < data.CandidateCount; n++)
        {
            (ItemParameters[] own, int[] scores) = Pattern(items, data[n]);
            AbilityEstimate dense = ExpectedAPosteriori.Estimate(own, scores, nodes, logWeights);
            string at = $"candidate {n}: {all[n]} for {dense}";
            Assert.True(all[n].Status == EstimateStatus.Converged, at);
            Assert.True(Math.Abs(all[n].Ability - dense.Ability) <= Tolerance * dense.StandardError, at);
            Assert.True(Math.Abs(all[n].StandardError / dense.StandardError - 1) <= Tolerance, at);
        }
    }

    [Fact]
    public void Score_AnyNumberOfThreads_SameBits()
    {
        ImmutableArray<ItemParameters> items = Pool("4pl", 23);
        ResponseData data = Responses(items, 700, complete: false);
        foreach (ScoringMethod method in Methods)
        {
            Assert.Equal(
                ResponseScoring.Score(data, items, new ScoringOptions { Method = method, Threads = 1 }),
                ResponseScoring.Score(data, items, new ScoringOptions { Method = method, Threads = 4 }));
        }
    }

    [Fact]
    public void Score_ItemsThatDoNotFit_NamesThem()
    {
        ImmutableArray<ItemParameters> items = Pool("mixed", 23);
        ResponseData data = Responses(items, 50, complete: true);
        Assert.Contains("22", Assert.Throws<ArgumentException>(() => ResponseScoring.Score(data, items[1..], new())).Message, StringComparison.Ordinal);
        ImmutableArray<ItemParameters> binary = Pool("2pl", 23);
        Assert.Contains("highest score 1", Assert.Throws<ArgumentException>(() => ResponseScoring.Score(data, binary, new())).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => ResponseScoring.Score(data, items, new ScoringOptions { Threads = 0 }));
        Assert.Throws<ArgumentException>(() => ResponseScoring.Score(data, items, new ScoringOptions { QuadraturePoints = 1 }));
    }

    [Fact]
    public void LogisticPattern_EveryLength_EqualsItsScalarTwin()
    {
        const double rounding = 1e-12; // of sums of at most 256 terms of order 1
        var random = new RandomStream(20261120);
        for (int length = 0; length <= 256; length++)
        {
            double[] a = new double[length], b = new double[length], c = new double[length], d = new double[length], u = new double[length];
            for (int i = 0; i < length; i++)
            {
                (a[i], b[i], c[i], d[i], u[i]) = (0.3 + 2 * random.NextDouble(), random.NextNormal(), 0.3 * random.NextDouble(), 1 - 0.2 * random.NextDouble(), random.NextInt32(2));
                if (i % 3 == 0)
                {
                    (c[i], d[i]) = (0, 1);
                }
            }

            ItemParameters[] items = [.. Enumerable.Range(0, length).Select(i =>
                ItemParameters.Dichotomous(ItemModel.FourParameterLogistic, a[i], b[i], c[i], d[i]))];
            foreach (double theta in new[] { -900, -20, -1.3, 0, 0.7, 20, 900 })
            {
                PatternSums scalar = new ResponsePattern(items, [.. u.Select(x => (int)x)]).Sums(theta);
                PatternSums vector = new LogisticPattern(a, b, c, d, u).Sums(theta);
                double scale = rounding * (1 + length);
                Assert.Equal(scalar.First, vector.First, scale);
                Assert.Equal(scalar.Second, vector.Second, scale);
                Assert.Equal(scalar.Information.Information, vector.Information.Information, scale);
                Assert.Equal(scalar.Information.InformationSlope, vector.Information.InformationSlope, scale);
                Assert.Equal(scalar.Information.WarmJ, vector.Information.WarmJ, scale);
                Assert.Equal(scalar.Information.WarmJSlope, vector.Information.WarmJSlope, scale);
            }
        }
    }

    private static (ItemParameters[] Items, int[] Scores) Pattern(ImmutableArray<ItemParameters> items, ResponseRow row)
    {
        ItemParameters[] own = new ItemParameters[row.Items.Length];
        int[] scores = new int[row.Items.Length];
        for (int i = 0; i < own.Length; i++)
        {
            own[i] = items[row.Items[i]];
            scores[i] = row.Scores[i];
        }

        return (own, scores);
    }

    private static ImmutableArray<ItemParameters> Pool(string kind, int count)
    {
        var random = new RandomStream(7);
        var items = ImmutableArray.CreateBuilder<ItemParameters>();
        for (int i = 0; i < count; i++)
        {
            double a = 0.5 + 1.5 * random.NextDouble();
            double b = random.NextNormal();
            items.Add(kind switch
            {
                "2pl" => ItemParameters.Dichotomous(ItemModel.TwoParameterLogistic, a, b),
                "mixed" when i % 3 == 0 => ItemParameters.Graded(a, [b - 1, b, b + 0.7]),
                "mixed" when i % 3 == 1 => ItemParameters.PartialCredit(a, [b + 0.4, b - 0.3]),
                _ => ItemParameters.Dichotomous(ItemModel.FourParameterLogistic, a, b, 0.2, 0.97),
            });
        }

        return items.ToImmutable();
    }

    private static ResponseData Responses(ImmutableArray<ItemParameters> items, int candidates, bool complete)
    {
        var random = new RandomStream(11);
        byte[] scores = new byte[candidates * items.Length];
        for (int n = 0; n < candidates; n++)
        {
            double theta = 1.5 * random.NextNormal();
            for (int i = 0; i < items.Length; i++)
            {
                double[] log = new double[items[i].CategoryCount];
                items[i].LogProbabilities(theta, log);
                double u = random.NextDouble();
                int score = 0;
                while (score < items[i].MaximumScore && (u -= Math.Exp(log[score])) > 0)
                {
                    score++;
                }

                // The first rows are constant patterns; the last of sparse data has no response at all.
                score = n == 0 ? 0 : n == 1 ? items[i].MaximumScore : score;
                bool missing = !complete && (n == candidates - 1 || random.NextInt32(2) == 0);
                scores[n * items.Length + i] = missing ? ResponseData.Missing : (byte)score;
            }
        }

        return ResponseData.FromMatrix(
            [.. Enumerable.Range(0, candidates).Select(n => $"C{n}")], [.. Enumerable.Range(0, items.Length).Select(i => $"I{i}")], scores);
    }
}
