using System.CommandLine;
using Pals.Exam.Engine.Ability;
using Pals.Exam.Engine.Calibration;
using Pals.Exam.Engine.Calibration.Drift;
using Pals.Exam.Engine.Calibration.Linking;
using Pals.Exam.ItemBank.Files;
using Pals.Exam.ItemBank.Responses;

namespace Pals.Exam.ItemBank.Commands;

/// <summary><c>itembank drift</c>: which anchors have moved between two calibrations, and which items have changed in the course of the responses?</summary>
internal static class DriftCommand
{
    private static readonly string[] Header =
        ["item", "b_base", "b_new_linked", "displacement", "se", "z", "p", "p_adjusted", "curve_difference", "anchor", "drifted"];

    private static readonly string[] CusumHeader =
        ["item", "responses", "highest_up", "threshold_up", "alarm_up", "change_up", "highest_down", "threshold_down", "alarm_down", "change_down"];

    /// <summary>How displacements are judged; the default looks whether standard errors are known.</summary>
    internal enum Judgement
    {
        Automatic,
        Displacement,
        RobustZ,
    }

    /// <param name="Base">Parameters in use.</param>
    /// <param name="New">Parameters of the new calibration.</param>
    /// <param name="Judgement">What displacements are compared with.</param>
    /// <param name="Linking">How the scales are matched.</param>
    /// <param name="Level">False discovery rate.</param>
    /// <param name="Smallest">The smallest displacement that matters, in logits.</param>
    /// <param name="Out">The table of anchors to write, or null.</param>
    /// <param name="Responses">Responses in order of time to chart under the base parameters, or null.</param>
    /// <param name="Cusum">The table of charts to write, or null.</param>
    /// <param name="Chart">How charts are drawn.</param>
    public sealed record Options(
        string Base, string New, Judgement Judgement, LinkingMethod Linking, double Level, double Smallest, string? Out, string? Responses, string? Cusum,
        ResidualCusumOptions Chart);

    /// <summary>One anchor of the result.</summary>
    public sealed record Anchor(
        string Item, double Base, double NewLinked, double Displacement, double StandardError, double Z, double P, double PAdjusted, double CurveDifference,
        bool IsAnchor, bool Drifted);

    /// <summary>One charted item of the result.</summary>
    public sealed record Chart(string Item, ResidualCusumResult Cusum);

    /// <summary>What the command says.</summary>
    public sealed record Report(
        DriftMethod Method, double Slope, double Intercept, double InterceptStandardError, int CommonItems, int Removed, bool AnchorsExhausted,
        IReadOnlyList<Anchor> Items, IReadOnlyList<Chart>? Charts);

    public static Command Create()
    {
        Option<string> basis = CommonOptions.InputFile("--base", "P1.csv", "Parameters in use.");
        Option<string> current = CommonOptions.InputFile("--new", "P2.csv", "Parameters of the new calibration; the items with the same ids are compared.");
        Option<Choice<Judgement>> method = CommonOptions.Choice(
            "--method",
            "Compare a displacement with its standard error or with the spread of all displacements; auto takes the first when standard errors are known.",
            Judgement.Automatic,
            ("auto", Judgement.Automatic),
            ("displacement", Judgement.Displacement),
            ("robust-z", Judgement.RobustZ));
        Option<Choice<LinkingMethod>> linking = LinkCommand.Method("--linking");
        Option<double> level = CommonOptions.Above("--alpha", "A", "False discovery rate at which an item is called drifted.", 0.0, 0.05);
        Option<double> smallest = CommonOptions.AtLeast("--smallest", "B", "Smallest displacement that matters, in logits.", 0.0, 0.1);
        Option<string?> output = CommonOptions.OptionalFile("--out", "D.csv", "Also write the anchors' displacements as a table.");
        Option<string?> responses = CommonOptions.OptionalFile(
            "--responses", "R.csv", "Also chart each item's residuals under the base parameters; candidates in order of time.");
        Option<string?> cusum = CommonOptions.OptionalFile("--cusum", "C.csv", "Write the charts' sums, thresholds and alarms as a table.");
        Option<double> rate = CommonOptions.Above("--false-alarms", "A", "Chance of a false alarm in a chart, in each direction.", 0.0, 0.005);
        Option<ulong> seed = CommonOptions.Seed();
        return new Command("drift", "Find anchors that moved between two calibrations, and items that were exposed or broken in the course of time.")
        {
            basis, current, method, linking, level, smallest, output, responses, cusum, rate, seed,
        }.Does((parse, console, _) => Run(
            new Options(
                parse.GetRequiredValue(basis),
                parse.GetRequiredValue(current),
                parse.GetValue(method),
                parse.GetValue(linking),
                parse.GetValue(level),
                parse.GetValue(smallest),
                parse.GetValue(output),
                parse.GetValue(responses),
                parse.GetValue(cusum),
                new ResidualCusumOptions { FalseAlarmRate = parse.GetValue(rate), Seed = parse.GetValue(seed) }),
            console));
    }

