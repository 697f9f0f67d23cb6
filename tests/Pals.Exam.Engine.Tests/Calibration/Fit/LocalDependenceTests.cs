using Pals.Exam.Engine.Calibration;
using Pals.Exam.Engine.Calibration.Fit;
using Pals.Exam.Engine.Items;

namespace Pals.Exam.Engine.Tests.Calibration.Fit;

public sealed class LocalDependenceTests
{
    [Fact]
    public void Compute_OneItemCopiesAnother_OnlyThatPairStandsOut()
    {
        ItemParameters[] items = [.. Enumerable.Range(0, 20).Select(i => ItemParameters.Dichotomous(ItemModel.TwoParameterLogistic, 1.2, -1 + 0.1 * i))];
        ResponseData independent = FitData.Draw(items, FitData.NormalAbilities(2000, 3), 3);
        var scores = new List<byte>();
        for (int n = 0; n < independent.CandidateCount; n++)
        {
            byte[] row = independent[n].Scores.ToArray();
            row[5] = n % 2 == 0 ? row[4] : row[5];
            scores.AddRange(row);
        }

        ResponseData data = FitData.FromScores(scores, items.Length);
        IReadOnlyList<ItemPairResidual> pairs = LocalDependence.Compute(data, items, FitData.Eap(data, items));

        double average = pairs.Average(pair => pair.Q3);
        ItemPairResidual flagged = Assert.Single(pairs, pair => pair.Q3 - average > LocalDependence.FlaggedAboveAverage);
        Assert.Equal((4, 5, 2000), (flagged.First, flagged.Second, flagged.Candidates));
        Assert.Equal(190, pairs.Count);
    }

    [Fact]
    public void Compute_IndependentItems_AverageIsNearMinusOneOverNMinusOne()
    {
        ItemParameters[] items = [.. Enumerable.Range(0, 20).Select(i => ItemParameters.Dichotomous(ItemModel.TwoParameterLogistic, 1.2, -1 + 0.1 * i))];
        ResponseData data = FitData.Draw(items, FitData.NormalAbilities(4000, 8), 8);

        double average = LocalDependence.Compute(data, items, FitData.Eap(data, items)).Average(pair => pair.Q3);

        // Yen (1993): about −1/(n − 1) = −0.053; EAP estimates, drawn to the mean, leave a little less.
        Assert.InRange(average, -0.06, -0.03);
    }
}
