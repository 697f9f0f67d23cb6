using System.CommandLine;
using System.Diagnostics;
using System.Text.Json.Serialization;
using Pals.Exam.Engine.Calibration;
using Pals.Exam.Engine.Items;
using Pals.Exam.ItemBank.Files;
using Pals.Exam.ItemBank.Responses;

namespace Pals.Exam.ItemBank.Commands;

/// <summary><c>itembank calibrate</c>: item parameters from responses by marginal maximum likelihood.</summary>
internal static class CalibrateCommand
{
    public sealed record Options(
        string Responses, string? Topics, string? Fixed, string Priors, string Out, string? Report, double? Cut, CalibrationOptions Calibration);

    /// <summary>What the command prints.</summary>
    public sealed record Summary
    {
        public required int Candidates { get; init; }

        public required int Items { get; init; }

        public required string Model { get; init; }

        public required double LogLikelihood { get; init; }

        public required int Parameters { get; init; }

        public required double Aic { get; init; }

        public required double Bic { get; init; }

        public required int Cycles { get; init; }

        public required bool Converged { get; init; }

        /// <summary>The search for the maximum, without reading the file and without the standard errors.</summary>
        public required double Seconds { get; init; }

        public required double StandardErrorSeconds { get; init; }

        /// <summary>Reading the files, and compiling the code meanwhile.</summary>
        public required double ReadSeconds { get; init; }

        public required string Reason { get; init; }

        public required double PopulationMean { get; init; }

        public required double PopulationStandardDeviation { get; init; }

        public required IReadOnlyList<CalibrationWarning> Warnings { get; init; }

        /// <summary>With <c>--topics</c>: the topic areas, their correlations row by row, means and standard deviations.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public TopicCorrelations? Correlations { get; init; }
    }

    public static Command Create()
    {
        Option<string> responses = CommonOptions.InputFile("--responses", "R.csv", "Responses, wide or long; .gz is read compressed.");
        Option<Choice<ItemModel>> model = CommonOptions.RequiredChoice(
            "--model", "The response model of the items.", [.. ModelNames.All.Select((name, i) => (name, (ItemModel)i))]);
        Option<string?> topics = CommonOptions.OptionalFile(
            "--topics", "T.csv", "Topic area of each item: one dimension for each, and their correlations.");
        Option<string?> anchors = CommonOptions.OptionalFile(
            "--fixed", "P.csv", "Items that keep these parameters; the others are put on their scale, the population's mean and variance estimated.");
        Option<int> quadrature = CommonOptions.AtLeast("--quadrature", "N", "Number of points on [-6, 6].", minimum: 5, byDefault: 61);
        Option<double> tolerance = CommonOptions.Above(
            "--tolerance", "X", "Converged when no parameter changes by more in a cycle.", bound: 0.0, byDefault: 1e-4);
        Option<int> cycles = CommonOptions.AtLeast("--max-cycles", "N", "Most EM cycles.", minimum: 1, byDefault: 2000);
        var priors = new Option<string>("--priors")
        {
            HelpName = "none|default|FILE",
            Description = "Priors on parameters: a file parameter,distribution,mean,sd[,item]; by default a weak one on the asymptotes only.",
            DefaultValueFactory = _ => "default",
        };
        var withoutErrors = new Option<bool>("--no-standard-errors") { Description = "Leave out the standard errors." };
        Option<int> few = CommonOptions.AtLeast("--few", "N", "Warn of items with fewer responses.", minimum: 0, byDefault: 100);
        Option<int> threads = CommonOptions.Threads();
        Option<string> output = CommonOptions.Out("P.csv", "Item parameters with their standard errors.");
        Option<string?> report = CommonOptions.Report();
        var cut = new Option<double?>("--cut")
        {
            HelpName = "THETA",
            Description = "Passing standard in logits for the report's plots. Without it: the ability that reaches the shipped exam's percentage on these items.",
        };
        return new Command("calibrate", "Estimate item parameters from responses by marginal maximum likelihood.")
        {
            responses, model, topics, anchors, quadrature, tolerance, cycles, priors, withoutErrors, few, threads, output, report, cut,
        }.Does((parse, console, cancellation) => Run(
            new Options(
                parse.GetRequiredValue(responses),
                parse.GetValue(topics),
                parse.GetValue(anchors),
                parse.GetRequiredValue(priors),
                parse.GetRequiredValue(output),
                parse.GetValue(report),
                parse.GetValue(cut),
                new CalibrationOptions
                {
                    Model = parse.GetValue(model),
                    QuadraturePoints = parse.GetValue(quadrature),
                    Tolerance = parse.GetValue(tolerance),
                    MaximumCycles = parse.GetValue(cycles),
                    StandardErrors = !parse.GetValue(withoutErrors),
                    FewResponses = parse.GetValue(few),
                    Threads = parse.GetValue(threads),
                }),
            console,
            cancellation));
    }

