using Pals.Exam.Engine.Exams;
using Pals.Exam.Engine.Simulation;

namespace Pals.Exam.ItemBank.Reports;

/// <summary>A simulation as a page for a review board: can this exam, with this bank, be trusted to pass and to fail?</summary>
internal static class SimulationReport
{
    private const int ExposureBins = 20;
    private const int MostUsed = 20;

    public static HtmlReport Create(AdaptiveExam exam, SimulationOptions options, SimulationResult result)
    {
        ExamDefinition definition = exam.Definition;
        var page = new HtmlReport(
            $"Simulation of {definition.Id}",
            $"{result.Exams:N0} simulated exams on {exam.Pool.Count:N0} items, seed {options.Seed}, abilities {Kind(options)}");
        page.Section("Findings").Flags([.. Findings(exam, result)], "Nothing needs a decision.");
        Overview(page, definition, result);
        ByAbility(page, definition, result);
        Lengths(page, definition, result);
        Exposure(page, result);
        Content(page, result);
        Dimensions(page, result);
        return page;
    }

    private static IEnumerable<string> Findings(AdaptiveExam exam, SimulationResult result)
    {
        if (result.BlueprintViolations + result.EnemyViolations + result.RepeatedItems > 0)
        {
            yield return $"The engine broke its own rules: {result.BlueprintViolations} blueprint violations, {result.EnemyViolations} enemy items together, "
                + $"{result.RepeatedItems} items given twice. Do not use this build.";
        }

        // Three standard errors of a proportion: what chance alone explains is no finding.
        double slack = 3 * Math.Sqrt(0.95 * 0.05 / result.Exams);
        if (result.Coverage < 0.95 - slack)
        {
            yield return $"95 % intervals cover only {result.Coverage:P1} of the true abilities: the stated uncertainty is too small.";
        }

        if (result.FalsePasses + result.FalseFails > 2 * (1 - exam.Definition.Confidence))
        {
            yield return $"{1 - result.Accuracy:P1} of the exams decided wrongly, more than twice the {1 - exam.Definition.Confidence:P0} that the confidence promises "
                + "in exams that end by their decision rule. The bank may have too few items near the cut.";
        }

        double atMaximum = result.Ends.Where(e => e.End == ExamEnd.MaximumLength).Sum(e => e.Exams) / (double)result.Exams;
        if (atMaximum > 0.5)
        {
            yield return $"{atMaximum:P0} of the exams ran to their maximum length without the confidence asked for.";
        }

        if (result.UnusedItems > 0)
        {
            yield return $"{result.UnusedItems} scored items were never given.";
        }

        if (result.MaxExposure > 0.5)
        {
            yield return $"The most exposed item is met by {result.MaxExposure:P0} of the candidates; exposure control may be wanted.";
        }
    }

    private static void Overview(HtmlReport page, ExamDefinition definition, SimulationResult result) => page
        .Section("Overview")
        .Facts(
        [
            ("Decided rightly", $"{result.Accuracy:P2}"),
            ("Passed below the standard", $"{result.FalsePasses:P2}"),
            ("Failed above the standard", $"{result.FalseFails:P2}"),
            ("Like decision on a second exam", Percent(result.Consistency)),
            ("Passed", $"{result.PassRate:P1}"),
            ("Cut, logits", $"{definition.Cut:F3}"),
            ("Mean length", $"{result.MeanLength:F1} scored items"),
            ("Bias, logits", $"{result.Bias:F4}"),
            ("RMSE, logits", $"{result.Rmse:F4}"),
            ("Mean standard error", $"{result.MeanStandardError:F4}"),
            ("95 % intervals cover", $"{result.Coverage:P1}"),
            ("Reliability", double.IsNaN(result.Reliability) ? "" : $"{result.Reliability:F3}"),
        ]);

