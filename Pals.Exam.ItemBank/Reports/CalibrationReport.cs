using Pals.Exam.Engine.Calibration;
using Pals.Exam.Engine.Calibration.Fit;
using Pals.Exam.Engine.Items;
using Pals.Exam.ItemBank.Diagnostics;
using Pals.Exam.ItemBank.Responses;

namespace Pals.Exam.ItemBank.Reports;

/// <summary>A calibration as a page for a review board: what needs a decision first, then the test, the candidates and every item.</summary>
internal static class CalibrationReport
{
    private const int CurveSteps = 120;
    private const double PlotRange = 4;
    private const double HistogramWidth = 0.25;

    /// <summary>The items that measure one ability: all of them, or those of one topic area.</summary>
    /// <param name="Name">The topic area; empty when there is one dimension only.</param>
    /// <param name="Responses">Responses to its items, with the parameters found.</param>
    /// <param name="Fit">Model fit.</param>
    /// <param name="Cut">The passing standard in logits, or null to leave it out.</param>
    public sealed record Dimension(string Name, CalibratedResponses Responses, FitAnalysis Fit, double? Cut);

    /// <summary>What the page is about.</summary>
    /// <param name="Subject">Title of the page, for example the name of the response file.</param>
    /// <param name="Facts">Short facts of the calibration: sizes, model, likelihood, convergence.</param>
    /// <param name="Findings">What the calibration itself warns of.</param>
    /// <param name="Parameters">The parameters with their standard errors.</param>
    /// <param name="Dimensions">One, or one for each topic area.</param>
    /// <param name="Correlations">Of the topic areas; null with one dimension.</param>
    public sealed record Input(
        string Subject,
        IReadOnlyList<(string Label, string Value)> Facts,
        IReadOnlyList<string> Findings,
        ParameterTable Parameters,
        IReadOnlyList<Dimension> Dimensions,
        TopicCorrelations? Correlations);

    public static HtmlReport Create(Input input)
    {
        var page = new HtmlReport(
            $"Calibration of {input.Subject}",
            $"{input.Dimensions[0].Responses.Data.CandidateCount:N0} candidates, {input.Parameters.Items.Length:N0} items");
        page.Section("Findings")
            .Flags([.. input.Findings, .. input.Dimensions.SelectMany(Findings)], "Nothing needs a decision.")
            .Section("Overview")
            .Facts(input.Facts);
        if (input.Correlations is { } correlations)
        {
            page.Table(
                "Correlations of the topic areas, free of measurement error",
                ["topic area", .. correlations.Topics.Select(topic => $"#{topic}")],
                correlations.Topics.Select((topic, i) => (IReadOnlyList<string>)[topic, .. correlations.Matrix[i].Select(r => $"{r:F3}")]));
        }

        foreach (Dimension dimension in input.Dimensions)
        {
            Overall(page, dimension);
            Precision(page, dimension);
            ItemsAndCandidates(page, dimension);
            FitTable(page, dimension, input.Parameters);
            Curves(page, dimension);
        }

        return page;
    }

    private static string Title(Dimension dimension, string heading) => dimension.Name.Length == 0 ? heading : $"{dimension.Name}: {heading}";

    private static IEnumerable<string> Findings(Dimension input)
    {
        FitSummary fit = input.Fit.Summary;
        if (fit.M2.RootMeanSquareErrorLow > FitFlags.HighestRmsea)
        {
            yield return $"The model as a whole does not fit: RMSEA of M2 is {fit.M2.RootMeanSquareError:F3}, its 90 % interval wholly above {FitFlags.HighestRmsea}. One dimension may not be enough.";
        }

        foreach (DependentPair pair in fit.DependentPairs)
        {
            yield return $"{pair.First} and {pair.Second} depend on each other: Q3 = {pair.Q3:F2}. Do they give one another away? Make them enemies or a scenario.";
        }

        foreach (ItemFit item in fit.Items.Where(item => item.Flags.Count > 0))
        {
            yield return $"{item.Item} misfits: {string.Join(", ", item.Flags)}.";
        }
    }

