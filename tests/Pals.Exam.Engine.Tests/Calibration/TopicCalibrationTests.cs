using Pals.Exam.Engine.Calibration;
using Pals.Exam.Engine.Items;
using Pals.Exam.Engine.Numerics;
using Pals.Exam.Engine.Simulation;

namespace Pals.Exam.Engine.Tests.Calibration;

public sealed class TopicCalibrationTests
{
    // The standard error of a correlation of 4,000 candidates measured by ten items each is about 0.02; the matrix has fifteen of them.
    private const double CorrelationTolerance = 0.06;

    [Fact]
    public void Estimate_SixTopicAreas_RecoversCorrelationsFromHalfToNineTenths()
    {
        // One general factor with loadings √0.5 to √0.9 and more: every pair's correlation is the product of two loadings.
        double[] loadings = [0.95, 0.95, 0.85, 0.8, 0.7, 0.72];
        const int PerTopic = 10;
        (ResponseData data, ItemParameters[] truth, Dictionary<string, string> topics) = Draw(loadings, PerTopic, 4000, seed: 17);
        CalibrationResult result = Estimate(data, new CalibrationOptions { Topics = topics });

        Assert.True(result.Converged, result.Reason);
        Assert.Equal(2 * 60 + 15, result.FreeParameterCount);
        TopicCorrelations correlations = result.Correlations!;
        for (int i = 0; i < 6; i++)
        {
            Assert.Equal(1, correlations.StandardDeviations[i]);
            for (int j = 0; j < i; j++)
            {
                double expected = loadings[i] * loadings[j];
                Assert.InRange(expected, 0.49, 0.91);
                Assert.Equal(expected, correlations.Matrix[i][j], CorrelationTolerance);
                Assert.Equal(correlations.Matrix[i][j], correlations.Matrix[j][i]);
            }
        }

        double mean = 0;
        for (int i = 0; i < truth.Length; i++)
        {
            CalibratedItem item = result.Parameters.Items[i];
            mean += Math.Pow((item.Parameters.Discrimination - truth[i].Discrimination) / item.StandardErrors!.Discrimination, 2) / truth.Length;
        }

        Assert.InRange(mean, 0.5, 1.8);
    }

    [Fact]
    public void Estimate_OneTopicArea_IsTheCalibrationWithoutTopics()
    {
        (ResponseData data, _, Dictionary<string, string> topics) = Draw([0.9], 12, 1500, seed: 4);
        CalibrationResult one = Estimate(data, new CalibrationOptions { Tolerance = 1e-6 });
        CalibrationResult topic = Estimate(data, new CalibrationOptions { Tolerance = 1e-6, Topics = topics });

        // Grid weights that sum to 1 against a density times the spacing: the same to the accuracy of the trapezoidal rule on [−6, 6].
        Assert.Equal(one.LogLikelihood, topic.LogLikelihood, 1e-3);
        foreach ((CalibratedItem expected, CalibratedItem actual) in one.Parameters.Items.Zip(topic.Parameters.Items))
        {
            Assert.Equal(expected.Parameters.Discrimination, actual.Parameters.Discrimination, 1e-4);
            Assert.Equal(expected.Parameters.Difficulty, actual.Parameters.Difficulty, 1e-4);

            // Products of scores tend to the observed information: with 1,500 candidates to a few per cent.
            Assert.Equal(1, actual.StandardErrors!.Discrimination / expected.StandardErrors!.Discrimination, 0.15);
        }
    }

    [Fact]
    public void Estimate_TwoTopicAreas_HasTheLogLikelihoodOfDenseQuadrature()
    {
        (ResponseData data, _, Dictionary<string, string> topics) = Draw([0.9, 0.8], 5, 400, seed: 9);
        CalibrationResult result = Estimate(data, new CalibrationOptions { Topics = topics });

        // Expectation propagation of log-concave curves: a few thousandths a candidate at most.
        double exact = DenseLogLikelihood(data, result);
        Assert.Equal(exact, result.LogLikelihood, 0.002 * data.CandidateCount);
    }

    [Fact]
    public void Estimate_RaschTopics_FindsTheDeviationOfEach()
    {
        (ResponseData data, _, Dictionary<string, string> topics) = Draw([0.9, 0.9], 15, 4000, seed: 6, slope: 1, deviations: [0.7, 1.4]);
        CalibrationResult result = Estimate(data, new CalibrationOptions { Model = ItemModel.Rasch, Topics = topics });

        Assert.True(result.Converged, result.Reason);
        Assert.Equal(0.7, result.Correlations!.StandardDeviations[0], 0.05);
        Assert.Equal(1.4, result.Correlations.StandardDeviations[1], 0.08);
        Assert.Equal(0.81, result.Correlations.Matrix[1][0], CorrelationTolerance);
    }

