using System.Runtime.Intrinsics;
using Pals.Exam.Engine.Exams;
using Pals.Exam.Engine.Items;
using Pals.Exam.Engine.Numerics;
using Pals.Exam.Engine.Selection;
using Pals.Exam.Engine.Tests.Support;

namespace Pals.Exam.Engine.Tests.Selection;

/// <summary>The comparisons of eight candidates at once, held to one candidate at a time, for every number of candidates.</summary>
public sealed class BoundTableTests
{
    private const int Most = 256;

    private static readonly ItemPool Pool = TestPools.Pool(2 * Most, 2, seed: 40, ItemModel.ThreeParameterLogistic);

    private static readonly AdaptiveExam Exam = new(TestPools.Definition(2, minimumLength: 10, maximumLength: 20), Pool);

    [Fact]
    public void Largest_EveryNumberOfCandidates_EqualsScalarTwin()
    {
        var random = new RandomStream(1);
        for (int count = 0; count <= Most; count++)
        {
            BoundTable table = Table(count, Most - count);
            ulong[] eligible = Eligible(table, ref random);
            for (int d = 0; d < 2; d++)
            {
                double theta = 3 * random.NextNormal();
                ReadOnlySpan<float> row = table.Row(d, Math.Clamp(theta, -4.9, 4.9));
                float largest = float.NegativeInfinity;
                for (int place = table.Starts[d]; place < table.Ends[d]; place++)
                {
                    largest = Bits.Get(eligible, place) ? Math.Max(largest, row[place]) : largest;
                }

                Assert.Equal(largest, table.Largest(row, d, eligible));
                Assert.Equal(float.NegativeInfinity, table.Largest(row, d, new ulong[eligible.Length]));
            }
        }
    }

    [Fact]
    public void Between_EveryNumberOfCandidates_EqualsScalarTwin()
    {
        var random = new RandomStream(2);
        for (int count = 0; count <= Most; count++)
        {
            int places = (count + 7) & ~7;
            float[] row = [.. Enumerable.Range(0, places).Select(_ => Bound(ref random))];
            ulong[] eligible = Bits.Create(Math.Max(places, 1));
            for (int k = 0; k < count; k++)
            {
                eligible[k >> 6] |= (ulong)random.NextInt32(2) << (k & 63);
            }

            foreach (float low in new[] { float.NegativeInfinity, 0, 0.3f, float.PositiveInfinity })
            {
                foreach (float high in new[] { float.NegativeInfinity, 0.3f, 0.9f, float.PositiveInfinity })
                {
                    for (int place = 0; place < places; place += 8)
                    {
                        uint expected = 0;
                        for (int lane = 0; lane < 8; lane++)
                        {
                            bool kept = Bits.Get(eligible, place + lane) && row[place + lane] >= low && row[place + lane] < high;
                            expected |= kept ? 1u << lane : 0;
                        }

                        Assert.Equal(expected, BoundTable.Between(row, place, eligible, low, high));
                    }
                }
            }
        }
    }

    [Fact]
    public void Gain_EightBounds_EqualsScalarTwin()
    {
        // Three operations in single precision.
        const double Rounding = 3e-7;
        var random = new RandomStream(3);
        ExamState state = Exam.Begin(1);
        for (int d = 0; d < 2; d++)
        {
            GainScale scale = GainScale.Create(state.Context, d);
            for (int i = 0; i < 1000; i++)
            {
                float[] information = [.. Enumerable.Range(0, 8).Select(_ => i == 0 ? 0 : (float)Math.Exp(8 * random.NextNormal()))];
                Vector256<float> gain = scale.Gain(Vector256.Create(information));
                for (int lane = 0; lane < 8; lane++)
                {
                    double expected = scale.Gain(information[lane]);
                    Assert.InRange(gain[lane], expected * (1 - Rounding), expected * (1 + Rounding));
                }
            }
        }
    }