    private static void Overall(HtmlReport page, Dimension input)
    {
        LimitedInformationResult m2 = input.Fit.Summary.M2;
        page.Section(Title(input, "Fit of the model")).Facts(m2.Unavailable is null
            ?
            [
                ("M2", $"{m2.Statistic:F2}, df {m2.DegreesOfFreedom}, p {m2.PValue:F4}"),
                ("RMSEA (90 % interval)", $"{m2.RootMeanSquareError:F4} ({m2.RootMeanSquareErrorLow:F4} to {m2.RootMeanSquareErrorHigh:F4})"),
                ("SRMSR", $"{m2.ResidualCorrelation:F4}"),
                ("TLI, CFI", $"{m2.TuckerLewis:F4}, {m2.Comparative:F4}"),
                ("Average Q3", $"{input.Fit.Summary.AverageQ3:F4}"),
            ]
            : [("M2", $"not available: {m2.Unavailable}"), ("Average Q3", $"{input.Fit.Summary.AverageQ3:F4}")]);
    }

    private static void Precision(HtmlReport page, Dimension input)
    {
        double[] abilities = Abilities();
        double[] information = [.. abilities.Select(theta => input.Responses.Items.Sum(item => item.Information(theta)))];
        double[] errors = [.. information.Select(value => 1 / Math.Sqrt(value))];
        PlotAxis ability = new("ability, logits", -PlotRange, PlotRange);

        // Outside the items' reach the standard error grows without bound and would flatten the curve that matters.
        double highest = Math.Min(errors.Max(), 4 * errors.Min());
        page.Section(Title(input, "Precision"))
            .Figure(
                WithCut(new SvgPlot("Test information", ability, PlotAxis.Covering("information, per squared logit", [0, .. information])), input.Cut)
                    .Line("", Pair(abilities, information), 0),
                "Information of all items together. An exam is most exact where this is high; for pass and fail that should be at the cut.")
            .Figure(
                WithCut(new SvgPlot("Standard error of ability", ability, PlotAxis.Covering("logits", [0, highest])), input.Cut)
                    .Line("", Pair(abilities, errors), 0),
                input.Cut is { } cut
                    ? $"At the cut of {cut:F2} logits the standard error of a test of all items is {1 / Math.Sqrt(input.Responses.Items.Sum(item => item.Information(cut))):F3}."
                    : "Standard error of a test of all items.");
    }

    private static void ItemsAndCandidates(HtmlReport page, Dimension input)
    {
        PlotPoint[] candidates = Histogram([.. input.Fit.Abilities], 1);
        PlotPoint[] items = Histogram(
            [.. input.Responses.Items.SelectMany(item => item.IsDichotomous ? [item.Difficulty] : item.Thresholds.AsEnumerable())], -1);
        PlotPoint[] all = [.. candidates, .. items];
        page.Section(Title(input, "Items and candidates")).Figure(
            WithCut(
                new SvgPlot(
                    "Item–person map",
                    PlotAxis.Covering("ability and difficulty, logits", [-3, 3, .. all.Select(point => point.X)]),
                    PlotAxis.Covering("share", all.Select(point => point.Y))),
                input.Cut)
                .Bars("candidates (EAP), upwards", candidates, HistogramWidth, 0)
                .Bars("difficulties and thresholds, downwards", items, HistogramWidth, 1),
            "Where candidates are and where items measure. Candidates far from all items are measured badly; items far from all candidates are learnt about slowly.");
    }

    private static void FitTable(HtmlReport page, Dimension input, ParameterTable parameters)
    {
        ItemFit[] order =
            [.. input.Fit.Summary.Items.OrderByDescending(item => item.Flags.Count > 0)];
        page.Section(Title(input, "Items")).Table(
            "Parameters in logits with standard errors in brackets; flagged items first. S-X2: p adjusted for the number of items.",
            ["item", "model", "#a", "#b", "#c", "#d", "#responses", "#mean score", "#infit", "#outfit", "#S-X2 p", "#RMSD", "flags"],
            order.Select(item => Row(parameters, item)));
    }

