using System.CommandLine;
using System.Diagnostics;
using Pals.Exam.Engine.Exams;
using Pals.Exam.Engine.Simulation;
using Pals.Exam.ItemBank.Files;
using Pals.Exam.ItemBank.Reports;
using Pals.Exam.ItemBank.Simulations;

namespace Pals.Exam.ItemBank.Commands;

/// <summary><c>itembank simulate</c>: simulated candidates sit an adaptive exam.</summary>
internal static class SimulateCommand
{
    private const int DefaultCandidates = 2000;

    public sealed record Options(
        string? Parameters, string? Topics, string? Definition, double? SympsonHetterRate, string? Out, string? Report, SimulationOptions Simulation);

    /// <summary>The figures that the command prints; with <c>--out</c> the tables are in files.</summary>
    public sealed record Summary
    {
        public required string Definition { get; init; }

        public required int Exams { get; init; }

        public required long Decisions { get; init; }

        public required double Seconds { get; init; }

        public required double DecisionsPerSecond { get; init; }

        public required double ExamsPerSecond { get; init; }

        public required double MeanLength { get; init; }

        public required double Bias { get; init; }

        public required double Rmse { get; init; }

        public required double StandardError { get; init; }

        public required double Coverage { get; init; }

        public required double Reliability { get; init; }

        public required double Cut { get; init; }

        public required double PassRate { get; init; }

        public required double Accuracy { get; init; }

        public required double FalsePasses { get; init; }

        public required double FalseFails { get; init; }

        public required double Consistency { get; init; }

        public required double MaxExposure { get; init; }

        public required double Overlap { get; init; }

        public required double LargestOverlap { get; init; }

        public required int UnusedItems { get; init; }

        public required long BlueprintViolations { get; init; }

        public required long EnemyViolations { get; init; }

        public required IReadOnlyList<AbilityGroup> ByAbility { get; init; }

        public required IReadOnlyList<ConstraintCoverage> Coverages { get; init; }

        public required IReadOnlyList<DimensionRecovery> Dimensions { get; init; }

        public required IReadOnlyList<EndCount> Ends { get; init; }
    }

    public static Command Create()
    {
        Option<string?> parameters = CommonOptions.Parameters();
        Option<string?> topics = CommonOptions.OptionalFile("--topics", "T.csv", "Topic area of each item that the shipped bank does not have.");
        Option<string?> definition = CommonOptions.Definition();
        Option<int> candidates = CommonOptions.Candidates(DefaultCandidates);
        Option<ulong> seed = CommonOptions.Seed();
        Option<Choice<SimulatedAbilities>> ability = CommonOptions.Choice(
            "--ability",
            "Draw abilities from the definition's prior, or the same number at each of 25 points from -3 to 3 standard deviations.",
            SimulatedAbilities.Normal,
            ("normal", SimulatedAbilities.Normal),
            ("grid", SimulatedAbilities.Grid));
        Option<string?> group = new("--group")
        {
            HelpName = "NAME",
            Description = "Simulate candidates of this group of the definition: abilities come from its prior, and exams begin with it.",
        };
        Option<double?> sympsonHetter = new("--sympson-hetter")
        {
            HelpName = "RATE",
            Description = "First find the Sympson-Hetter parameters that keep every item's exposure at this rate; with --out they go to sympson-hetter.yaml there.",
            CustomParser = argument =>
            {
                string word = argument.Tokens[0].Value;
                if (double.TryParse(word, out double rate) && rate is > 0 and < 1)
                {
                    return rate;
                }

                argument.AddError($"--sympson-hetter takes a rate between 0 and 1, not '{word}'.");
                return null;
            },
        };
        Option<int> threads = CommonOptions.Threads();
        Option<string?> output = CommonOptions.OptionalFile("--out", "DIR", "Folder for the tables as CSV files.");
        Option<string?> report = CommonOptions.Report();
        return new Command("simulate", "Simulate adaptive exams: accuracy, errors, length, exposure and content by ability.")
        {
            parameters, topics, definition, candidates, seed, ability, group, sympsonHetter, threads, output, report,
        }.Does((parse, console, cancellation) => Run(
            new Options(
                parse.GetValue(parameters),
                parse.GetValue(topics),
                parse.GetValue(definition),
                parse.GetValue(sympsonHetter),
                parse.GetValue(output),
                parse.GetValue(report),
                new SimulationOptions
                {
                    Candidates = parse.GetValue(candidates),
                    Seed = parse.GetValue(seed),
                    Abilities = parse.GetValue(ability),
                    Group = parse.GetValue(group),
                    Threads = parse.GetValue(threads),
                }),
            console,
            cancellation));
    }

