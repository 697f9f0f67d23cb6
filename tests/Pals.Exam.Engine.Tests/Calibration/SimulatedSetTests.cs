using Pals.Exam.Engine.Calibration;
using Pals.Exam.Engine.Items;

namespace Pals.Exam.Engine.Tests.Calibration;

/// <summary>Five sets drawn from known parameters; the maximum of each is known (see Data/calibration/README.md).</summary>
public sealed class SimulatedSetTests
{
    private const double LogLikelihoodTolerance = 0.01;

    // At tolerance 1e-6 the estimates stand well within 1e-4 of the maximum; the reference files carry the rest of the digits.
    private const double ExactTolerance = 0.002;
    private const double GuessingTolerance = 0.02;
    private const double PolytomousTolerance = 0.005;

    private const double RelativeErrorTolerance = 0.02;

    // The published root mean square errors are rounded to three digits.
    private const double Rounding = 0.0005;

    [Theory]
    [InlineData("2pl", ItemModel.TwoParameterLogistic, -506596.645001, "2pl_exact.csv", ExactTolerance)]
    [InlineData("3pl", ItemModel.ThreeParameterLogistic, -343182.038041, "3pl_exact.csv", GuessingTolerance)]
    [InlineData("graded", ItemModel.GradedResponse, -171665.768037, "graded_mirt.csv", PolytomousTolerance)]
    [InlineData("gpcm", ItemModel.GeneralizedPartialCredit, -166799.744094, "gpcm_mirt.csv", PolytomousTolerance)]
    [InlineData("sparse", ItemModel.TwoParameterLogistic, -472090.365480, "sparse_exact.csv", ExactTolerance)]
    public void Estimate_AtTightTolerance_FindsTheMaximum(string set, ItemModel model, double logLikelihood, string file, double tolerance)
    {
        CalibrationResult result = Estimate(set, model, 1e-6);

        Assert.True(result.Converged, result.Reason);
        Assert.Empty(result.Warnings);
        Assert.Equal(logLikelihood, result.LogLikelihood, LogLikelihoodTolerance);
        foreach ((string id, Dictionary<string, double> reference) in ReferenceData.Parameters(file))
        {
            Assert.True(result.Parameters.TryFind(id, out CalibratedItem? item));
            foreach ((string column, double value) in reference)
            {
                if (!column.StartsWith("se_", StringComparison.Ordinal))
                {
                    Assert.Equal(value, item.Value(column), tolerance);
                }
                else if (set != "gpcm" || column != "se_b1")
                {
                    // The reference's errors of the first step of partial credit items do not follow from its own covariance matrix as those
                    // of the other steps do; the test below checks that error by what it promises.
                    Assert.Equal(1, item.Value(column) / value, RelativeErrorTolerance);
                }
            }
        }

        if (set is "2pl" or "3pl")
        {
            AssertErrorsEqual(ReferenceData.Parameters($"{set}_mirt.csv"), result);
        }
    }

    /// <summary>
    /// Without a prior the lower asymptotes of easy items are hardly determined: the likelihood is what can be compared. mirt stopped at −343178.690712
    /// without converging; the maximum lies 0.02 higher.
    /// </summary>
    [Fact]
    public void Estimate_GuessingWithoutPrior_FindsTheMaximum()
    {
        CalibrationResult result = ItemCalibration.Estimate(
            ReferenceData.Responses("3pl_responses.csv.gz"),
            new CalibrationOptions { Model = ItemModel.ThreeParameterLogistic, Priors = [], Tolerance = 1e-4, StandardErrors = false },
            cancellation: TestContext.Current.CancellationToken);

        Assert.True(result.Converged, result.Reason);
        Assert.InRange(result.LogLikelihood, -343178.690712, -343178.690712 + 0.02 + LogLikelihoodTolerance);
    }

