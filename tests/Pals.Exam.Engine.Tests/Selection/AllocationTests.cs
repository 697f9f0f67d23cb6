using System.Collections.Immutable;
using Pals.Exam.Engine.Decisions;
using Pals.Exam.Engine.Exams;
using Pals.Exam.Engine.Items;
using Pals.Exam.Engine.Numerics;
using Pals.Exam.Engine.Selection;
using Pals.Exam.Engine.Simulation;
using Pals.Exam.Engine.Tests.Support;

namespace Pals.Exam.Engine.Tests.Selection;

/// <summary>Steps allocate nothing under any option: a server's pauses are its garbage.</summary>
public sealed class AllocationTests
{
    private static readonly ItemPool Pool = TestPools.Pool(150, 3, seed: 31, ItemModel.ThreeParameterLogistic);

    private static readonly ExamDefinition Plain = TestPools.Definition(3, minimumLength: 9, maximumLength: 15);

    private static readonly Dictionary<string, ExamDefinition> Definitions = new()
    {
        ["posterior-weighted information"] = Plain with { Selection = new PosteriorWeightedInformation() },
        ["likelihood-weighted information"] = Plain with { Selection = new LikelihoodWeightedInformation() },
        ["expected posterior variance"] = Plain with { Selection = new MinimumExpectedPosteriorVariance() },
        ["Kullback–Leibler"] = Plain with { Selection = new KullbackLeiblerInformation() },
        ["posterior-weighted Kullback–Leibler"] = Plain with { Selection = new PosteriorWeightedKullbackLeibler() },
        ["at the cut"] = Plain with { Selection = new InformationAtCut() },
        ["closest difficulty"] = Plain with { Selection = new ClosestDifficulty() },
        ["random"] = Plain with { Selection = new RandomItem() },
        ["randomesque"] = Plain with { Exposure = new Randomesque() },
        ["progressive"] = Plain with { Exposure = new ProgressiveRestricted() },
        ["a-stratified"] = Plain with { Exposure = new AlphaStratified() },
        ["Sympson–Hetter"] = Plain with
        {
            Exposure = new SympsonHetter
            {
                Parameters = Enumerable.Range(0, Pool.Count).ToImmutableSortedDictionary(Pool.ItemId, _ => 0.6, StringComparer.Ordinal),
            },
        },
        ["confidence interval"] = Plain with { DecisionRule = new ConfidenceIntervalRule() },
        ["probability ratio"] = Plain with { DecisionRule = new SequentialProbabilityRatioRule() },
        ["generalized ratio"] = Plain with { DecisionRule = new GeneralizedLikelihoodRatioRule() },
        ["standard error"] = Plain with { DecisionRule = new StandardErrorRule() },
        ["minimum information"] = Plain with { DecisionRule = new MinimumInformationRule() },
    };

    public static TheoryData<string> Names => [.. Definitions.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Answer_AnyOption_AllocatesNothing(string name)
    {
        var exam = new AdaptiveExam(Definitions[name], Pool);

        // The same exam first: what the runtime allocates once for code that it meets for the first time is not the step's.
        Sit(exam.Begin(2));
        ExamState state = exam.Begin(2);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Sit(state);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static void Sit(ExamState state)
    {
        var random = new RandomStream(8);
        while (state.Status == ExamStatus.InProgress)
        {
            state.Answer(SimulatedAnswer.Draw(Pool.Parameters(state.NextItem), 0.3, ref random));
        }
    }
}
