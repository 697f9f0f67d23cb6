using System.CommandLine;
using System.Text.Json;
using Pals.Exam.ItemBank.Content;
using Pals.Exam.ItemBank.Files;
using Pals.Exam.ItemBank.Rhythms;

namespace Pals.Exam.ItemBank.Commands;

/// <summary><c>itembank strip</c>: draws one rhythm strip as an item would show it, or the sheet of all kinds.</summary>
internal static class StripCommand
{
    public sealed record Options(string? Out, string? Sheet, RhythmStrip? Strip);

    /// <summary>What the command says of what it drew.</summary>
    /// <param name="Alt">The text alternative; null for a sheet.</param>
    public sealed record Report(IReadOnlyList<string> Files, string? Alt);

    public static Command Create()
    {
        var rhythm = new Option<string?>("--rhythm") { HelpName = "KIND", Description = $"One of {Words.All<RhythmKind>()}." };
        Option<Choice<AgeGroup>> age = CommonOptions.Choice(
            "--age",
            "Age of the patient, on which typical values and limits depend.",
            AgeGroup.Child,
            [.. Enum.GetValues<AgeGroup>().Where(group => group != AgeGroup.Any).Select(group => (Words.Of(group), group))]);
        Option<int> seed = CommonOptions.AtLeast("--seed", "S", "Fixes all chance in the drawing.", minimum: 0, byDefault: 1);
        Option<double> duration = CommonOptions.AtLeast(
            "--duration", "SECONDS", "Length of the strip.", RhythmStrip.ShortestDuration, RhythmStrip.UsualDuration);
        var parameters = Enum.GetValues<StripParameter>().ToDictionary(
            parameter => parameter,
            parameter => new Option<double?>($"--{Words.Of(parameter)}") { HelpName = "X", Description = Describe(parameter) });
        Option<string?> output = CommonOptions.OptionalFile("--out", "X.svg", "The picture to write.");
        Option<string?> sheet = CommonOptions.OptionalFile("--sheet", "DIR", "Write one picture of each kind and a page that shows them into this folder.");
        var command = new Command("strip", "Draw a rhythm strip from its parameters, or a sheet of all kinds.")
        {
            rhythm, age, seed, duration, output, sheet,
        };
        foreach (Option<double?> option in parameters.Values)
        {
            command.Options.Add(option);
        }

        command.Validators.Add(result =>
        {
            string? word = result.GetValue(rhythm);
            if (word is null == result.GetValue(sheet) is null)
            {
                result.AddError("takes either --rhythm KIND with --out X.svg, or --sheet DIR.");
            }
            else if (word is not null && result.GetValue(output) is null)
            {
                result.AddError("--rhythm needs --out X.svg.");
            }
            else if (word is not null && !Words.TryParse(word, out RhythmKind _))
            {
                result.AddError($"--rhythm takes one of {Words.All<RhythmKind>()}, not '{word}'.");
            }
        });
        return command.Does((parse, console, _) =>
        {
            RhythmStrip? strip = null;
            if (parse.GetValue(rhythm) is { } word && Words.TryParse(word, out RhythmKind kind))
            {
                strip = new RhythmStrip { Rhythm = kind, AgeGroup = parse.GetValue(age), Seed = parse.GetValue(seed), Duration = parse.GetValue(duration) };
                foreach ((StripParameter parameter, Option<double?> option) in parameters)
                {
                    strip = parse.GetValue(option) is { } value ? strip.With(parameter, value) : strip;
                }
            }

            return Run(new Options(parse.GetValue(output), parse.GetValue(sheet), strip), console);
        });
    }

    public static ExitCode Run(Options options, CommandConsole console)
    {
        Report report;
        if (options.Strip is { } strip)
        {
            InputError[] errors = [.. strip.Problems().Select(problem => new InputError($"--{Option(problem.Field)}", 0, 0, problem.Message))];
            if (errors.Length > 0)
            {
                throw new InputException(errors);
            }

            AtomicFile.WriteText(options.Out!, writer => writer.Write(StripDrawing.Svg(strip)));
            report = new Report([options.Out!], StripDescription.Of(strip));
        }
        else
        {
            report = new Report(StripSheet.WriteTo(options.Sheet!), Alt: null);
        }

        console.Result(report, Print);
        return ExitCode.Success;
    }

    /// <summary>The option that sets a field of an item's strip.</summary>
    private static string Option(string field) => field == "ageGroup" ? "age" : JsonNamingPolicy.KebabCaseLower.ConvertName(field);

    private static void Print(TextWriter writer, Report report)
    {
        if (report.Alt is { } alt)
        {
            writer.WriteLine(alt);
        }
        else
        {
            writer.WriteLine($"{report.Files.Count} files, last {report.Files[^1]}.");
        }
    }

    private static string Describe(StripParameter parameter) => parameter switch
    {
        StripParameter.Rate => "Ventricular complexes, or a pacemaker's spikes, per minute.",
        StripParameter.AtrialRate => "P or flutter waves per minute.",
        StripParameter.Conduction => "Flutter waves to a complex, or P waves to a dropped complex.",
        StripParameter.PrInterval => "Seconds from the beginning of P to that of QRS.",
        StripParameter.QrsWidth => "Seconds.",
        StripParameter.Amplitude => "Largest deflection of the ventricles in mV.",
        StripParameter.PAmplitude => "Height of P, or depth of flutter waves, in mV.",
        StripParameter.PDuration => "Seconds.",
        StripParameter.TAmplitude => "Height of T in mV.",
        StripParameter.Variability => "Greatest departure of an RR interval from the mean, as a fraction.",
        StripParameter.LostCapture => "One of so many pacemaker spikes is not followed by a complex; 0 when each is.",
        _ => "Greatest height of the fine noise in mV.",
    };
}
