using Pals.Exam.Engine.Exams;
using Pals.Exam.Engine.Items;
using Pals.Exam.Engine.Numerics;
using Pals.Exam.Engine.Selection;
using Pals.Exam.Engine.Tests.Support;

namespace Pals.Exam.Engine.Tests.Exams;

public sealed class AllocationTests
{
    [Theory]
    [InlineData(ExamDimensions.Joint, false)]
    [InlineData(ExamDimensions.Joint, true)]
    [InlineData(ExamDimensions.Single, false)]
    [InlineData(ExamDimensions.Single, true)]
    public void Answer_WholeExams_AllocatesNothing(ExamDimensions dimensions, bool scan)
    {
        ExamDefinition definition = TestPools.Definition(6, dimensions) with
        {
            PretestItems = 5,
            Selection = scan ? new ClosestDifficulty() : new MaximumInformation(),
        };
        var exam = new AdaptiveExam(definition, TestPools.Pool(200, 6, seed: 21, ItemModel.ThreeParameterLogistic, pretest: 10));

        // The same exams first: what the runtime allocates once for code that it meets for the first time is not the step's.
        for (ulong seed = 0; seed < 20; seed++)
        {
            Sit(exam.Begin(seed), seed);
        }

        ExamState[] states = [.. Enumerable.Range(0, 20).Select(seed => exam.Begin((ulong)seed))];
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int k = 0; k < states.Length; k++)
        {
            Sit(states[k], (ulong)k);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static void Sit(ExamState state, ulong seed)
    {
        var random = new RandomStream(seed, 3);
        while (state.Status == ExamStatus.InProgress)
        {
            state.Answer(random.NextInt32(2));
        }
    }
}
