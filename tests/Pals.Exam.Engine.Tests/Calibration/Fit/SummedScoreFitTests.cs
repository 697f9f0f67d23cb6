using Pals.Exam.Engine.Ability;
using Pals.Exam.Engine.Calibration;
using Pals.Exam.Engine.Calibration.Fit;
using Pals.Exam.Engine.Items;

namespace Pals.Exam.Engine.Tests.Calibration.Fit;

public sealed class SummedScoreFitTests
{
    /// <summary>mirt prints 12 digits, and the parameters on file are those it took the statistic at, to 12 digits.</summary>
    private const double PrintedDigits = 1e-9;

    /// <summary>The large set's parameters on file differ by up to 1e-6 from those mirt took the statistic at.</summary>
    private const double OtherParameters = 2e-4;

    [Theory]
    [InlineData("lsat6")]
    [InlineData("lsat7")]
    public void Compute_LawSchoolAdmissionTest_EqualsMirt(string test) =>
        AssertEqualsMirt(FitData.LawSchool(test), FitData.Items($"{test}_2pl.csv"), $"{test}_2pl_sx2.csv", PrintedDigits);

    [Fact]
    public void Compute_TenThousandOnAHundredItems_EqualsMirt() =>
        AssertEqualsMirt(FitData.Simulated2pl(), FitData.Items("2pl_mirt.csv"), "2pl_sx2.csv", OtherParameters);

    [Theory]
    [InlineData(ItemModel.GradedResponse)]
    [InlineData(ItemModel.GeneralizedPartialCredit)]
    public void Compute_OrderedScoresFromTheModel_RejectsAtTheNominalRate(ItemModel model)
    {
        // Data from the very parameters tested cost no degrees of freedom, so p-values here are a little low: with 3 score parameters of about 40 cells the rate may
        // reach 8 %, and 4 standard errors of 400 tests lie below 10 %.
        const int replications = 20;
        int rejected = 0;
        int tests = 0;
        ItemParameters[] items = [.. Enumerable.Range(0, 20).Select(i => model == ItemModel.GradedResponse
            ? ItemParameters.Graded(1 + 0.05 * i, [-1 + 0.05 * i, 0.1, 1])
            : ItemParameters.PartialCredit(1 + 0.02 * i, [-1 + 0.05 * i, 0.1, 1]))];
        for (ulong replication = 0; replication < replications; replication++)
        {
            ResponseData data = FitData.Draw(items, FitData.NormalAbilities(1000, replication), replication);
            foreach (SummedScoreFitResult result in SummedScoreFit.Compute(data, items, NormalPrior.Standard))
            {
                tests++;
                rejected += result.PValue < 0.05 ? 1 : 0;
            }
        }

        Assert.InRange((double)rejected / tests, 0.02, 0.10);
    }

    [Fact]
    public void Compute_ItemThatIgnoresAbility_IsRejected()
    {
        ItemParameters[] truth = [.. Enumerable.Range(0, 20).Select(i => ItemParameters.Dichotomous(ItemModel.TwoParameterLogistic, i == 7 ? 0.05 : 1.2, -1 + 0.1 * i))];
        ItemParameters[] assumed = [.. truth.Select((item, i) => ItemParameters.Dichotomous(ItemModel.TwoParameterLogistic, 1.2, i == 7 ? 0 : item.Difficulty))];
        ResponseData data = FitData.Draw(truth, FitData.NormalAbilities(2000, 4), 4);

        SummedScoreFitResult[] results = SummedScoreFit.Compute(data, assumed, NormalPrior.Standard);

        Assert.True(results[7].PValue < 1e-10);
        Assert.Equal(7, Enumerable.Range(0, 20).MaxBy(i => results[i].RootMeanSquareError));
    }

    [Fact]
    public void Compute_NoCandidateAnsweredAll_IsNotANumber()
    {
        ItemParameters[] items = [ItemParameters.Dichotomous(ItemModel.TwoParameterLogistic, 1, 0), ItemParameters.Dichotomous(ItemModel.TwoParameterLogistic, 1, 1)];
        ResponseData data = ResponseData.FromMatrix(["a", "b"], ["I", "J"], [1, ResponseData.Missing, ResponseData.Missing, 0]);

        Assert.All(SummedScoreFit.Compute(data, items, NormalPrior.Standard), result => Assert.True(double.IsNaN(result.Statistic)));
    }

    [Fact]
    public void Compute_ScoreAboveTheItemsHighest_NamesTheItem()
    {
        ItemParameters[] items = [ItemParameters.Dichotomous(ItemModel.TwoParameterLogistic, 1, 0)];
        ResponseData data = ResponseData.FromMatrix(["a"], ["PALS-ARR-001"], [2]);

        var error = Assert.Throws<ArgumentException>(() => SummedScoreFit.Compute(data, items, NormalPrior.Standard));

        Assert.Contains("PALS-ARR-001", error.Message, StringComparison.Ordinal);
    }

    private static void AssertEqualsMirt(ResponseData data, ItemParameters[] items, string file, double tolerance)
    {
        CsvTable mirt = CsvTable.Read("fit", file);
        SummedScoreFitResult[] results = SummedScoreFit.Compute(data, items, NormalPrior.Standard);
        for (int i = 0; i < items.Length; i++)
        {
            Assert.Equal(mirt[i, "df"], results[i].DegreesOfFreedom);
            Assert.Equal(mirt[i, "sx2"], results[i].Statistic, tolerance * Math.Max(1, mirt[i, "sx2"]));
            Assert.Equal(mirt[i, "p"], results[i].PValue, tolerance);
            Assert.Equal(mirt[i, "rmsea"], results[i].RootMeanSquareError, tolerance);
        }
    }
}