    [Theory]
    [InlineData("2pl", ItemModel.TwoParameterLogistic, 0.036, 0.032, 0)]
    [InlineData("3pl", ItemModel.ThreeParameterLogistic, 0.092, 0.101, 0.034)]
    [InlineData("sparse", ItemModel.TwoParameterLogistic, 0.083, 0.111, 0)]
    public void Estimate_AtDefaultTolerance_RecoversTheTruthAsWellAsTheMaximumDoes(string set, ItemModel model, double a, double b, double c)
    {
        CalibrationResult result = Estimate(set, model, 1e-4, errors: false);
        Dictionary<string, Dictionary<string, double>> truth = ReferenceData.Parameters($"{set}_true.csv");

        Assert.True(result.Converged, result.Reason);
        Assert.InRange(RootMeanSquare(result, truth, "a"), 0, a + Rounding);
        Assert.InRange(RootMeanSquare(result, truth, "b"), 0, b + Rounding);
        Assert.True(c == 0 || RootMeanSquare(result, truth, "c") <= c + Rounding);
    }

    [Theory]
    [InlineData("graded", ItemModel.GradedResponse)]
    [InlineData("gpcm", ItemModel.GeneralizedPartialCredit)]
    public void Estimate_PolytomousItems_ErrorsAreOfTheSizeThatStandardErrorsPromise(string set, ItemModel model)
    {
        // 30 squared standardized errors average to 1 ± 0.26, so 0.4 to 1.8 is three standard deviations.
        CalibrationResult result = Estimate(set, model, 1e-4);
        Dictionary<string, Dictionary<string, double>> truth = ReferenceData.Parameters($"{set}_true.csv");

        foreach (string column in (string[])["a", "b1", "b2", "b3"])
        {
            double mean = result.Parameters.Items.Average(item => Math.Pow((item.Value(column) - truth[item.Id][column]) / item.Value($"se_{column}"), 2));
            Assert.InRange(mean, 0.4, 1.8);
        }
    }

    [Theory]
    [InlineData("2pl", ItemModel.TwoParameterLogistic)]
    [InlineData("sparse", ItemModel.TwoParameterLogistic)]
    [InlineData("graded", ItemModel.GradedResponse)]
    public void Estimate_OnOneTwoOrEightThreads_IsTheSameToTheLastBit(string set, ItemModel model)
    {
        ResponseData data = ReferenceData.Responses($"{set}_responses.csv.gz");
        var options = new CalibrationOptions { Model = model };
        CalibrationResult one = ItemCalibration.Estimate(data, options, null, TestContext.Current.CancellationToken);

        foreach (int threads in (int[])[2, 8])
        {
            CalibrationResult many = ItemCalibration.Estimate(data, options with { Threads = threads }, null, TestContext.Current.CancellationToken);
            Assert.Equal(one.LogLikelihood, many.LogLikelihood);
            Assert.Equal(one.Cycles, many.Cycles);
            foreach ((CalibratedItem expected, CalibratedItem actual) in one.Parameters.Items.Zip(many.Parameters.Items))
            {
                Assert.Equal(expected.Parameters.Discrimination, actual.Parameters.Discrimination);
                Assert.Equal(expected.Parameters.Difficulty, actual.Parameters.Difficulty);
                Assert.Equal(expected.Parameters.Thresholds, actual.Parameters.Thresholds);
                Assert.Equal(expected.StandardErrors!.Discrimination, actual.StandardErrors!.Discrimination);
                Assert.Equal(expected.StandardErrors.Difficulty, actual.StandardErrors.Difficulty);
                Assert.Equal(expected.StandardErrors.Thresholds, actual.StandardErrors.Thresholds);
            }
        }
    }

    private static void AssertErrorsEqual(Dictionary<string, Dictionary<string, double>> reference, CalibrationResult result)
    {
        foreach ((string id, Dictionary<string, double> values) in reference)
        {
            Assert.True(result.Parameters.TryFind(id, out CalibratedItem? item));
            foreach ((string column, double value) in values.Where(value => value.Key.StartsWith("se_", StringComparison.Ordinal)))
            {
                Assert.True(Math.Abs(item.Value(column) / value - 1) < RelativeErrorTolerance, $"{id} {column}: {item.Value(column)} for {value}");
            }
        }
    }

    private static double RootMeanSquare(CalibrationResult result, Dictionary<string, Dictionary<string, double>> truth, string column) =>
        Math.Sqrt(result.Parameters.Items.Average(item => Math.Pow(item.Value(column) - truth[item.Id][column], 2)));

    private static CalibrationResult Estimate(string set, ItemModel model, double tolerance, bool errors = true) => ItemCalibration.Estimate(
        ReferenceData.Responses($"{set}_responses.csv.gz"), new CalibrationOptions { Model = model, Tolerance = tolerance, StandardErrors = errors });
}