    private static void ByAbility(HtmlReport page, ExamDefinition definition, SimulationResult result)
    {
        AbilityGroup[] groups = [.. result.ByAbility];
        PlotAxis ability = PlotAxis.Covering("true composite ability, logits", groups.Select(g => g.Ability));
        PlotAxis share = new("share of exams", 0, 1);
        page.Section("By ability")
            .Figure(
                new SvgPlot("Decisions", ability, share)
                    .Line("passed", Points(groups, g => g.PassRate), 0)
                    .Line("decided rightly", Points(groups, g => g.Accuracy), 1)
                    .Line("alike on a second exam", Points(groups, g => g.Consistency), 2)
                    .UprightLine("cut", definition.Cut),
                "Decisions are hardest at the cut, where half of the exams must go either way. Consistency is the probability that two exams of candidates of the same group agree.")
            .Figure(
                new SvgPlot("Errors of the estimate", ability, PlotAxis.Covering("logits", [.. groups.Select(g => g.Rmse), .. groups.Select(g => g.Bias), 0]))
                    .Line("bias", Points(groups, g => g.Bias), 0)
                    .Line("RMSE", Points(groups, g => g.Rmse), 1)
                    .Line("mean standard error", Points(groups, g => g.StandardError), 2)
                    .LevelLine("", 0)
                    .UprightLine("cut", definition.Cut),
                "A posterior mean leans toward the prior mean, the more the shorter the exam: bias falls with ability by design.")
            .Figure(
                new SvgPlot("Length", ability, PlotAxis.Covering("scored items", [definition.MinimumLength, definition.MaximumLength, .. groups.Select(g => g.Length)]))
                    .Line("mean length", Points(groups, g => g.Length), 0)
                    .UprightLine("cut", definition.Cut),
                "Exams are long where the decision is hard.")
            .Table(
                "Groups of true composite ability",
                ["#ability", "#exams", "#bias", "#RMSE", "#SE", "#length", "#passed", "#right", "#alike"],
                groups.Select(g => (IReadOnlyList<string>)
                [
                    $"{g.Ability:F2}", $"{g.Exams}", $"{g.Bias:F3}", $"{g.Rmse:F3}", $"{g.StandardError:F3}", $"{g.Length:F1}",
                    $"{g.PassRate:P1}", $"{g.Accuracy:P1}", Percent(g.Consistency),
                ]));
    }

    private static void Lengths(HtmlReport page, ExamDefinition definition, SimulationResult result) => page
        .Section("Length and reasons to end")
        .Figure(
            new SvgPlot(
                "Exams of each length",
                new PlotAxis("scored items", definition.MinimumLength - 1, definition.MaximumLength + 1),
                PlotAxis.Covering("share of exams", [0, .. result.Lengths.Select(l => (double)l.Exams / result.Exams)]))
                .Bars("", result.Lengths.Select(l => new PlotPoint(l.Length, (double)l.Exams / result.Exams)), 0.8, 0),
            "How long candidates sit.")
        .Table(
            "Why exams ended",
            ["reason", "#exams", "#share"],
            result.Ends.Select(e => (IReadOnlyList<string>)[Reason(e.End), $"{e.Exams}", $"{(double)e.Exams / result.Exams:P1}"]));

