using Pals.Exam.Engine.Calibration;
using Pals.Exam.Engine.Calibration.Fit;
using Pals.Exam.Engine.Items;

namespace Pals.Exam.Engine.Tests.Calibration.Fit;

public sealed class MeanSquareFitTests
{
    /// <summary>The figures' parameters are mirt's to 12 digits and both abilities are sums, so only rounding differs.</summary>
    private const double Digits = 1e-7;

    [Fact]
    public void Compute_TenThousandOnAHundredItems_EqualsMirt()
    {
        ResponseData data = FitData.Simulated2pl();
        ItemParameters[] items = FitData.Items("2pl_mirt.csv");
        CsvTable mirt = CsvTable.Read("fit", "2pl_infit.csv");

        MeanSquareFitResult[] results = MeanSquareFit.Compute(data, items, FitData.Eap(data, items));

        for (int i = 0; i < items.Length; i++)
        {
            Assert.Equal(10_000, results[i].Responses);
            Assert.Equal(mirt[i, "infit"], results[i].Infit, Digits);
            Assert.Equal(mirt[i, "z.infit"], results[i].InfitZ, 10 * Digits);
            Assert.Equal(mirt[i, "outfit"], results[i].Outfit, Digits);
            Assert.Equal(mirt[i, "z.outfit"], results[i].OutfitZ, 10 * Digits);
        }
    }

    [Fact]
    public void Compute_TrueAbilities_AverageOneForEveryModel()
    {
        ItemParameters[] items =
        [
            ItemParameters.Dichotomous(ItemModel.ThreeParameterLogistic, 1.1, 0.2, 0.2),
            ItemParameters.Graded(1.3, [-1, 0, 1.2]),
            ItemParameters.PartialCredit(0.9, [-0.5, 0.8]),
        ];
        double[] abilities = FitData.NormalAbilities(40_000, 2);

        MeanSquareFitResult[] results = MeanSquareFit.Compute(FitData.Draw(items, abilities, 3), items, abilities);

        // Three standard errors of a mean square of 40,000 squared residuals with kurtosis below 9.
        Assert.All(results, result => Assert.Equal(1, result.Infit, 0.03));
        Assert.All(results, result => Assert.Equal(1, result.Outfit, 0.045));
        Assert.All(results, result => Assert.InRange(result.InfitZ, -4, 4));
    }

    [Fact]
    public void Compute_MissingResponses_CountsThoseGiven()
    {
        ItemParameters[] items = [ItemParameters.Dichotomous(ItemModel.Rasch, 1, 0), ItemParameters.Dichotomous(ItemModel.Rasch, 1, 1)];
        ResponseData data = ResponseData.FromMatrix(["a", "b"], ["I", "J"], [1, ResponseData.Missing, 0, ResponseData.Missing]);

        MeanSquareFitResult[] results = MeanSquareFit.Compute(data, items, [0, 0]);

        // At P = 1/2 every squared standardized residual is 1.
        Assert.Equal(2, results[0].Responses);
        Assert.Equal(1, results[0].Outfit, Digits);
        Assert.Equal(0, results[1].Responses);
        Assert.True(double.IsNaN(results[1].Infit));
    }
}
