using System.CommandLine;
using Pals.Exam.Engine.Ability;
using Pals.Exam.Engine.Calibration.Fit;
using Pals.Exam.Engine.Calibration.PersonFit;
using Pals.Exam.Engine.Items;
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

    /// <summary>One item of the result.</summary>
    public sealed record ItemFit(
        string Item, int Responses, double Mean, double Sx2, int Df, double P, double PAdjusted, double Rmsea,
        double Infit, double InfitZ, double Outfit, double OutfitZ, double Rmsd, IReadOnlyList<string> Flags);

    /// <summary>A pair of items whose residuals correlate.</summary>
    public sealed record DependentPair(string First, string Second, int Candidates, double Q3, double PAdjusted);

    /// <summary>What the command says.</summary>
    public sealed record Report(
        int Candidates,
        int CompleteCandidates,
        NormalPrior Population,
        LimitedInformationResult M2,
        double AverageQ3,
        IReadOnlyList<DependentPair> DependentPairs,
        IReadOnlyList<ItemFit> Items,
        IReadOnlyList<string> WithoutParameters);

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

        Analysis analysis = console.WithProgress("Fit", progress => Analyze(input, options.Population, progress));
        CsvOutput.Write(options.Out, ItemHeader, analysis.Report.Items.Select(item => (IReadOnlyList<object?>)
        [
            item.Item, item.Responses, item.Mean, item.Sx2, item.Df, item.P, item.PAdjusted, item.Rmsea,
            item.Infit, item.InfitZ, item.Outfit, item.OutfitZ, item.Rmsd, string.Join("; ", item.Flags),
        ]));
        if (options.Persons is not null)
        {
            WritePersons(options.Persons, input, analysis);
        }

        if (options.Pairs is not null)
        {
            CsvOutput.Write(options.Pairs, ["item1", "item2", "candidates", "q3", "p_adjusted", "flag"], analysis.Pairs.Select(pair => (IReadOnlyList<object?>)
            [
                input.Data.ItemIds[pair.First], input.Data.ItemIds[pair.Second], pair.Candidates, pair.Q3, pair.Adjusted, pair.Flagged ? "dependent" : "",
            ]));
        }

        console.Result(analysis.Report, Print);
        return ExitCode.Success;
    }

    /// <summary>Everything that <c>fit</c> computes; the calibration report uses it, too.</summary>
    internal static Analysis Analyze(CalibratedResponses input, NormalPrior? given, IProgress<double> progress)
    {
        NormalPrior population = Population(input, given);
        AbilityEstimate[] eap = ResponseScoring.Score(
            input.Data, input.Items, new ScoringOptions { Prior = population, QuadraturePoints = ItemGridPoints });
        double[] abilities = [.. eap.Select(estimate => estimate.Ability)];
        progress.Report(0.1);
        SummedScoreFitResult[] summed = SummedScoreFit.Compute(input.Data, input.Items, population);
        progress.Report(0.3);
        MeanSquareFitResult[] meanSquare = MeanSquareFit.Compute(input.Data, input.Items, abilities);
        EmpiricalCurve[] curves = EmpiricalCurves.Compute(input.Data, input.Items, population);
        progress.Report(0.4);
        LocalDependenceResult dependence = LocalDependence.Compute(input.Data, input.Items, abilities);
        progress.Report(0.6);
        LimitedInformationResult m2 = LimitedInformationFit.Compute(input.Data, input.Items, population);
        progress.Report(1);
        double[] adjusted = Engine.Calibration.Differential.BenjaminiHochberg.Adjust([.. summed.Select(result => result.PValue)]);
        double[] means = Means(input);
        var report = new Report(
            input.Data.CandidateCount,
            m2.Candidates,
            population,
            m2,
            dependence.Average,
            [
                .. dependence.Pairs.Where(pair => pair.Flagged)
                    .OrderByDescending(pair => pair.Q3)
                    .Select(pair => new DependentPair(
                        input.Data.ItemIds[pair.First], input.Data.ItemIds[pair.Second], pair.Candidates, pair.Q3, pair.Adjusted)),
            ],
            [
                .. summed.Select((s, i) => new ItemFit(
                    input.Data.ItemIds[i], meanSquare[i].Responses, means[i], s.Statistic, s.DegreesOfFreedom, s.PValue, adjusted[i], s.RootMeanSquareError,
                    meanSquare[i].Infit, meanSquare[i].InfitZ, meanSquare[i].Outfit, meanSquare[i].OutfitZ,
                    curves[i].RootMeanSquareDeviation, FitFlags.Of(s, adjusted[i], meanSquare[i], curves[i]))),
            ],
            input.WithoutParameters);
        return new Analysis(report, dependence.Pairs, abilities, curves);
    }

    /// <summary>The grid that fit statistics integrate over, so that EAP abilities are those of the calibration.</summary>
    private const int ItemGridPoints = 61;

    private static NormalPrior Population(CalibratedResponses input, NormalPrior? given)
    {
        bool rasch = input.Items.All(item => item.Model == ItemModel.Rasch);
        return given is null ? PopulationEstimation.Estimate(input.Data, input.Items).Population
            : rasch && given == NormalPrior.Standard ? PopulationEstimation.Estimate(input.Data, input.Items, meanIsZero: true).Population
            : given.Value;
    }

    private static double[] Means(CalibratedResponses input)
    {
        double[] sums = new double[input.Items.Length];
        int[] counts = new int[input.Items.Length];
        for (int n = 0; n < input.Data.CandidateCount; n++)
        {
            Engine.Calibration.ResponseRow row = input.Data[n];
            for (int j = 0; j < row.Items.Length; j++)
            {
                sums[row.Items[j]] += row.Scores[j];
                counts[row.Items[j]]++;
            }
        }

        return [.. sums.Select((sum, i) => counts[i] > 0 ? sum / counts[i] : double.NaN)];
    }

    private static void WritePersons(string path, CalibratedResponses input, Analysis analysis)
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

    private static void Print(TextWriter writer, Report report)
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

    /// <summary>The report with what the tables need.</summary>
    internal sealed record Analysis(Report Report, IReadOnlyList<ItemPairResidual> Pairs, double[] Abilities, EmpiricalCurve[] Curves);
}
