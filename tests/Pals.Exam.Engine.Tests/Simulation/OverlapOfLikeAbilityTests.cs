using Pals.Exam.Engine.Simulation;

namespace Pals.Exam.Engine.Tests.Simulation;

public sealed class OverlapOfLikeAbilityTests
{
    [Fact]
    public void Largest_NeighboursInAbility_IsTheirCommonShareOfTheShorterExam()
    {
        SimulatedCandidates candidates = Candidates([(0.3, [9, 4, 1]), (-1, [2, 4, 6, 8]), (0.2, [1, 5, 9, 7])]);

        Assert.Equal(2.0 / 3, OverlapOfLikeAbility.Largest(candidates));
    }

    [Fact]
    public void Largest_TwinsFarApartInAbility_AreNotCompared()
    {
        (double, int[])[] between = [.. Enumerable.Range(1, OverlapOfLikeAbility.Neighbours).Select(i => (i * 0.1, new[] { 100 + i }))];

        Assert.Equal(0, OverlapOfLikeAbility.Largest(Candidates([(0, [1, 2]), .. between, (5, [1, 2])])));
        Assert.Equal(1, OverlapOfLikeAbility.Largest(Candidates([(0, [1, 2]), .. between[1..], (5, [1, 2])])));
    }

    [Fact]
    public void Largest_OneCandidate_IsNone() => Assert.Equal(0, OverlapOfLikeAbility.Largest(Candidates([(0, [1])])));

    private static SimulatedCandidates Candidates((double Ability, int[] Items)[] exams)
    {
        var candidates = new SimulatedCandidates(exams.Length, 1, exams.Max(exam => exam.Items.Length));
        for (int n = 0; n < exams.Length; n++)
        {
            candidates.Composite[n] = exams[n].Ability;
            candidates.Answered[n] = exams[n].Items.Length;
            candidates.KeepItems(n, exams[n].Items);
        }

        return candidates;
    }
}
