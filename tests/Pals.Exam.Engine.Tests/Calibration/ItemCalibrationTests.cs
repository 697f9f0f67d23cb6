using Pals.Exam.Engine.Calibration;
using Pals.Exam.Engine.Items;
using Pals.Exam.Engine.Numerics;

namespace Pals.Exam.Engine.Tests.Calibration;

public sealed class ItemCalibrationTests
{
    // Mean squared standardized errors of several dozen parameters stay well inside this when estimates and errors are right.
    private const double LeastMeanSquare = 0.5;
    private const double LargestMeanSquare = 1.8;

    [Theory]
    [InlineData(ItemModel.TwoParameterLogistic)]
    [InlineData(ItemModel.ThreeParameterLogistic)]
    [InlineData(ItemModel.GradedResponse)]
    [InlineData(ItemModel.GeneralizedPartialCredit)]
    public void Estimate_ResponsesMissingAtRandom_RecoversTheTruthWithinItsErrors(ItemModel model)
    {
        // A quarter missing keeps the items in blocks with a state for "missing"; three quarters makes lists.
        ItemParameters[] truth = Items(model, 30);
        foreach (double missing in (double[])[0.25, 0.75])
        {
            ResponseData data = ReferenceData.Draw(truth, 6000, seed: 11, missing: missing);
            CalibrationResult result = Estimate(data, new CalibrationOptions { Model = model });

            Assert.True(result.Converged, result.Reason);
            Assert.InRange(MeanSquare(result, truth, "a"), LeastMeanSquare, LargestMeanSquare);
            Assert.InRange(MeanSquare(result, truth, truth[0].IsDichotomous ? "b" : "b2"), LeastMeanSquare, LargestMeanSquare);
        }
    }

    [Fact]
    public void Estimate_FourParameterModel_RecoversTheTruthWithinItsErrors()
    {
        ItemParameters[] truth = [.. Enumerable.Range(0, 30).Select(
            i => ItemParameters.Dichotomous(ItemModel.FourParameterLogistic, 1.2 + 0.04 * i, -1.5 + 0.1 * i, 0.2, 0.8 + 0.002 * i))];
        CalibrationResult result = Estimate(ReferenceData.Draw(truth, 20_000, seed: 5), new CalibrationOptions { Model = ItemModel.FourParameterLogistic });

        Assert.True(result.Converged, result.Reason);
        Assert.Equal(120, result.FreeParameterCount);
        Assert.InRange(MeanSquare(result, truth, "b"), LeastMeanSquare, LargestMeanSquare);
        Assert.All(result.Parameters.Items, item => Assert.InRange(item.Parameters.UpperAsymptote, 0.5, 1));
    }

    [Fact]
    public void Estimate_FixedItems_PutsTheOthersOnTheirScaleAndFindsThePopulation()
    {
        const double Mean = 0.8;
        const double Deviation = 1.3;
        ItemParameters[] truth = Items(ItemModel.TwoParameterLogistic, 40);
        ResponseData data = ReferenceData.Draw(truth, 8000, seed: 21, mean: Mean, deviation: Deviation);
        var anchors = new ParameterTable(Enumerable.Range(0, 20).Select(i => new CalibratedItem($"I{2 * i + 1}", truth[2 * i])));
        CalibrationResult result = Estimate(data, new CalibrationOptions { FixedItems = anchors, Tolerance = 1e-5 });

        // Standard errors of the mean and deviation of 8,000 abilities are about 0.015 and 0.011; three of them.
        Assert.True(result.Converged, result.Reason);
        Assert.Equal(42, result.FreeParameterCount);
        Assert.Equal(Mean, result.PopulationMean, 0.05);
        Assert.Equal(Deviation, result.PopulationStandardDeviation, 0.04);
        Assert.InRange(MeanSquare(result, truth, "a"), LeastMeanSquare, LargestMeanSquare);
        Assert.InRange(MeanSquare(result, truth, "b"), LeastMeanSquare, LargestMeanSquare);
        foreach (CalibratedItem anchor in anchors.Items)
        {
            Assert.True(result.Parameters.TryFind(anchor.Id, out CalibratedItem? kept));
            Assert.Equal(anchor.Parameters.Discrimination, kept.Parameters.Discrimination, 12);
            Assert.Equal(anchor.Parameters.Difficulty, kept.Parameters.Difficulty, 12);
            Assert.Null(kept.StandardErrors);
        }
    }

