using Pals.Exam.Engine.Ability;
using Pals.Exam.Engine.Calibration;
using Pals.Exam.Engine.Calibration.Drift;
using Pals.Exam.Engine.Items;
using Pals.Exam.Engine.Tests.Calibration.Fit;

namespace Pals.Exam.Engine.Tests.Calibration.Drift;

public sealed class ResidualCusumTests
{
    private static readonly ItemParameters[] Items =
    [
        .. Enumerable.Range(0, 8).Select(i => ItemParameters.Dichotomous(ItemModel.ThreeParameterLogistic, 1.2, -1.5 + 0.4 * i, 0.2)),
        ItemParameters.Graded(1.1, [-0.5, 0.6]),
        ItemParameters.PartialCredit(0.9, [-0.2, 0.3]),
    ];

    [Fact]
    public void Compute_NothingChanged_AlarmsAtTheNominalRate()
    {
        const int replications = 200;
        int up = 0;
        int down = 0;
        for (ulong seed = 0; seed < replications; seed++)
        {
            ResponseData data = FitData.Draw(Items, FitData.NormalAbilities(200, seed), seed);
            ResidualCusumResult[] charts = ResidualCusum.Compute(
                data, Items, NormalPrior.Standard, new ResidualCusumOptions { Replications = 200, Seed = seed, FalseAlarmRate = 0.05 });
            up += charts.Count(chart => chart.AlarmUp > 0);
            down += charts.Count(chart => chart.AlarmDown > 0);
        }

        // 2,000 charts: standard error 0.49 % at 5 %, four of them; sums take few values in short sequences, so ties keep the rate a little below.
        double charted = replications * Items.Length;
        Assert.InRange(up / charted, 0.03, 0.07);
        Assert.InRange(down / charted, 0.03, 0.07);
    }

    [Fact]
    public void Compute_ItemStolenMidway_AlarmsSoonAfterAndOnlyThere()
    {
        const int stolenFrom = 600;
        ResponseData before = FitData.Draw(Items, FitData.NormalAbilities(stolenFrom, 1), 1);
        ItemParameters[] later = [.. Items];
        later[6] = ItemParameters.Dichotomous(ItemModel.ThreeParameterLogistic, 1.2, Items[6].Difficulty - 2, 0.2);
        ResponseData after = FitData.Draw(later, FitData.NormalAbilities(400, 2), 2);
        var scores = new List<byte>();
        for (int n = 0; n < 1000; n++)
        {
            scores.AddRange((n < stolenFrom ? before[n] : after[n - stolenFrom]).Scores);
        }

        ResidualCusumResult[] charts = ResidualCusum.Compute(
            FitData.FromScores(scores, Items.Length), Items, NormalPrior.Standard, new ResidualCusumOptions { FalseAlarmRate = 0.001 });

        Assert.Equal([6], Enumerable.Range(0, Items.Length).Where(i => charts[i].AlarmUp > 0));
        Assert.InRange(charts[6].AlarmUp, stolenFrom + 1, stolenFrom + 120);
        Assert.InRange(charts[6].ChangeUp, stolenFrom - 60, charts[6].AlarmUp);
        Assert.Equal(0, charts[6].AlarmDown);
    }

    [Fact]
    public void Compute_SameSeed_GivesTheSameThresholds()
    {
        ResponseData data = FitData.Draw(Items, FitData.NormalAbilities(100, 3), 3);
        var options = new ResidualCusumOptions { Replications = 50, Seed = 9 };

        Assert.Equal(
            ResidualCusum.Compute(data, Items, NormalPrior.Standard, options), ResidualCusum.Compute(data, Items, NormalPrior.Standard, options));
    }

    [Fact]
    public void Sequence_LargeSample_HasMeanZeroAndVarianceOne()
    {
        // The residual refers to the posterior from the other answers, so these hold exactly under the model; 20,000 residuals leave 0.007.
        var sequence = new ResidualSequence(2);
        var random = new Pals.Exam.Engine.Numerics.RandomStream(1);
        for (int t = 0; t < 20_000; t++)
        {
            double p = 0.1 + 0.8 * random.NextDouble();
            sequence.Add([1 - p, p], (byte)(random.NextDouble() < p ? 1 : 0));
        }

        Assert.Equal(0, Enumerable.Range(0, sequence.Count).Average(t => sequence[t]), 0.028);
        Assert.Equal(1, Enumerable.Range(0, sequence.Count).Average(t => sequence[t] * sequence[t]), 0.04);
        Assert.Equal(0, Enumerable.Range(0, sequence.Count).Average(t => sequence.Draw(t, random.NextDouble())), 0.028);
    }
}
