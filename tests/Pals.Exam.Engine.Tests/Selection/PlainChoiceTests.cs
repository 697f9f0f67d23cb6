using Pals.Exam.Engine.Exams;
using Pals.Exam.Engine.Items;
using Pals.Exam.Engine.Numerics;
using Pals.Exam.Engine.Selection;
using Pals.Exam.Engine.Tests.Support;

namespace Pals.Exam.Engine.Tests.Selection;

/// <summary>
/// What every criterion chooses against a plain search that shares nothing with the engine's but the criterion's values: used items, exclusions,
/// enemies, scenarios and the blueprint are worked out anew for each candidate.
/// </summary>
public sealed class PlainChoiceTests
{
    private const int StatesPerCase = 150;

    private const int Areas = 4;

    private static readonly ItemPool Pool = IndexedRankingTests.MixedPool(96, seed: 33);

    private static readonly Dictionary<string, SelectionCriterion> Criteria = new SelectionCriterion[]
    {
        new MaximumInformation(), new PosteriorWeightedInformation(), new LikelihoodWeightedInformation(), new MinimumExpectedPosteriorVariance(),
        new KullbackLeiblerInformation(), new PosteriorWeightedKullbackLeibler(), new InformationAtCut(), new ClosestDifficulty(), new RandomItem(),
    }.ToDictionary(criterion => criterion.GetType().Name);

    public static TheoryData<string, ExamDimensions, bool> Cases()
    {
        var data = new TheoryData<string, ExamDimensions, bool>();
        foreach (string name in Criteria.Keys)
        {
            foreach (ExamDimensions dimensions in new[] { ExamDimensions.Joint, ExamDimensions.Single })
            {
                data.Add(name, dimensions, false);
                data.Add(name, dimensions, true);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void NextItem_RandomStates_EqualsThePlainChoice(string criterion, ExamDimensions dimensions, bool constrained)
    {
        ExamDefinition definition = TestPools.Definition(Areas, dimensions, minimumLength: 20, maximumLength: 30) with
        {
            Selection = Criteria[criterion],
            Constraints = constrained ? IndexedRankingTests.Levels(Areas) : [],
            Confidence = 1 - 1e-12,
            Cut = 0.3,
        };
        var exam = new AdaptiveExam(definition, Pool);
        var blueprint = new PlainBlueprint(exam.Blueprint);
        var choice = new PlainChoice(Pool, definition.MaximumLength, blueprint.Completes, blueprint.IsWithinMaxima);
        var random = new RandomStream(79, (ulong)dimensions * 2 + (constrained ? 1UL : 0));
        double[] values = new double[Pool.Count];
        int[] all = [.. Enumerable.Range(0, Pool.Count)];
        int compared = 0;
        for (ulong seed = 0; compared < StatesPerCase; seed++)
        {
            int[] excluded = [.. IndexedRankingTests.RandomItems(Pool.Count, random.NextInt32(12), ref random).Distinct()];
            ExamState state = exam.Begin(seed, excluded);
            bool[] taken = new bool[Pool.Count];
            bool[] barred = new bool[Pool.Count];
            foreach (int item in excluded[..^state.LiftedExclusions])
            {
                barred[item] = true;
            }

            double theta = 1.5 * random.NextNormal();
            while (state.Status == ExamStatus.InProgress)
            {
                if (!taken[state.NextItem])
                {
                    exam.Criterion.Evaluate(state.Context, all, values);
                    Assert.Equal(choice.Best(taken, barred, values), state.NextItem);
                    compared++;
                    int scenario = Pool.Scenario(state.NextItem);
                    foreach (int member in scenario < 0 ? [state.NextItem] : Pool.Scenarios[scenario].Items)
                    {
                        taken[member] = true;
                        foreach (int enemy in Pool.Enemies(member))
                        {
                            barred[enemy] = true;
                        }
                    }
                }

                state.Answer(IndexedRankingTests.SimulatedScore(Pool.Parameters(state.NextItem), theta, ref random));
            }
        }
    }

    /// <summary>Whether a test can be completed, counted anew from the items: the least that every group still needs and the most that it can get.</summary>
    private sealed class PlainBlueprint(Blueprint blueprint)
    {
        public bool Completes(bool[] taken, bool[] left)
        {
            int groups = blueprint.Groups.Length;
            int[] count = Counts(taken);
            int[] need = new int[groups];
            int[] room = new int[groups];
            for (int i = 0; i < left.Length; i++)
            {
                room[blueprint.GroupOfItem[i]] += left[i] ? 1 : 0;
            }

            for (int g = groups - 1; g >= 0; g--)
            {
                int below = room[g];
                need[g] = Math.Max(need[g], blueprint.Groups[g].Minimum - count[g]);
                room[g] = Math.Min(room[g], blueprint.Groups[g].Maximum - count[g]);
                if (need[g] > room[g] || room[g] < 0)
                {
                    return false;
                }

                if (g == Blueprint.Root)
                {
                    // Minima fit before the minimum length, and the maximum length can be reached.
                    return need[g] <= Math.Max(0, blueprint.MinimumLength - count[g]) && below >= blueprint.MaximumLength - count[g];
                }

                need[blueprint.Groups[g].Parent] += Math.Max(0, need[g]);
                room[blueprint.Groups[g].Parent] += room[g];
            }

            return true;
        }

        public bool IsWithinMaxima(bool[] taken) => Counts(taken).Zip(blueprint.Groups, (count, group) => count <= group.Maximum).All(x => x);

        /// <summary>How many of the items each group holds, those of the groups below it included.</summary>
        private int[] Counts(bool[] items)
        {
            int[] count = new int[blueprint.Groups.Length];
            for (int i = 0; i < items.Length; i++)
            {
                for (int g = items[i] ? blueprint.GroupOfItem[i] : -1; g >= 0; g = blueprint.Groups[g].Parent)
                {
                    count[g]++;
                }
            }

            return count;
        }
    }
}