    [Fact]
    public void Estimate_OnOneOrThreeThreads_IsTheSameToTheLastBit()
    {
        (ResponseData data, _, Dictionary<string, string> topics) = Draw([0.9, 0.8, 0.7], 5, 500, seed: 9);
        CalibrationResult one = Estimate(data, new CalibrationOptions { Topics = topics });
        CalibrationResult three = Estimate(data, new CalibrationOptions { Topics = topics, Threads = 3 });

        Assert.Equal(one.LogLikelihood, three.LogLikelihood);
        Assert.Equal(one.Correlations!.Matrix[2], three.Correlations!.Matrix[2]);
        Assert.Equal(
            one.Parameters.Items.Select(item => item.StandardErrors!.Difficulty), three.Parameters.Items.Select(item => item.StandardErrors!.Difficulty));
    }

    [Fact]
    public void Estimate_ItemWithoutTopic_IsNamed()
    {
        (ResponseData data, _, Dictionary<string, string> topics) = Draw([0.9, 0.8], 3, 50, seed: 9);
        topics.Remove("I2");
        ArgumentException exception = Assert.Throws<ArgumentException>(() => Estimate(data, new CalibrationOptions { Topics = topics }));

        Assert.Contains("Item I2 has no topic area", exception.Message, StringComparison.Ordinal);
    }

    private static (ResponseData Data, ItemParameters[] Truth, Dictionary<string, string> Topics) Draw(
        double[] loadings, int perTopic, int candidates, ulong seed, double slope = 0, double[]? deviations = null)
    {
        int count = loadings.Length * perTopic;
        var truth = new ItemParameters[count];
        var topics = new Dictionary<string, string>(StringComparer.Ordinal);
        for (int i = 0; i < count; i++)
        {
            double a = slope > 0 ? slope : 0.9 + 0.08 * (i * 7 % perTopic);
            truth[i] = ItemParameters.Dichotomous(ItemModel.TwoParameterLogistic, a, -1.5 + 3.0 * (i * 3 % perTopic) / (perTopic - 1));
            topics[$"I{i + 1}"] = $"topic-{i % loadings.Length}";
        }

        var scores = new byte[candidates * count];
        for (int n = 0; n < candidates; n++)
        {
            var random = new RandomStream(seed, (ulong)n);
            double general = random.NextNormal();
            double[] theta = [.. loadings.Select((loading, d) =>
                (deviations?[d] ?? 1) * (loading * general + Math.Sqrt(1 - loading * loading) * random.NextNormal()))];
            for (int i = 0; i < count; i++)
            {
                scores[n * count + i] = (byte)SimulatedAnswer.Draw(truth[i], theta[i % loadings.Length], ref random);
            }
        }

        ResponseData data = ResponseData.FromMatrix(
            [.. Enumerable.Range(1, candidates).Select(n => $"c{n}")], [.. Enumerable.Range(1, count).Select(i => $"I{i}")], scores);
        return (data, truth, topics);
    }

    private static double DenseLogLikelihood(ResponseData data, CalibrationResult result)
    {
        const int Points = 121;
        double rho = result.Correlations!.Matrix[1][0];
        double[] grid = [.. Enumerable.Range(0, Points).Select(q => -6 + 12.0 * q / (Points - 1))];
        double total = 0;
        for (int n = 0; n < data.CandidateCount; n++)
        {
            double[][] curves = [new double[Points], new double[Points]];
            for (int i = 0; i < data.ItemCount; i++)
            {
                ItemParameters item = result.Parameters.Items[i].Parameters;
                for (int q = 0; q < Points; q++)
                {
                    (double right, double wrong) = ResponseModel.LogProbabilities(grid[q], item.Discrimination, item.Difficulty);
                    curves[i % 2][q] += data[n].Scores[i] == 1 ? right : wrong;
                }
            }

            double sum = 0;
            for (int p = 0; p < Points; p++)
            {
                for (int q = 0; q < Points; q++)
                {
                    double square = (grid[p] * grid[p] - 2 * rho * grid[p] * grid[q] + grid[q] * grid[q]) / (1 - rho * rho);
                    sum += Math.Exp(curves[0][p] + curves[1][q] - 0.5 * square);
                }
            }

            total += Math.Log(sum * 0.01 / (2 * Math.PI * Math.Sqrt(1 - rho * rho)));
        }

        return total;
    }

    private static CalibrationResult Estimate(ResponseData data, CalibrationOptions options) => ItemCalibration.Estimate(data, options);
}
