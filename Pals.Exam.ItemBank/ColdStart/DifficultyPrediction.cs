using Pals.Exam.Engine.Calibration;
using Pals.Exam.Engine.Calibration.ColdStart;
using Pals.Exam.ItemBank.Content;

namespace Pals.Exam.ItemBank.ColdStart;

/// <summary>The predicted difficulty of an item that nobody has answered.</summary>
/// <param name="Item">The item.</param>
/// <param name="Difficulty">Predicted b in logits of the calibrated items' scale.</param>
/// <param name="StandardDeviation">How far off predictions were in cross-validation.</param>
public sealed record PredictedDifficulty(string Item, double Difficulty, double StandardDeviation);

/// <summary>
/// Predicts the difficulty of uncalibrated items from their text and attributes by a ridge regression on the calibrated items of the same bank. Where
/// cross-validation does not find it better than the mean beyond chance, the mean is the prediction.
/// </summary>
/// <param name="Calibrated">Items the regression was learnt from.</param>
/// <param name="Validation">Its cross-validated error and that of the mean.</param>
/// <param name="UsesMean">True when the regression's advantage over the mean is less than two standard errors.</param>
/// <param name="Influences">The features that move predictions most: name and logits for one standard deviation.</param>
/// <param name="Predictions">One for each uncalibrated item, in the bank's order.</param>
public sealed record DifficultyPrediction(
    int Calibrated,
    CrossValidationResult Validation,
    bool UsesMean,
    IReadOnlyList<(string Feature, double Effect)> Influences,
    IReadOnlyList<PredictedDifficulty> Predictions)
{
    /// <summary>With fewer calibrated items a cross-validated error means nothing.</summary>
    public const int FewestCalibrated = 20;

    private const int ShownInfluences = 8;
    private const double SmallestAdvantage = 2;

    /// <summary>Learns from the items of <paramref name="bank"/> that <paramref name="parameters"/> knows and predicts the others.</summary>
    /// <exception cref="ArgumentException">Fewer than <see cref="FewestCalibrated"/> items are calibrated.</exception>
    public static DifficultyPrediction Learn(Bank bank, ParameterTable parameters)
    {
        string[] areas = [.. bank.Items.Select(item => item.TopicArea).Distinct().Order(StringComparer.Ordinal)];
        var features = new List<double[]>();
        var target = new List<double>();
        var unknown = new List<(string Id, double[] Features)>();
        foreach (Item item in bank.Items)
        {
            double[] row = ItemFeatures.Of(item, item.Scenario is null ? "" : bank.FindScenario(item.Scenario)?.Text ?? "", areas);
            if (parameters.TryFind(item.Id, out CalibratedItem? calibrated))
            {
                features.Add(row);
                target.Add(calibrated.Parameters.Difficulty);
            }
            else
            {
                unknown.Add((item.Id, row));
            }
        }

        if (features.Count < FewestCalibrated)
        {
            throw new ArgumentException($"{features.Count} items of the bank are calibrated; at least {FewestCalibrated} are needed.", nameof(parameters));
        }

        CrossValidationResult validation = RidgeCrossValidation.Run(features, target);
        RidgeRegression fit = RidgeRegression.Fit(features, target);
        bool usesMean = validation.Advantage < SmallestAdvantage;
        double deviation = usesMean ? validation.ErrorOfMean : validation.Error;
        return new DifficultyPrediction(
            features.Count,
            validation,
            usesMean,
            usesMean ? [] : Strongest(fit, features, ItemFeatures.Names(areas)),
            [.. unknown.Select(item => new PredictedDifficulty(item.Id, usesMean ? fit.Intercept : fit.Predict(item.Features), deviation))]);
    }

    private static (string Feature, double Effect)[] Strongest(RidgeRegression fit, List<double[]> features, IReadOnlyList<string> names) =>
    [
        .. names
            .Select((name, j) => (Feature: name, Effect: fit.Coefficients[j] * Spread(features, j)))
            .Where(influence => influence.Effect != 0)
            .OrderByDescending(influence => Math.Abs(influence.Effect))
            .Take(ShownInfluences),
    ];

    private static double Spread(List<double[]> features, int j)
    {
        double mean = features.Average(row => row[j]);
        return Math.Sqrt(features.Average(row => (row[j] - mean) * (row[j] - mean)));
    }
}