    public static ExitCode Run(Options options, CommandConsole console, CancellationToken cancellation)
    {
        AdaptiveExam exam = SimulationExam.Load(options.Parameters, options.Topics, options.Definition);
        RequireGroup(exam.Definition, options);
        SympsonHetterResult? found = options.SympsonHetterRate is { } rate ? FindControl(exam, rate, options.Simulation, console, cancellation) : null;
        if (found is not null)
        {
            exam = new AdaptiveExam(exam.Definition with { Exposure = found.Control }, exam.Pool);
        }

        long start = Stopwatch.GetTimestamp();
        SimulationResult result = console.WithProgress(
            "Simulating exams", progress => ExamSimulation.Run(exam, options.Simulation, progress, cancellation));
        Summary summary = Summarize(exam, result, Stopwatch.GetElapsedTime(start).TotalSeconds);
        if (options.Out is not null)
        {
            SimulationFiles.Write(options.Out, result, found?.Control);
        }

        if (options.Report is not null)
        {
            string html = SimulationReport.Create(exam, options.Simulation, result).ToHtml();
            AtomicFile.WriteText(options.Report, writer => writer.Write(html));
        }

        console.Result(summary, SimulationText.Print);
        bool isSound = result.BlueprintViolations + result.EnemyViolations + result.RepeatedItems == 0;
        return isSound && found?.IsConverged != false ? ExitCode.Success : ExitCode.WorkFailed;
    }

    private static void RequireGroup(ExamDefinition definition, Options options)
    {
        if (options.Simulation.Group is { } group && definition.Groups.All(known => known.Id != group))
        {
            string known = definition.Groups.IsEmpty ? "it has none" : $"expected one of {string.Join(", ", definition.Groups.Select(g => g.Id))}";
            throw new InputException(options.Definition ?? definition.Id, 0, 0, $"groups: there is no '{group}'; {known}");
        }
    }

    private static SympsonHetterResult FindControl(
        AdaptiveExam exam, double rate, SimulationOptions options, CommandConsole console, CancellationToken cancellation)
    {
        SympsonHetterResult found = SympsonHetterSearch.Find(exam.Definition, exam.Pool, rate, options, cancellation);
        console.Message(found.IsConverged
            ? $"Sympson-Hetter parameters found in {found.Rounds} rounds: highest exposure {found.MaximumRate:P1}."
            : $"No Sympson-Hetter parameters keep every item at {rate:P1}: the lowest highest exposure is {found.MaximumRate:P1}; the pool may be too small.");
        return found;
    }

    private static Summary Summarize(AdaptiveExam exam, SimulationResult result, double seconds) => new()
    {
        Definition = exam.Definition.Id,
        Exams = result.Exams,
        Decisions = result.Decisions,
        Seconds = seconds,
        DecisionsPerSecond = result.Decisions / seconds,
        ExamsPerSecond = result.Exams / seconds,
        MeanLength = result.MeanLength,
        Bias = result.Bias,
        Rmse = result.Rmse,
        StandardError = result.MeanStandardError,
        Coverage = result.Coverage,
        Reliability = result.Reliability,
        Cut = exam.Definition.Cut,
        PassRate = result.PassRate,
        Accuracy = result.Accuracy,
        FalsePasses = result.FalsePasses,
        FalseFails = result.FalseFails,
        Consistency = result.Consistency,
        MaxExposure = result.MaxExposure,
        Overlap = result.Overlap,
        LargestOverlap = result.LargestOverlap,
        UnusedItems = result.UnusedItems,
        BlueprintViolations = result.BlueprintViolations,
        EnemyViolations = result.EnemyViolations,
        ByAbility = result.ByAbility,
        Coverages = result.Coverages,
        Dimensions = result.Dimensions,
        Ends = result.Ends,
    };
}
