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
        LocalDependenceResult result = LocalDependence.Compute(data, items, FitData.Eap(data, items));

        ItemPairResidual flagged = Assert.Single(result.Pairs, pair => pair.Flagged);
        Assert.Equal((4, 5, 2000), (flagged.First, flagged.Second, flagged.Candidates));
        Assert.Equal(190, result.Pairs.Count);
    }

    [Fact]
    public void Compute_IndependentItems_AverageIsNearMinusOneOverNMinusOne()
    {
        ItemParameters[] items = [.. Enumerable.Range(0, 20).Select(i => ItemParameters.Dichotomous(ItemModel.TwoParameterLogistic, 1.2, -1 + 0.1 * i))];
        ResponseData data = FitData.Draw(items, FitData.NormalAbilities(4000, 8), 8);

        double average = LocalDependence.Compute(data, items, FitData.Eap(data, items)).Average;

        // Yen (1993): about −1/(n − 1) = −0.053; EAP estimates, drawn to the mean, leave a little less.
        Assert.InRange(average, -0.06, -0.03);
    }

    [Fact]
    public void Compute_EasyItemsAndFewCandidates_FlagsNoPairByChance()
    {
        // 120 items that most answer right, 300 candidates: 7,140 pairs, of which dozens have a Q3 of 0.2 and more from a few candidates who missed both.
        ItemParameters[] items = [.. Enumerable.Range(0, 120).Select(i => ItemParameters.Dichotomous(ItemModel.TwoParameterLogistic, 1, -3.5 + 0.02 * i))];
        ResponseData data = FitData.Draw(items, FitData.NormalAbilities(300, 6), 6);

        LocalDependenceResult result = LocalDependence.Compute(data, items, FitData.Eap(data, items));

        Assert.Contains(result.Pairs, pair => pair.Q3 - result.Average > LocalDependence.FlaggedAboveAverage);
        Assert.DoesNotContain(result.Pairs, pair => pair.Flagged);
    }
}
