using Pals.Exam.Engine.Calibration;
using Pals.Exam.Engine.Items;

namespace Pals.Exam.Engine.Tests.Calibration;

/// <summary>LSAT sections 6 and 7; figures of mirt 1.45.1, confirmed by direct maximization (see Data/calibration/README.md).</summary>
public sealed class LsatTests
{
    // The figures are given to eight digits; a maximum found to 1e-6 in every parameter is off by far less than this.
    private const double LogLikelihoodTolerance = 1e-4;
    private const double ParameterTolerance = 1e-3;

    // The reference took its standard errors by another numerical route; two per cent is what the field asks for.
    private const double RelativeErrorTolerance = 0.02;

    // On the grid from −6 to 6 a Rasch population of variance 0.57 is cut off further out than N(0, 1).
    private const double RaschGridTolerance = 1e-3;

    [Theory]
    [InlineData("lsat6", -2466.65337751)]
    [InlineData("lsat7", -2658.80511363)]
    public void Estimate_TwoParameterModel_EqualsReference(string set, double logLikelihood)
    {
        CalibrationResult result = Estimate(set, ItemModel.TwoParameterLogistic);

        Assert.True(result.Converged, result.Reason);
        Assert.Equal(10, result.FreeParameterCount);
        Assert.Equal(logLikelihood, result.LogLikelihood, LogLikelihoodTolerance);
        foreach ((string id, Dictionary<string, double> reference) in ReferenceData.Parameters($"{set}_2pl.csv"))
        {
            Assert.True(result.Parameters.TryFind(id, out CalibratedItem? item));
            Assert.Equal(reference["a"], item.Value("a"), ParameterTolerance);
            Assert.Equal(reference["b"], item.Value("b"), ParameterTolerance);
            Assert.Equal(1, item.Value("se_a") / reference["se_a"], RelativeErrorTolerance);
            Assert.Equal(1, item.Value("se_b") / reference["se_b"], RelativeErrorTolerance);
        }
    }

    [Theory]
    [InlineData("lsat6", -2466.93759958)]
    [InlineData("lsat7", -2664.90089095)]
    public void Estimate_CommonSlope_EqualsReference(string set, double logLikelihood)
    {
        CalibrationResult result = Estimate(set, ItemModel.OneParameterLogistic);

        Assert.True(result.Converged, result.Reason);
        Assert.Equal(6, result.FreeParameterCount);
        Assert.Equal(logLikelihood, result.LogLikelihood, LogLikelihoodTolerance);
        Assert.Single(result.Parameters.Items.Select(item => item.Parameters.Discrimination).Distinct());
    }

    [Theory]
    [InlineData("lsat6")]
    [InlineData("lsat7")]
    public void Estimate_Rasch_IsCommonSlopeInOtherUnits(string set)
    {
        CalibrationResult common = Estimate(set, ItemModel.OneParameterLogistic);
        CalibrationResult rasch = Estimate(set, ItemModel.Rasch);

        Assert.True(rasch.Converged, rasch.Reason);
        Assert.Equal(6, rasch.FreeParameterCount);
        Assert.Equal(common.LogLikelihood, rasch.LogLikelihood, RaschGridTolerance);
        double slope = common.Parameters.Items[0].Parameters.Discrimination;
        Assert.Equal(slope, rasch.PopulationStandardDeviation, RaschGridTolerance);
        foreach ((CalibratedItem one, CalibratedItem other) in common.Parameters.Items.Zip(rasch.Parameters.Items))
        {
            Assert.Equal(1, other.Parameters.Discrimination);
            Assert.Equal(slope * one.Parameters.Difficulty, other.Parameters.Difficulty, RaschGridTolerance);

            // The same curve in other units: δ = −ab in both, so its standard error must agree too.
            Assert.True(other.StandardErrors!.Difficulty > 0);
        }
    }

    private static CalibrationResult Estimate(string set, ItemModel model) =>
        ItemCalibration.Estimate(ReferenceData.Responses($"{set}.csv"), new CalibrationOptions { Model = model, Tolerance = 1e-6 });
}