    private static string[] Row(ParameterTable parameters, ItemFit fit)
    {
        if (!parameters.TryFind(fit.Item, out CalibratedItem? item))
        {
            throw new ArgumentException($"Item {fit.Item} has no parameters.", nameof(fit));
        }

        ItemParameters p = item.Parameters;
        ItemStandardErrors? errors = item.StandardErrors;
        return
        [
            fit.Item,
            ModelNames.Name(p.Model),
            WithError(p.Discrimination, errors?.Discrimination),
            p.IsDichotomous
                ? WithError(p.Difficulty, errors?.Difficulty)
                : string.Join("; ", p.Thresholds.Select((b, k) => WithError(b, errors is null || errors.Thresholds.Length <= k ? null : errors.Thresholds[k]))),
            p.Model is ItemModel.ThreeParameterLogistic or ItemModel.FourParameterLogistic ? WithError(p.LowerAsymptote, errors?.LowerAsymptote) : "",
            p.Model == ItemModel.FourParameterLogistic ? WithError(p.UpperAsymptote, errors?.UpperAsymptote) : "",
            $"{fit.Responses}",
            $"{fit.Mean:F3}",
            Figure(fit.Infit, "F2"),
            Figure(fit.Outfit, "F2"),
            Figure(fit.PAdjusted, "F4"),
            Figure(fit.Rmsd, "F3"),
            string.Join("; ", fit.Flags),
        ];
    }

    private static void Curves(HtmlReport page, Dimension input)
    {
        EmpiricalCurve[] curves = input.Fit.Curves;
        double[] abilities = Abilities();
        page.Section(Title(input, "Item characteristic curves")).FigureGrid(
            Enumerable.Range(0, curves.Length).Select(i =>
            {
                ItemParameters item = input.Responses.Items[i];
                IReadOnlyList<EmpiricalPoint> points = curves[i].Points;
                return new SvgPlot(
                        input.Responses.Data.ItemIds[i],
                        new PlotAxis("ability, logits", -PlotRange, PlotRange),
                        new PlotAxis(item.IsDichotomous ? "proportion right" : "mean score", 0, item.MaximumScore),
                        width: 340,
                        height: 230)
                    .Line("", Pair(abilities, [.. abilities.Select(theta => item.ExpectedScore(theta))]), 0)
                    .Points(
                        "",
                        [.. points.Select(point => new PlotPoint(point.Ability, point.Observed))],
                        1,
                        [.. points.Select(point => 2 * point.StandardError)]);
            }),
            "The model's curve with the observed mean score of candidates of about one ability, and two standard errors around it.");
    }

    private static double[] Abilities() => [.. Enumerable.Range(0, CurveSteps + 1).Select(i => -PlotRange + 2 * PlotRange * i / CurveSteps)];

    private static IEnumerable<PlotPoint> Pair(double[] x, double[] y) => x.Zip(y, (a, b) => new PlotPoint(a, b));

    private static PlotPoint[] Histogram(double[] values, int sign)
    {
        double[] finite = [.. values.Where(double.IsFinite)];
        return
        [
            .. finite
                .GroupBy(value => Math.Floor(value / HistogramWidth))
                .OrderBy(bin => bin.Key)
                .Select(bin => new PlotPoint((bin.Key + 0.5) * HistogramWidth, sign * bin.Count() / (double)finite.Length)),
        ];
    }

    private static SvgPlot WithCut(SvgPlot plot, double? cut) => cut is { } value ? plot.UprightLine("cut", value) : plot;

    private static string WithError(double value, double? error) =>
        error is { } known && double.IsFinite(known) ? $"{value:F3} ({known:F3})" : $"{value:F3}";

    private static string Figure(double value, string format) => double.IsFinite(value) ? value.ToString(format, null) : "";
}
