using System.Collections.Immutable;
using Pals.Exam.Engine.Exams;
using Pals.Exam.Engine.Items;
using Pals.Exam.Engine.Numerics;
using Pals.Exam.Engine.Simulation;
using Pals.Exam.Engine.Tests.Support;

namespace Pals.Exam.Engine.Tests.Selection;

public sealed class EnemySurplusTests
{
    [Fact]
    public void Surplus_RandomLosses_NeverPromisesTooMuch()
    {
        // Whatever a surplus of s promises must hold: after any s further losses a complete test remains.
        var random = new RandomStream(3);
        int promises = 0;
        for (int n = 0; n < 3000; n++)
        {
            int areas = 2 + random.NextInt32(3);
            ItemPool pool = TestPools.Pool(areas * (4 + random.NextInt32(5)), areas, (ulong)n);
            int length = areas * (2 + random.NextInt32(2));
            ContentConstraint[] constraints =
            [
                .. Enumerable.Range(0, areas).Select(t => new ContentConstraint(
                    $"area {t}",
                    ImmutableDictionary<string, string>.Empty.Add(ContentConstraint.TopicAreaAttribute, TestPools.TopicArea(t)),
                    random.NextInt32(3),
                    3 + random.NextInt32(3))),
            ];
            Blueprint blueprint = Blueprint.Create(pool, constraints, length, length);
            var state = new BlueprintState(blueprint);
            int[] unused = new int[blueprint.Groups.Length];
            foreach (int group in blueprint.GroupOfItem)
            {
                unused[group]++;
            }

            state.Reset(unused);
            for (int step = 0; step < length && state.IsFeasible; step++)
            {
                int group = blueprint.GroupOfItem[random.NextInt32(pool.Count)];
                if (unused[group] == 0 || !state.CanAdd(group))
                {
                    continue;
                }

                int surplus = state.Surplus;
                int losses = Math.Min(surplus, unused.Sum());
                int[] left = [.. unused];
                state.Save();
                for (int k = 0; k < losses; k++)
                {
                    int lost = Array.FindIndex(left, count => count > 0 && (random.NextInt32(2) == 0 || left.Count(c => c > 0) == 1));
                    if (lost >= 0)
                    {
                        left[lost]--;
                        state.Withdraw(lost);
                    }
                }

                Assert.True(state.IsFeasible, $"case {n}, step {step}: a surplus of {surplus}");
                promises += surplus > 0 ? 1 : 0;
                state.Undo();
                Assert.Equal(surplus, state.Surplus);
                unused[group]--;
                state.Add(group);
            }
        }

        Assert.InRange(promises, 1000, int.MaxValue);
    }

    [Fact]
    public void Exams_ManyEnemiesInASmallPool_KeepTheBlueprint()
    {
        // Twelve items in each of three areas, in rings of enemies: every item rules out its neighbours, so that half of an area at most can be given.
        PoolItem[] items = [.. TestPools.Items(36, 3, seed: 5)];
        ItemPool pool = ItemPool.Create(items.Select((item, i) => item with { Enemies = [items[(i + 3) % 36].ItemId] }));
        ExamDefinition definition = TestPools.Definition(3, minimumLength: 9, maximumLength: 11) with
        {
            TopicAreas = [.. Enumerable.Range(0, 3).Select(t => new TopicAreaDefinition(TestPools.TopicArea(t), "Area", 1, 3, 4))],
        };
        SimulationResult result = ExamSimulation.Run(
            new AdaptiveExam(definition, pool), new SimulationOptions { Candidates = 300 }, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal((0, 0, 0), (result.BlueprintViolations, result.EnemyViolations, result.RepeatedItems));
        Assert.DoesNotContain(result.Ends, end => end.End == ExamEnd.PoolExhausted);
    }
}
