using System.CommandLine;
using Pals.Exam.Engine.Calibration;
using Pals.Exam.Engine.Calibration.Linking;
using Pals.Exam.ItemBank.Files;
using Pals.Exam.ItemBank.Responses;

namespace Pals.Exam.ItemBank.Commands;

/// <summary><c>itembank link</c>: puts one calibration on the scale of another by their common items.</summary>
internal static class LinkCommand
{
    /// <param name="From">Parameters on the old scale.</param>
    /// <param name="To">Parameters on the scale to reach.</param>
    /// <param name="Method">How curves or moments are matched.</param>
    /// <param name="Anchors">A file of the items to use, or null for all that both share.</param>
    /// <param name="Out">The file to write.</param>
    public sealed record Options(string From, string To, LinkingMethod Method, string? Anchors, string Out);

    /// <summary>What the command says: θ_to = <c>Slope</c> θ_from + <c>Intercept</c>.</summary>
    public sealed record Report(
        LinkingMethod Method, double Slope, double Intercept, double SlopeStandardError, double InterceptStandardError, int CommonItems,
        double RootMeanSquareDifference, bool Converged, int Items, IReadOnlyList<string> NotAnchors);

    public static Command Create()
    {
        Option<string> from = CommonOptions.InputFile("--from", "P1.csv", "Parameters to transform.");
        Option<string> to = CommonOptions.InputFile("--to", "P2.csv", "Parameters on the scale to reach; the items with the same ids are the anchors.");
        Option<Choice<LinkingMethod>> method = Method();
        Option<string?> anchors = CommonOptions.OptionalFile("--anchors", "A.csv", "Use only the common items in this file's item column.");
        Option<string> output = CommonOptions.Out("P3.csv", "All items of P1.csv on the scale of P2.csv.");
        return new Command("link", "Put one calibration on the scale of another: linking constants and transformed parameters.")
        {
            from, to, method, anchors, output,
        }.Does((parse, console, _) => Run(
            new Options(
                parse.GetRequiredValue(from),
                parse.GetRequiredValue(to),
                parse.GetValue(method),
                parse.GetValue(anchors),
                parse.GetRequiredValue(output)),
            console));
    }

    /// <summary>The linking method as an option, alike in every command.</summary>
    internal static Option<Choice<LinkingMethod>> Method(string name = "--method") => CommonOptions.Choice(
        name,
        "How the scales are matched.",
        LinkingMethod.StockingLord,
        ("stocking-lord", LinkingMethod.StockingLord),
        ("haebara", LinkingMethod.Haebara),
        ("mean-sigma", LinkingMethod.MeanSigma),
        ("mean-mean", LinkingMethod.MeanMean));

    public static ExitCode Run(Options options, CommandConsole console)
    {
        ParameterTable from = ParameterFile.Read(options.From);
        CommonItems common = CommonItems.Of(options.From, from, options.To, ParameterFile.Read(options.To), options.Anchors);
        if (common.Warning is { } warning)
        {
            console.Message($"itembank link: {warning}");
        }

        if (options.Method == LinkingMethod.MeanSigma && common.Ids.Count < 2)
        {
            throw new InputException(options.To, 0, 0, "mean-sigma linking needs two common items or more, but there is one");
        }

        LinkingResult result = ScaleLinking.Link(
            [.. common.First.Select(item => item.Parameters)], [.. common.Second.Select(item => item.Parameters)], options.Method);
        ParameterFile.Write(options.Out, new ParameterTable(from.Items.Select(item => Transform(item, result.Transformation))));
        console.Result(
            new Report(
                options.Method,
                result.Transformation.Slope,
                result.Transformation.Intercept,
                result.SlopeStandardError,
                result.InterceptStandardError,
                result.CommonItems,
                result.RootMeanSquareDifference,
                result.Converged,
                from.Items.Length,
                common.Unusable),
            Print);
        return result.Converged ? ExitCode.Success : ExitCode.WorkFailed;
    }

    private static CalibratedItem Transform(CalibratedItem item, ScaleTransformation map) => new(
        item.Id,
        map.Apply(item.Parameters),
        item.StandardErrors is null
            ? null
            : item.StandardErrors with
            {
                Discrimination = item.StandardErrors.Discrimination / map.Slope,
                Difficulty = item.StandardErrors.Difficulty * map.Slope,
                Thresholds = [.. item.StandardErrors.Thresholds.Select(error => error * map.Slope)],
            });

    private static void Print(TextWriter writer, Report report)
    {
        writer.WriteLine($"theta_to = {report.Slope:0.000000} theta_from {(report.Intercept < 0 ? "-" : "+")} {Math.Abs(report.Intercept):0.000000}, from {report.CommonItems} common items");
        writer.WriteLine($"standard errors by leaving out one item at a time: slope {report.SlopeStandardError:0.0000}, intercept {report.InterceptStandardError:0.0000}");
        writer.WriteLine($"root mean square difference of the item curves after linking: {report.RootMeanSquareDifference:0.0000}");
        writer.WriteLine(report.Converged ? $"{report.Items} items transformed" : "the iteration did not converge");
    }
}