    public static ExitCode Run(Options options, CommandConsole console, CancellationToken cancellation)
    {
        if (options.Calibration.QuadraturePoints > CalibrationOptions.MostQuadraturePoints)
        {
            throw new InputException(
                "--quadrature", 0, 0, $"is {options.Calibration.QuadraturePoints}; expected 5 to {CalibrationOptions.MostQuadraturePoints} points");
        }

        long opened = Stopwatch.GetTimestamp();
        Task warmUp = WarmUp.Calibration(options.Calibration, options.Topics is not null);
        ResponseData data = ResponseFile.Read(options.Responses);
        warmUp.Wait(cancellation);
        CalibrationOptions calibration = options.Calibration with
        {
            Priors = ReadPriors(options.Priors, data, console),
            Topics = options.Topics is null ? null : ReadTopics(options.Topics, data),
            FixedItems = options.Fixed is null ? null : ReadFixed(options.Fixed, data, console),
        };
        long start = Stopwatch.GetTimestamp();
        long found = start;
        CalibrationResult result;
        try
        {
            result = console.WithNotes("Calibrating", note =>
            {
                double first = 0;
                return ItemCalibration.Estimate(
                    data,
                    calibration,
                    state =>
                    {
                        found = Stopwatch.GetTimestamp();
                        first = state.Cycle == 1 ? state.LargestChange : first;
                        note(Fraction(first, state.LargestChange, calibration.Tolerance), Describe(state));
                    },
                    cancellation);
            });
        }
        catch (ArgumentException exception)
        {
            throw new InputException(options.Responses, 0, 0, exception.Message.Split(" (Parameter '")[0], exception);
        }

        Summary summary = Summarize(
            data, calibration, result, Stopwatch.GetElapsedTime(opened, start), Stopwatch.GetElapsedTime(start, found), Stopwatch.GetElapsedTime(found));
        foreach (CalibrationWarning warning in result.Warnings)
        {
            console.Message($"{warning.Item}: {warning.Message}.");
        }

        if (result.Parameters.Items.IsEmpty)
        {
            console.Message($"Nothing was written to {options.Out}: {result.Reason}.");
            console.Result(summary, Print);
            return ExitCode.WorkFailed;
        }

        ParameterFile.Write(options.Out, result.Parameters);
        if (options.Report is not null)
        {
            CalibrationPage.Write(options, data, calibration, result, console);
        }

        console.Result(summary, Print);
        if (!result.Converged)
        {
            console.Message($"Not converged: {result.Reason}. The parameters reached were written to {options.Out} all the same.");
        }

        return result.Converged ? ExitCode.Success : ExitCode.WorkFailed;
    }

    private static IReadOnlyList<ParameterPrior> ReadPriors(string priors, ResponseData data, CommandConsole console)
    {
        if (priors is "none" or "default")
        {
            return priors == "none" ? [] : ParameterPrior.Default;
        }

        IReadOnlyList<ParameterPrior> read = PriorFile.Read(priors);
        foreach (string item in read.Select(prior => prior.Item).OfType<string>().Except(data.ItemIds))
        {
            console.Message($"{priors}: a prior is about {item}, which is not among the responses.");
        }

        return read;
    }