    [Fact]
    public void Estimate_TroublesomeItems_AreNamedAndTheOthersCalibrated()
    {
        ItemParameters[] truth = Items(ItemModel.TwoParameterLogistic, 10);
        truth[3] = ItemParameters.Dichotomous(ItemModel.TwoParameterLogistic, -0.9, 0.2);
        ResponseData drawn = ReferenceData.Draw(truth, 1000, seed: 3);
        var scores = new byte[1000 * 12];
        for (int n = 0; n < 1000; n++)
        {
            drawn[n].Scores.CopyTo(scores.AsSpan(n * 12));
            scores[n * 12 + 10] = 1;
            scores[n * 12 + 11] = ResponseData.Missing;
            scores[n * 12 + 5] = n < 60 ? scores[n * 12 + 5] : ResponseData.Missing;
        }

        ResponseData data = ResponseData.FromMatrix(drawn.CandidateIds, [.. drawn.ItemIds, "all-right", "never-asked"], scores);
        CalibrationResult result = Estimate(data, new CalibrationOptions());

        Assert.True(result.Converged, result.Reason);
        Assert.Equal(10, result.Parameters.Items.Length);
        Assert.Equal(
            [
                (CalibrationWarningKind.FewResponses, "I6"),
                (CalibrationWarningKind.NoVariance, "all-right"),
                (CalibrationWarningKind.NoResponses, "never-asked"),
                (CalibrationWarningKind.NegativeDiscrimination, "I4"),
            ],
            result.Warnings.Select(warning => (warning.Kind, warning.Item)));
        Assert.Contains("60", result.Warnings[0].Message, StringComparison.Ordinal);
        Assert.Contains("1000", result.Warnings[1].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Estimate_ScoreThatNobodyGot_IsNamed()
    {
        ResponseData drawn = ReferenceData.Draw(Items(ItemModel.GradedResponse, 6), 500, seed: 8);
        byte[] scores = [.. Enumerable.Range(0, 500).SelectMany(n => drawn[n].Scores.ToArray().Select((score, i) => i == 2 && score == 1 ? (byte)0 : score))];
        CalibrationResult result = Estimate(
            ResponseData.FromMatrix(drawn.CandidateIds, drawn.ItemIds, scores), new CalibrationOptions { Model = ItemModel.GradedResponse });

        CalibrationWarning warning = Assert.Single(result.Warnings);
        Assert.Equal((CalibrationWarningKind.EmptyCategory, "I3"), (warning.Kind, warning.Item));
        Assert.Contains("scores 1", warning.Message, StringComparison.Ordinal);
        Assert.Equal(5, result.Parameters.Items.Length);
    }

    [Fact]
    public void Estimate_NegativeGradedSlope_KeepsItsBoundariesInOrder()
    {
        ItemParameters[] truth = Items(ItemModel.GradedResponse, 10);
        truth[4] = ItemParameters.Graded(-1.2, [1, 0.1, -0.8]);
        CalibrationResult result = Estimate(ReferenceData.Draw(truth, 2000, seed: 31), new CalibrationOptions { Model = ItemModel.GradedResponse });

        Assert.Equal(CalibrationWarningKind.NegativeDiscrimination, Assert.Single(result.Warnings).Kind);
        Assert.InRange(result.Parameters.Items[4].Parameters.Discrimination, -1.5, -0.9);
        Assert.InRange(MeanSquare(result, truth, "b1"), 0.2, 3);
    }

    [Fact]
    public void Estimate_ItemThatRepeatsAnother_IsNamedAsExtremeAndNothingIsLost()
    {
        // Two columns that always agree: the likelihood rises as their slopes grow without end.
        ResponseData drawn = ReferenceData.Draw(Items(ItemModel.TwoParameterLogistic, 6), 400, seed: 14);
        byte[] scores = [.. Enumerable.Range(0, 400).SelectMany(n => drawn[n].Scores.ToArray().Append(drawn[n].Scores[2]))];
        CalibrationResult result = Estimate(
            ResponseData.FromMatrix(drawn.CandidateIds, [.. drawn.ItemIds, "copy"], scores), new CalibrationOptions());

        Assert.Equal(7, result.Parameters.Items.Length);
        Assert.Equal(
            ["I3", "copy"], result.Warnings.Where(warning => warning.Kind == CalibrationWarningKind.Extreme).Select(warning => warning.Item));
        Assert.True(double.IsFinite(result.LogLikelihood));
        Assert.All(
            result.Parameters.Items.Where(item => item.Id is not ("I3" or "copy")), item => Assert.InRange(item.StandardErrors!.Difficulty, 0.02, 5));
    }

    [Fact]
    public void Estimate_CycleLimit_IsAStatusWithItsReason()
    {
        ResponseData data = ReferenceData.Draw(Items(ItemModel.TwoParameterLogistic, 10), 500, seed: 2);
        CalibrationResult result = Estimate(data, new CalibrationOptions { MaximumCycles = 2 });

        Assert.Equal(CalibrationStatus.CycleLimit, result.Status);
        Assert.Equal(2, result.Cycles);
        Assert.Contains("after 2 cycles", result.Reason, StringComparison.Ordinal);
        Assert.Equal(10, result.Parameters.Items.Length);
    }

    [Fact]
    public void Estimate_NoItemWithVariance_SaysThatThereIsNothingToEstimate()
    {
        CalibrationResult result = Estimate(ResponseData.FromMatrix(["c1", "c2"], ["A"], [1, 1]), new CalibrationOptions());

        Assert.Equal(CalibrationStatus.NothingToEstimate, result.Status);
        Assert.Empty(result.Parameters.Items);
        Assert.Equal("A", Assert.Single(result.Warnings).Item);
    }

    [Fact]
    public void Estimate_StrongPriors_PullTheEstimates()
    {
        ItemParameters[] truth = Items(ItemModel.TwoParameterLogistic, 10);
        ResponseData data = ReferenceData.Draw(truth, 300, seed: 12);
        CalibrationResult free = Estimate(data, new CalibrationOptions());
        CalibrationResult pulled = Estimate(data, new CalibrationOptions
        {
            Priors =
            [
                new ParameterPrior(PriorParameter.Discrimination, PriorDistribution.Lognormal, Math.Log(1.1), 0.01),
                new ParameterPrior(PriorParameter.Difficulty, PriorDistribution.Normal, 0.5, 0.01, "I3"),
            ],
        });

        Assert.True(pulled.Converged, pulled.Reason);
        Assert.True(pulled.LogLikelihood < free.LogLikelihood);
        Assert.All(pulled.Parameters.Items, item => Assert.InRange(item.Parameters.Discrimination, 1.05, 1.15));
        Assert.InRange(pulled.Parameters.Items[2].Parameters.Difficulty, 0.45, 0.55);
        Assert.True(pulled.Parameters.Items[2].StandardErrors!.Difficulty <= 0.0101);
        Assert.True(Math.Abs(free.Parameters.Items[2].Parameters.Difficulty - 0.5) > 0.2);
    }

    [Fact]
    public void Estimate_ItemThatNobodyAnsweredWithPriors_HasThePriorsParameters()
    {
        ResponseData drawn = ReferenceData.Draw(Items(ItemModel.TwoParameterLogistic, 6), 400, seed: 15);
        byte[] scores = [.. Enumerable.Range(0, 400).SelectMany(n => drawn[n].Scores.ToArray().Append(ResponseData.Missing))];
        CalibrationResult result = Estimate(
            ResponseData.FromMatrix(drawn.CandidateIds, [.. drawn.ItemIds, "new"], scores),
            new CalibrationOptions
            {
                Priors =
                [
                    new ParameterPrior(PriorParameter.Discrimination, PriorDistribution.Normal, 1.1, 0.2, "new"),
                    new ParameterPrior(PriorParameter.Difficulty, PriorDistribution.Normal, 0.6, 0.3, "new"),
                ],
            });

        Assert.True(result.Converged, result.Reason);
        Assert.Equal((CalibrationWarningKind.FewResponses, "new"), (result.Warnings[^1].Kind, result.Warnings[^1].Item));
        CalibratedItem item = result.Parameters.Items[6];
        Assert.Equal(1.1, item.Parameters.Discrimination, 1e-3);
        Assert.Equal(0.6, item.Parameters.Difficulty, 1e-3);
        Assert.Equal(0.2, item.StandardErrors!.Discrimination, 1e-3);
        Assert.Equal(0.3, item.StandardErrors.Difficulty, 1e-3);
    }

    [Fact]
    public void Estimate_ScoreBeyondTheModel_NamesTheItem()
    {
        ResponseData data = ResponseData.FromMatrix(["c1", "c2"], ["A", "B"], [1, 0, 0, 2]);
        ArgumentException exception = Assert.Throws<ArgumentException>(() => Estimate(data, new CalibrationOptions()));

        Assert.Contains("Item B has a score of 2", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(61)]
    [InlineData(21)]
    [InlineData(121)]
    public void Estimate_AnyNumberOfPoints_AgreesToTheFineness(int points)
    {
        // On ten items a posterior is far wider than 0.6 logits, the distance of 21 points, so that even these integrate it well.
        ResponseData data = ReferenceData.Draw(Items(ItemModel.TwoParameterLogistic, 10), 1000, seed: 4);
        CalibrationResult fine = Estimate(data, new CalibrationOptions { QuadraturePoints = 241, Tolerance = 1e-6 });
        CalibrationResult result = Estimate(data, new CalibrationOptions { QuadraturePoints = points, Tolerance = 1e-6 });

        Assert.Equal(fine.LogLikelihood, result.LogLikelihood, 0.05);
        foreach ((CalibratedItem expected, CalibratedItem actual) in fine.Parameters.Items.Zip(result.Parameters.Items))
        {
            Assert.Equal(expected.Parameters.Discrimination, actual.Parameters.Discrimination, 0.01);
            Assert.Equal(expected.Parameters.Difficulty, actual.Parameters.Difficulty, 0.01);
        }
    }

    [Fact]
    public void CalibrationOptions_Defaults_AreThePublishedOnes()
    {
        var options = new CalibrationOptions();

        Assert.Equal(61, options.QuadraturePoints);
        Assert.Equal(1e-4, options.Tolerance);
        Assert.Equal(2000, options.MaximumCycles);
        Assert.Equal(
            [
                new ParameterPrior(PriorParameter.LowerAsymptote, PriorDistribution.LogitNormal, -1.3862944, 0.5),
                new ParameterPrior(PriorParameter.UpperAsymptote, PriorDistribution.LogitNormal, 1.3862944, 0.5),
            ],
            options.Priors);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(0)]
    [InlineData(-1e-4)]
    public void Validate_ToleranceThatIsNotPositive_Throws(double tolerance) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new CalibrationOptions { Tolerance = tolerance }.Validate());

    private static ItemParameters[] Items(ItemModel model, int count)
    {
        var items = new ItemParameters[count];
        for (int i = 0; i < count; i++)
        {
            double a = 0.8 + 0.9 * (i * 7 % count) / count;
            double b = -1.8 + 3.6 * i / (count - 1);
            items[i] = model switch
            {
                ItemModel.GradedResponse => ItemParameters.Graded(a, [b - 0.8, b + 0.1, b + 0.9]),
                ItemModel.GeneralizedPartialCredit => ItemParameters.PartialCredit(a, [b - 0.4, b + 0.5, b]),

                // Spread as the default prior says, or errors would be smaller than their standard errors promise.
                ItemModel.ThreeParameterLogistic => ItemParameters.Dichotomous(
                    model, a, b, Elementary.Logistic(-1.3862944 + 0.5 * (-1.7 + 3.4 * (i * 11 % count) / (count - 1)))),
                _ => ItemParameters.Dichotomous(model, a, b),
            };
        }

        return items;
    }

    private static double MeanSquare(CalibrationResult result, ItemParameters[] truth, string column) => result.Parameters.Items
        .Where(item => item.StandardErrors is not null)
        .Average(item =>
        {
            var known = new CalibratedItem(item.Id, truth[int.Parse(item.Id[1..]) - 1]);
            return Math.Pow((item.Value(column) - known.Value(column)) / item.Value($"se_{column}"), 2);
        });

    private static CalibrationResult Estimate(ResponseData data, CalibrationOptions options) => ItemCalibration.Estimate(data, options);
}