    [Fact]
    public void WriteBounds_EveryNumberOfCandidates_BoundsEachStandingClosely()
    {
        // The bound is raised by 2e-6 for rounding, on top of the bound on information itself.
        const double Raised = 4e-6;
        var random = new RandomStream(4);
        GainScale scale = GainScale.Create(Exam.Begin(1).Context, 0);
        var kernel = new InformationKernel(Pool);
        for (int count = 0; count <= Most; count++)
        {
            BoundTable bounds = Table(count, 0);
            var table = new ProgressiveTable(Pool, kernel, bounds);
            float[] standing = new float[bounds.Places.Length];
            double weight = random.NextDouble();
            ulong seed = random.NextUInt64();

            // Inside the cells the bounds of the table, beyond them information itself.
            foreach (double theta in new[] { random.NextNormal(), 7.5 })
            {
                table.WriteBounds(0, theta, scale, weight, 0.4, seed, standing);
                ReadOnlySpan<float> row = bounds.Row(0, theta);
                for (int place = 0; place < count; place++)
                {
                    int item = bounds.Places[place].Item;
                    double information = row.IsEmpty ? BoundTable.Margin * kernel.Information(item, theta) : row[place];
                    double expected = ProgressiveRestricted.Standing(new Candidate(item, scale.Gain(information)), 0.4, weight, seed);
                    Assert.InRange(standing[place], expected, expected * (1 + Raised));
                }
            }
        }
    }

    /// <summary>Every pool size, so that the last vector has every number of candidates: the searches against valuing every item.</summary>
    [Fact]
    public void Rank_EveryPoolSize_EqualsScan()
    {
        var random = new RandomStream(5);
        for (int count = 8; count <= Most; count++)
        {
            ItemPool pool = ItemPool.Create(TestPools.Items(count, 1, (ulong)count));
            ExamDefinition definition = TestPools.Definition(1, ExamDimensions.Single, minimumLength: 4, maximumLength: 4) with
            {
                Exposure = new ProgressiveRestricted(),
            };
            var exam = new AdaptiveExam(definition, pool);
            ExamState state = exam.Begin((ulong)count, IndexedRankingTests.RandomItems(count, random.NextInt32(count / 4), ref random));
            while (state.Status == ExamStatus.InProgress)
            {
                var indexed = new IndexedRanking(exam, exam.Index!, state.Availability, state.Context);
                var scan = new ScanRanking(exam, state.Availability, state.Context);
                Assert.Equal(scan.Rank(Strictness.Blueprint, default, 5).ToArray(), indexed.Rank(Strictness.Blueprint, default, 5).ToArray());
                var control = Assert.IsType<ProgressiveRestricted.Bound>(exam.Exposure);
                var progressive = new ProgressiveSearch(exam, exam.Progressive!, state.Availability, state.Context, indexed);
                ReadOnlySpan<Candidate> all = scan.Rank(Strictness.Blueprint, default, int.MaxValue, isOrdered: false);
                int expected = all.IsEmpty ? -1 : all[control.Choose(state.Context, all)].Item;
                Assert.Equal(expected, progressive.Choose(Strictness.Blueprint, control.Weight(state.Context)));
                state.Answer(random.NextInt32(2));
            }
        }
    }

    private static BoundTable Table(int first, int second) => new(
        Exam,
        new InformationKernel(Pool),
        [
            [.. Enumerable.Range(0, first).Select(i => InformationIndex.Entry.OfItem(2 * i, 0))],
            [.. Enumerable.Range(0, second).Select(i => InformationIndex.Entry.OfItem(2 * i + 1, 0))],
        ]);

    private static ulong[] Eligible(BoundTable table, ref RandomStream random)
    {
        ulong[] eligible = (ulong[])table.All.Clone();
        for (int k = 0; k < eligible.Length; k++)
        {
            eligible[k] &= random.NextUInt64();
        }

        return eligible;
    }

    private static float Bound(ref RandomStream random) => random.NextInt32(10) switch
    {
        0 => 0,
        1 => 0.3f,
        2 => float.PositiveInfinity,
        3 => float.NegativeInfinity,
        4 => float.Epsilon,
        _ => (float)random.NextDouble(),
    };
}