    private static IReadOnlyDictionary<string, string> ReadTopics(string path, ResponseData data)
    {
        IReadOnlyDictionary<string, string> topics = TopicFile.Read(path);
        string[] without = [.. data.ItemIds.Where(item => !topics.ContainsKey(item))];
        return without.Length == 0
            ? topics
            : throw new InputException(path, 0, 0, $"{without.Length} items of the responses have no topic area, the first is {without[0]}; expected a row for each");
    }

    private static ParameterTable ReadFixed(string path, ResponseData data, CommandConsole console)
    {
        ParameterTable table = ParameterFile.Read(path);
        int present = table.Items.Count(item => data.ItemIds.Contains(item.Id));
        if (present == 0)
        {
            throw new InputException(path, 0, 0, "none of the fixed items is among the responses; expected at least one, for the others need a scale");
        }

        if (present < table.Items.Length)
        {
            console.Message($"{path}: {table.Items.Length - present} of {table.Items.Length} fixed items have no responses and are left aside.");
        }

        return table;
    }

    /// <summary>How far the change has come from its first size to the tolerance, on a logarithmic scale.</summary>
    private static double Fraction(double first, double change, double tolerance) =>
        first <= tolerance || change <= tolerance ? 1 : Math.Clamp(Math.Log(first / change) / Math.Log(first / tolerance), 0, 1);

    private static string Describe(CalibrationProgress state) => state.Phase == CalibrationPhase.StandardErrors
        ? "Standard errors"
        : $"Cycle {state.Cycle}: log-likelihood {state.LogLikelihood:F3}, largest change {state.LargestChange:0.0E+0}";

    private static Summary Summarize(
        ResponseData data, CalibrationOptions options, CalibrationResult result, TimeSpan reading, TimeSpan searching, TimeSpan errors) => new()
        {
            Candidates = data.CandidateCount,
            Items = data.ItemCount,
            Model = ModelNames.Name(options.Model),
            LogLikelihood = result.LogLikelihood,
            Parameters = result.FreeParameterCount,
            Aic = result.Aic,
            Bic = result.Bic,
            Cycles = result.Cycles,
            Converged = result.Converged,
            Seconds = searching.TotalSeconds,
            StandardErrorSeconds = options.StandardErrors ? errors.TotalSeconds : 0,
            ReadSeconds = reading.TotalSeconds,
            Reason = result.Reason,
            PopulationMean = result.PopulationMean,
            PopulationStandardDeviation = result.PopulationStandardDeviation,
            Warnings = result.Warnings,
            Correlations = result.Correlations,
        };

    private static void Print(TextWriter writer, Summary summary)
    {
        writer.WriteLine($"{summary.Candidates} candidates, {summary.Items} items, model {summary.Model}, {summary.Parameters} parameters");
        writer.WriteLine($"log-likelihood {summary.LogLikelihood:F4}   AIC {summary.Aic:F2}   BIC {summary.Bic:F2}");
        if (summary.PopulationMean != 0 || summary.PopulationStandardDeviation != 1)
        {
            writer.WriteLine($"population N({summary.PopulationMean:F4}, {summary.PopulationStandardDeviation:F4}²)");
        }

        if (summary.Correlations is { } correlations)
        {
            for (int i = 0; i < correlations.Topics.Length; i++)
            {
                string row = string.Concat(correlations.Matrix[i].Take(i + 1).Select(r => $"{r,7:F3}"));
                writer.WriteLine($"{correlations.Topics[i],-40} {row}");
            }
        }

        writer.WriteLine($"{summary.Cycles} cycles in {summary.Seconds:F3} s: {summary.Reason}");
        if (summary.StandardErrorSeconds > 0)
        {
            writer.WriteLine($"standard errors in {summary.StandardErrorSeconds:F3} s");
        }
    }
}
