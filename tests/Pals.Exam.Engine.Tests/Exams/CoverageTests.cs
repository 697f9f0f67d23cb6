using Pals.Exam.Engine.Ability;
using Pals.Exam.Engine.Exams;
using Pals.Exam.Engine.Items;
using Pals.Exam.Engine.Numerics;
using Pals.Exam.Engine.Tests.Support;

namespace Pals.Exam.Engine.Tests.Exams;

public sealed class CoverageTests
{
    private const int Count = 100_000;
    private const double Correlation = 0.7;

    /// <summary>Adaptive exams of candidates drawn from the prior: the 95 % intervals of composite and topic areas hold the truth for 94 to 96 %.</summary>
    [Theory]
    [InlineData(ItemModel.TwoParameterLogistic)]
    [InlineData(ItemModel.ThreeParameterLogistic)]
    public void Report_CandidatesFromThePrior_IntervalsCoverTheTruth(ItemModel model)
    {
        const int Areas = 2;
        ItemPool pool = TestPools.Pool(60, Areas, seed: 31, model);
        var exam = new AdaptiveExam(TestPools.Definition(Areas, correlation: Correlation, minimumLength: 8, maximumLength: 16), pool);
        int[] covered = new int[Areas + 1];
        Parallel.For(
            0,
            Count,
            () => new int[Areas + 1],
            (candidate, _, counts) =>
            {
                var random = new RandomStream(5, (ulong)candidate);
                double[] theta = Candidates.Draw(Areas, Correlation, ref random);
                ExamState state = exam.Begin((ulong)candidate);
                while (state.Status == ExamStatus.InProgress)
                {
                    ItemParameters item = pool.Parameters(state.NextItem);
                    state.Answer(random.NextDouble() < item.ExpectedScore(theta[pool.TopicArea(state.NextItem)]) ? 1 : 0);
                }

                for (int d = 0; d < Areas; d++)
                {
                    counts[d] += Covers(state.Ability(d), theta[d]);
                }

                counts[Areas] += Covers(state.Composite, theta.Average());
                return counts;
            },
            counts =>
            {
                for (int d = 0; d < counts.Length; d++)
                {
                    Interlocked.Add(ref covered[d], counts[d]);
                }
            });

        Assert.All(covered, count => Assert.InRange((double)count / Count, 0.94, 0.96));
    }

    private static int Covers(PosteriorSummary estimate, double truth) => truth >= estimate.Lower && truth <= estimate.Upper ? 1 : 0;
}
