using Pals.Exam.Engine.Ability;
using Pals.Exam.Engine.Calibration;
using Pals.Exam.Engine.Items;
using Pals.Exam.ItemBank.Definitions;
using Pals.Exam.ItemBank.Diagnostics;
using Pals.Exam.ItemBank.Files;
using Pals.Exam.ItemBank.Reports;
using Pals.Exam.ItemBank.Responses;

namespace Pals.Exam.ItemBank.Commands;

/// <summary>Gathers what <c>calibrate --report</c> shows: the calibration, and its fit to the same responses.</summary>
internal static class CalibrationPage
{
    private const double FarthestCut = 20;

    public static void Write(
        CalibrateCommand.Options options, ResponseData data, CalibrationOptions calibration, CalibrationResult result, CommandConsole console)
    {
        CalibrationReport.Dimension[] dimensions = console.WithProgress("Report", progress => Dimensions(options, data, calibration, result, progress));
        string html = CalibrationReport.Create(new CalibrationReport.Input(
            Path.GetFileName(options.Responses), Facts(data, calibration, result), Findings(result), result.Parameters, dimensions, result.Correlations)).ToHtml();
        AtomicFile.WriteText(options.Report!, writer => writer.Write(html));
    }

    private static CalibrationReport.Dimension[] Dimensions(
        CalibrateCommand.Options options, ResponseData data, CalibrationOptions calibration, CalibrationResult result, IProgress<double> progress)
    {
        if (result.Correlations is not { } correlations || calibration.Topics is not { } topics)
        {
            return [Dimension(options, "", data, result.Parameters, new NormalPrior(result.PopulationMean, result.PopulationStandardDeviation), progress)];
        }

        var dimensions = new List<CalibrationReport.Dimension>();
        for (int t = 0; t < correlations.Topics.Length; t++)
        {
            string topic = correlations.Topics[t];
            var items = new ParameterTable(result.Parameters.Items.Where(item => topics[item.Id] == topic));
            if (!items.Items.IsEmpty)
            {
                dimensions.Add(Dimension(
                    options, topic, data, items, new NormalPrior(correlations.Means[t], correlations.StandardDeviations[t]), progress));
            }
        }

        return [.. dimensions];
    }

    private static CalibrationReport.Dimension Dimension(
        CalibrateCommand.Options options, string name, ResponseData data, ParameterTable items, NormalPrior population, IProgress<double> progress)
    {
        CalibratedResponses responses = CalibratedResponses.Of(options.Responses, data, options.Out, items);
        return new CalibrationReport.Dimension(
            name, responses, FitAnalysis.Of(responses, population, progress), options.Cut ?? ShippedStandard(responses.Items));
    }

    /// <summary>The ability whose expected score on the items is the percentage that the shipped exam asks for; null when none is.</summary>
    private static double? ShippedStandard(IReadOnlyList<ItemParameters> items)
    {
        if (ShippedDefinitions.Load().PercentCorrect is not { } percent)
        {
            return null;
        }

        double wanted = percent / 100 * items.Sum(item => item.MaximumScore);
        double low = -FarthestCut;
        double high = FarthestCut;
        if (items.Any(item => item.Discrimination <= 0) || Expected(items, low) > wanted || Expected(items, high) < wanted)
        {
            return null;
        }

        while (high - low > 1e-9)
        {
            double middle = (low + high) / 2;
            (low, high) = Expected(items, middle) < wanted ? (middle, high) : (low, middle);
        }

        return (low + high) / 2;
    }

    private static double Expected(IReadOnlyList<ItemParameters> items, double theta) => items.Sum(item => item.ExpectedScore(theta));

    private static IReadOnlyList<string> Findings(CalibrationResult result) =>
    [
        .. result.Converged ? [] : (string[])[$"The calibration did not converge: {result.Reason}. Do not publish these parameters."],
        .. result.Warnings.Select(warning => $"{warning.Item}: {warning.Message}."),
    ];

    private static (string Label, string Value)[] Facts(ResponseData data, CalibrationOptions options, CalibrationResult result) =>
    [
        ("Candidates", $"{data.CandidateCount:N0}"),
        ("Items", $"{data.ItemCount:N0}"),
        ("Responses", $"{data.ResponseCount:N0}"),
        ("Model", ModelNames.Name(options.Model)),
        ("Free parameters", $"{result.FreeParameterCount:N0}"),
        ("Log-likelihood", $"{result.LogLikelihood:F3}"),
        ("AIC", $"{result.Aic:F1}"),
        ("BIC", $"{result.Bic:F1}"),
        ("Cycles", $"{result.Cycles}: {result.Reason}"),
        ("Population", result.Correlations is null ? $"N({result.PopulationMean:F3}, {result.PopulationStandardDeviation:F3}²)" : $"{result.Correlations.Topics.Length} topic areas"),
        ("Fixed items", $"{options.FixedItems?.Items.Count(item => data.ItemIds.Contains(item.Id)) ?? 0}"),
    ];
}