    public static ExitCode Run(Options options, CommandConsole console)
    {
        CommonItems common = CommonItems.Of(options.Base, ParameterFile.Read(options.Base), options.New, ParameterFile.Read(options.New));
        if (common.Warning is { } warning)
        {
            console.Message($"itembank drift: {warning}");
        }

        if (common.Ids.Count < 3)
        {
            throw new InputException(options.New, 0, 0, $"shares {common.Ids.Count} items with {options.Base}; drift needs three anchors or more");
        }

        AnchorItem[] anchors =
        [
            .. common.First.Zip(common.Second, (old, current) => new AnchorItem(old.Parameters, current.Parameters, LocationError(old), LocationError(current))),
        ];
        DriftMethod method = Method(options, common, anchors);
        AnchorDriftAnalysis analysis = AnchorDrift.Analyze(
            anchors, new AnchorDriftOptions { Method = method, Linking = options.Linking, SignificanceLevel = options.Level, SmallestDisplacement = options.Smallest });
        ScaleTransformation map = analysis.Linking.Transformation;
        Anchor[] items =
        [
            .. analysis.Items.Select((item, i) => new Anchor(
                common.Ids[i], anchors[i].Base.Difficulty, map.Apply(anchors[i].New.Difficulty), item.Displacement, item.StandardError, item.Z, item.PValue,
                item.Adjusted, item.CurveDifference, item.IsAnchor, item.Drifted)),
        ];
        Chart[]? charts = options.Responses is null ? null : console.WithProgress("Charts", progress => Charts(options, console, progress));
        if (options.Out is not null)
        {
            CsvOutput.Write(options.Out, Header, items.Select(item => (IReadOnlyList<object?>)
            [
                item.Item, item.Base, item.NewLinked, item.Displacement, item.StandardError, item.Z, item.P, item.PAdjusted, item.CurveDifference,
                item.IsAnchor ? "yes" : "no", item.Drifted ? "yes" : "no",
            ]));
        }

        if (options.Cusum is not null && charts is not null)
        {
            CsvOutput.Write(options.Cusum, CusumHeader, charts.Select(chart => (IReadOnlyList<object?>)
            [
                chart.Item, chart.Cusum.Responses, chart.Cusum.HighestUp, chart.Cusum.ThresholdUp, chart.Cusum.AlarmUp, chart.Cusum.ChangeUp,
                chart.Cusum.HighestDown, chart.Cusum.ThresholdDown, chart.Cusum.AlarmDown, chart.Cusum.ChangeDown,
            ]));
        }

        console.Result(
            new Report(
                method, map.Slope, map.Intercept, analysis.Linking.InterceptStandardError, items.Length, analysis.Rounds, analysis.Exhausted, items, charts),
            Print);
        return ExitCode.Success;
    }

    /// <summary>
    /// Standard error of b, or of the mean threshold: at most the mean of the thresholds' standard errors, whatever their correlation, so ordered items are never
    /// called too often.
    /// </summary>
    private static double LocationError(CalibratedItem item) => item.StandardErrors switch
    {
        null => double.NaN,
        { Thresholds.IsEmpty: true } errors => errors.Difficulty,
        { } errors => errors.Thresholds.Average(),
    };

    private static DriftMethod Method(Options options, CommonItems common, AnchorItem[] anchors)
    {
        int unknown = Array.FindIndex(anchors, anchor => !double.IsFinite(anchor.BaseError + anchor.NewError));
        return options.Judgement switch
        {
            Judgement.RobustZ => DriftMethod.RobustZ,
            Judgement.Displacement when unknown >= 0 => throw new InputException(
                double.IsFinite(anchors[unknown].BaseError) ? options.New : options.Base,
                0,
                0,
                $"item {common.Ids[unknown]} has no standard error of b; expected one, or --method robust-z"),
            Judgement.Automatic when unknown >= 0 => DriftMethod.RobustZ,
            _ => DriftMethod.Displacement,
        };
    }

    private static Chart[] Charts(Options options, CommandConsole console, IProgress<double> progress)
    {
        CalibratedResponses input = CalibratedResponses.Read(options.Responses!, options.Base);
        if (input.Warning is { } warning)
        {
            console.Message($"itembank drift: {warning}");
        }

        progress.Report(0.1);
        NormalPrior population = Engine.Calibration.Fit.PopulationEstimation.Estimate(input.Data, input.Items).Population;
        progress.Report(0.3);
        ResidualCusumResult[] results = ResidualCusum.Compute(input.Data, input.Items, population, options.Chart);
        progress.Report(1);
        return [.. results.Select((result, i) => new Chart(input.Data.ItemIds[i], result))];
    }

    private static void Print(TextWriter writer, Report report)
    {
        writer.WriteLine($"{report.CommonItems} common items, {report.Removed} taken out of the linking; b_base = {report.Slope:0.0000} b_new {(report.Intercept < 0 ? "-" : "+")} {Math.Abs(report.Intercept):0.0000} (standard error {report.InterceptStandardError:0.0000})");
        if (report.AnchorsExhausted)
        {
            writer.WriteLine("more than half of the anchors drifted: the two calibrations do not share a scale, and no linking can be trusted");
        }

        Anchor[] drifted = [.. report.Items.Where(item => item.Drifted)];
        writer.WriteLine($"{drifted.Length} items drifted");
        foreach (Anchor item in drifted)
        {
            writer.WriteLine($"  {item.Item}: {(item.Displacement > 0 ? "harder" : "easier")} by {Math.Abs(item.Displacement):0.000}, z = {item.Z:0.00}, adjusted p = {item.PAdjusted:0.0000}");
        }

        if (report.Charts is null)
        {
            return;
        }

        Chart[] alarms = [.. report.Charts.Where(chart => chart.Cusum.AlarmUp > 0 || chart.Cusum.AlarmDown > 0)];
        writer.WriteLine($"{alarms.Length} of {report.Charts.Count} charts alarm");
        foreach (Chart chart in alarms)
        {
            ResidualCusumResult cusum = chart.Cusum;
            writer.WriteLine(cusum.AlarmUp > 0
                ? $"  {chart.Item}: better than expected from response {cusum.ChangeUp} on, alarm at {cusum.AlarmUp} of {cusum.Responses}: exposed?"
                : $"  {chart.Item}: worse than expected from response {cusum.ChangeDown} on, alarm at {cusum.AlarmDown} of {cusum.Responses}: key or fact outdated?");
        }
    }
}
