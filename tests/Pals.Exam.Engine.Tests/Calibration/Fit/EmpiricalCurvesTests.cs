using Pals.Exam.Engine.Ability;
using Pals.Exam.Engine.Calibration;
using Pals.Exam.Engine.Calibration.Fit;
using Pals.Exam.Engine.Items;
using Pals.Exam.Engine.Numerics;

namespace Pals.Exam.Engine.Tests.Calibration.Fit;

public sealed class EmpiricalCurvesTests
{
    private static readonly ItemParameters[] Items =
    [
        .. Enumerable.Range(0, 15).Select(i => ItemParameters.Dichotomous(ItemModel.TwoParameterLogistic, 1.3, -1.4 + 0.2 * i)),
        ItemParameters.Graded(1.2, [-0.5, 0.7]),
    ];

    [Fact]
    public void Compute_DataOfTheModel_ObservedCurvesFollowIt()
    {
        EmpiricalCurve[] curves = EmpiricalCurves.Compute(
            FitData.Draw(Items, FitData.NormalAbilities(20_000, 1), 1), Items, NormalPrior.Standard);

        // The standard error counts candidates as known; posterior weights make the scatter smaller, never larger, so five of them hold for every point.
        Assert.All(curves, curve => Assert.All(curve.Points, point => Assert.Equal(point.Expected, point.Observed, 5 * point.StandardError)));
        Assert.All(curves, curve => Assert.InRange(curve.RootMeanSquareDeviation, 0, 0.02));
        Assert.Equal(20_000, curves[0].Points.Sum(point => point.Candidates), 2.0);
    }

    [Fact]
    public void Compute_MissingResponses_StillFindsTheItemThatMisfits()
    {
        ItemParameters[] truth = [.. Items];
        truth[6] = ItemParameters.Dichotomous(ItemModel.TwoParameterLogistic, 0.2, 0.5);
        ResponseData complete = FitData.Draw(truth, FitData.NormalAbilities(4000, 2), 2);
        var random = new RandomStream(3);
        var scores = new List<byte>();
        for (int n = 0; n < complete.CandidateCount; n++)
        {
            foreach (byte score in complete[n].Scores)
            {
                scores.Add(random.NextDouble() < 0.7 ? score : ResponseData.Missing);
            }
        }

        EmpiricalCurve[] curves = EmpiricalCurves.Compute(FitData.FromScores(scores, Items.Length), Items, NormalPrior.Standard);

        Assert.True(curves[6].RootMeanSquareDeviation > 0.1);
        Assert.All(Enumerable.Range(0, Items.Length).Where(i => i != 6), i => Assert.True(curves[i].RootMeanSquareDeviation < 0.05));
    }
}