    private static void Exposure(HtmlReport page, SimulationResult result)
    {
        ItemExposure[] scored = [.. result.Items.Where(i => !i.IsPretest)];
        int[] bins = new int[ExposureBins];
        foreach (ItemExposure item in scored)
        {
            bins[Math.Min(ExposureBins - 1, (int)(item.Rate * ExposureBins))]++;
        }

        ItemExposure[] ranked = [.. scored.OrderByDescending(i => i.Rate)];
        page.Section("Exposure of items")
            .Facts(
            [
                ("Highest rate", $"{result.MaxExposure:P1}"),
                ("Never given", $"{result.UnusedItems} of {scored.Length}"),
                ("Overlap of two exams", $"{result.Overlap:P1}"),
                ("Largest overlap, like ability", $"{result.LargestOverlap:P1}"),
            ])
            .Figure(
                new SvgPlot("Items by exposure rate", new PlotAxis("exposure rate", 0, 1), PlotAxis.Covering("items", [0, .. bins.Select(b => (double)b)]))
                    .Bars("", bins.Select((count, k) => new PlotPoint((k + 0.5) / ExposureBins, count)), 0.9 / ExposureBins, 0),
                "How many items are met by what share of the candidates.")
            .Figure(
                new SvgPlot("Exposure, most used item first", PlotAxis.Covering("rank of the item", [1, Math.Max(2, ranked.Length)]), new PlotAxis("exposure rate", 0, 1))
                    .Line("", ranked.Select((item, k) => new PlotPoint(k + 1, item.Rate)), 0),
                "A steep start means that few items carry the exam and will become known.")
            .Table(
                $"The {Math.Min(MostUsed, ranked.Length)} most exposed items",
                ["item", "topic area", "#given", "#rate"],
                ranked.Take(MostUsed).Select(i => (IReadOnlyList<string>)[i.ItemId, i.TopicArea, $"{i.Given}", $"{i.Rate:P1}"]));
    }

    private static void Content(HtmlReport page, SimulationResult result) => page
        .Section("Content")
        .Table(
            "Scored items of an exam under each constraint",
            ["constraint", "#minimum", "#maximum", "#least", "#mean", "#most"],
            result.Coverages.Select(c => (IReadOnlyList<string>)[c.Name, $"{c.Minimum}", $"{c.Maximum}", $"{c.Least}", $"{c.Mean:F2}", $"{c.Most}"]));

    private static void Dimensions(HtmlReport page, SimulationResult result)
    {
        int n = result.Dimensions.Length;
        page.Section("Topic areas")
            .Table(
                "Recovery of ability",
                ["dimension", "#bias", "#RMSE", "#mean SE", "#reliability"],
                result.Dimensions.Select(d => (IReadOnlyList<string>)
                    [d.Name, $"{d.Bias:F3}", $"{d.Rmse:F3}", $"{d.StandardError:F3}", double.IsNaN(d.Reliability) ? "" : $"{d.Reliability:F3}"]));
        if (n > 1)
        {
            page.Paragraph("Correlations of estimates (below the diagonal) and of true abilities (above). Estimates of areas with few items lean on the others, "
                    + "so they agree more than the abilities do.")
                .Table(
                    "Correlations",
                    ["dimension", .. result.Dimensions.Select(d => $"#{d.Name}")],
                    Enumerable.Range(0, n).Select(i => (IReadOnlyList<string>)
                    [
                        result.Dimensions[i].Name,
                        .. Enumerable.Range(0, n).Select(j => i == j ? "" : Correlation((j < i ? result.EstimateCorrelations : result.TrueCorrelations)[i * n + j])),
                    ]));
        }
    }

    private static IEnumerable<PlotPoint> Points(AbilityGroup[] groups, Func<AbilityGroup, double> value) =>
        groups.Select(g => new PlotPoint(g.Ability, value(g)));

    private static string Correlation(double value) => double.IsNaN(value) ? "" : $"{value:F2}";

    private static string Percent(double value) => double.IsNaN(value) ? "" : $"{value:P1}";

    private static string Kind(SimulationOptions options)
    {
        string prior = options.Group is null ? "the definition's prior" : $"the prior of group '{options.Group}'";
        return options.Abilities == SimulatedAbilities.Grid ? $"on a grid from −3 to 3 standard deviations of {prior}" : $"from {prior}";
    }

    private static string Reason(ExamEnd end) => end switch
    {
        ExamEnd.DecisionRule => "decision rule satisfied",
        ExamEnd.MaximumLength => "maximum length reached",
        ExamEnd.PoolExhausted => "no eligible item left",
        ExamEnd.TimeLimit => "time ran out",
        _ => "still in progress",
    };
}
