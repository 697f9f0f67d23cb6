using System.CommandLine;
using Pals.Exam.Engine.Ability;
using Pals.Exam.Engine.Calibration.Fit;
using Pals.Exam.Engine.Calibration.PersonFit;
using Pals.Exam.ItemBank.Diagnostics;
using Pals.Exam.ItemBank.Responses;

namespace Pals.Exam.ItemBank.Commands;

/// <summary><c>itembank fit</c>: do the data agree with the model, as a whole, item by item, pair by pair and candidate by candidate?</summary>
internal static class FitCommand
{
    private static readonly string[] ItemHeader =
    [
        "item", "responses", "mean", "sx2", "df", "p", "p_adjusted", "rmsea", "infit", "infit_z", "outfit", "outfit_z", "rmsd", "flags",
    ];

    /// <param name="Responses">The response file.</param>
    /// <param name="Parameters">The parameter file, or null for the shipped bank's provisional parameters.</param>
    /// <param name="Population">The ability distribution, or null to estimate it from the responses.</param>
    /// <param name="Out">The item table to write.</param>
    /// <param name="Persons">The table of candidates to write, or null.</param>
    /// <param name="Pairs">The table of item pairs to write, or null.</param>
    public sealed record Options(string Responses, string? Parameters, NormalPrior? Population, string Out, string? Persons, string? Pairs);

    public static Command Create()
    {
        Option<string> responses = CommonOptions.InputFile("--responses", "R.csv", "Responses, wide or long.");
        Option<string?> parameters = CommonOptions.Parameters();
        Option<double> mean = PopulationOptions.Mean();
        Option<double> deviation = PopulationOptions.StandardDeviation();
        var estimate = new Option<bool>("--estimate-population")
        {
            Description = "Estimate mean and standard deviation of ability from these responses, as after a calibration on anchors. Always so for rasch items' standard deviation.",
        };
        Option<string> output = CommonOptions.Out("F.csv", "Item fit to write.");
        Option<string?> persons = Beside("--persons", "Also write lz, lz* and WLE ability of every candidate; without a name beside F.csv.");
        Option<string?> pairs = Beside("--pairs", "Also write Q3 of every pair of items; without a name beside F.csv.");
        return new Command("fit", "Check model fit: S-X2, infit, outfit per item; M2 with RMSEA; Q3 local dependence; lz* per candidate.")
        {
            responses, parameters, mean, deviation, estimate, output, persons, pairs,
        }.Does((parse, console, _) =>
        {
            string path = parse.GetRequiredValue(output);
            return Run(
                new Options(
                    parse.GetRequiredValue(responses),
                    parse.GetValue(parameters),
                    parse.GetValue(estimate) ? null : new NormalPrior(parse.GetValue(mean), parse.GetValue(deviation)),
                    path,
                    NameOf(parse, persons, path),
                    NameOf(parse, pairs, path)),
                console);
        });
    }

    public static ExitCode Run(Options options, CommandConsole console)
    {
        CalibratedResponses input = CalibratedResponses.Read(options.Responses, options.Parameters);
        if (input.Warning is { } warning)
        {
            console.Message($"itembank fit: {warning}");
        }

        FitAnalysis analysis = console.WithProgress("Fit", progress => FitAnalysis.Of(input, options.Population, progress));
        CsvOutput.Write(options.Out, ItemHeader, analysis.Summary.Items.Select(item => (IReadOnlyList<object?>)
        [
            item.Item, item.Responses, item.Mean, item.Sx2, item.Df, item.P, item.PAdjusted, item.Rmsea,
            item.Infit, item.InfitZ, item.Outfit, item.OutfitZ, item.Rmsd, string.Join("; ", item.Flags),
        ]));
        if (options.Persons is not null)
        {
            WritePersons(options.Persons, input);
        }

        if (options.Pairs is not null)
        {
            CsvOutput.Write(options.Pairs, ["item1", "item2", "candidates", "q3", "p_adjusted", "flag"], analysis.Pairs.Select(pair => (IReadOnlyList<object?>)
            [
                input.Data.ItemIds[pair.First], input.Data.ItemIds[pair.Second], pair.Candidates, pair.Q3, pair.Adjusted, pair.Flagged ? "dependent" : "",
            ]));
        }

        console.Result(analysis.Summary, Print);
        return ExitCode.Success;
    }

    private static void WritePersons(string path, CalibratedResponses input)
    {
        AbilityEstimate[] weighted = ResponseScoring.Score(
            input.Data, input.Items, new ScoringOptions { Method = ScoringMethod.WeightedLikelihood });
        PersonFitResult[] fit = PersonFit.Compute(input.Data, input.Items, weighted);
        CsvOutput.Write(path, ["candidate", "theta", "lz", "lz_star", "flag"], Enumerable.Range(0, fit.Length).Select(n => (IReadOnlyList<object?>)
        [
            input.Data.CandidateIds[n],
            weighted[n].Status == EstimateStatus.Converged ? weighted[n].Ability : null,
            fit[n].Lz,
            fit[n].LzStar,
            fit[n].LzStar < FitFlags.LowestLzStar ? "misfit" : "",
        ]));
    }

    private static Option<string?> Beside(string name, string description) => new(name)
    {
        HelpName = "FILE",
        Description = description,
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static string? NameOf(ParseResult parse, Option<string?> option, string path)
    {
        if (parse.GetResult(option) is null)
        {
            return null;
        }

        string extension = path.EndsWith(".csv.gz", StringComparison.OrdinalIgnoreCase) ? path[^7..] : Path.GetExtension(path);
        return parse.GetValue(option) ?? $"{path[..^extension.Length]}-{option.Name.TrimStart('-')}{extension}";
    }

    private static void Print(TextWriter writer, FitSummary report)
    {
        writer.WriteLine($"{report.Candidates} candidates, {report.CompleteCandidates} with every item; ability N({report.Population.Mean:0.000}, {report.Population.StandardDeviation:0.000}²)");
        LimitedInformationResult m2 = report.M2;
        writer.WriteLine(m2.Unavailable is null
            ? $"M2 = {m2.Statistic:0.000}, df = {m2.DegreesOfFreedom}, p = {m2.PValue:0.0000}; RMSEA = {m2.RootMeanSquareError:0.0000} (90 % {m2.RootMeanSquareErrorLow:0.0000} to {m2.RootMeanSquareErrorHigh:0.0000}), SRMSR = {m2.ResidualCorrelation:0.0000}, TLI = {m2.TuckerLewis:0.0000}, CFI = {m2.Comparative:0.0000}"
            : $"M2: not available, {m2.Unavailable}");
        writer.WriteLine($"Q3: average {report.AverageQ3:0.0000}; {report.DependentPairs.Count} pairs significantly more than {LocalDependence.FlaggedAboveAverage} above it");
        foreach (DependentPair pair in report.DependentPairs)
        {
            writer.WriteLine($"  {pair.First} and {pair.Second}: {pair.Q3:0.000}");
        }

        ItemFit[] flagged = [.. report.Items.Where(item => item.Flags.Count > 0)];
        writer.WriteLine($"{flagged.Length} of {report.Items.Count} items flagged");
        foreach (ItemFit item in flagged)
        {
            writer.WriteLine($"  {item.Item}: {string.Join("; ", item.Flags)}");
        }
    }
}
