using System.CommandLine;
using Pals.Exam.Engine.Ability;
using Pals.Exam.Engine.Calibration;
using Pals.Exam.Engine.Calibration.Differential;
using Pals.Exam.ItemBank.Files;
using Pals.Exam.ItemBank.Responses;

namespace Pals.Exam.ItemBank.Commands;

/// <summary><c>itembank dif</c>: is an item harder for one group than for equally able candidates of another?</summary>
internal static class DifCommand
{
    private static readonly string[] Header =
    [
        "item", "reference", "focal", "n_reference", "n_focal", "mh_chi2", "mh_p", "mh_p_adjusted", "alpha", "delta", "se_delta", "smd", "ets",
        "uniform_chi2", "uniform_p", "nonuniform_chi2", "nonuniform_p", "logistic_chi2", "logistic_p", "logistic_p_adjusted", "r2_change", "effect",
        "in_matching_score", "flag",
    ];

    /// <param name="Responses">The response file.</param>
    /// <param name="Groups">The group file.</param>
    /// <param name="Reference">The reference group, or null for the largest.</param>
    /// <param name="Parameters">A parameter file, to match on ability instead of on the summed score.</param>
    /// <param name="Tests">Continuity, purification and levels.</param>
    /// <param name="Level">False discovery rate at which an item is flagged.</param>
    /// <param name="Out">The file to write.</param>
    public sealed record Options(
        string Responses, string Groups, string? Reference, string? Parameters, DifferentialOptions Tests, double Level, string Out);

    /// <summary>One flagged item.</summary>
    public sealed record FlaggedItem(string Item, string Focal, DifferentialClass Ets, double Delta, double MhPAdjusted, double LogisticPAdjusted, string Kind);

    /// <summary>What the command says.</summary>
    public sealed record Report(
        int Candidates, int Items, string Reference, IReadOnlyList<string> Focal, int WithoutGroup, string Matching, int Rounds, bool Settled,
        IReadOnlyList<FlaggedItem> Flagged);

    public static Command Create()
    {
        Option<string> responses = CommonOptions.InputFile("--responses", "R.csv", "Responses, wide or long.");
        Option<string> groups = CommonOptions.InputFile("--groups", "G.csv", "Group of each candidate: candidate,group.");
        var reference = new Option<string?>("--reference")
        {
            HelpName = "GROUP",
            Description = "The group that the others are compared with; without it the largest.",
        };
        Option<string?> parameters = CommonOptions.OptionalFile(
            "--parameters", "P.csv", "Match on the ability these parameters give instead of on the summed score; needed when responses are missing.");
        var raw = new Option<bool>("--no-purification") { Description = "Keep every item in the matching score." };
        var plain = new Option<bool>("--no-continuity-correction") { Description = "Mantel-Haenszel without subtracting one half." };
        Option<double> level = CommonOptions.Above("--alpha", "A", "False discovery rate at which an item is flagged.", 0.0, 0.05);
        Option<string> output = CommonOptions.Out("D.csv", "Results to write, one row an item and focal group.");
        return new Command("dif", "Find differential item functioning: Mantel-Haenszel with ETS classes, and logistic regression, uniform and non-uniform.")
        {
            responses, groups, reference, parameters, raw, plain, level, output,
        }.Does((parse, console, _) => Run(
            new Options(
                parse.GetRequiredValue(responses),
                parse.GetRequiredValue(groups),
                parse.GetValue(reference),
                parse.GetValue(parameters),
                new DifferentialOptions { Purify = !parse.GetValue(raw), ContinuityCorrection = !parse.GetValue(plain) },
                parse.GetValue(level),
                parse.GetRequiredValue(output)),
            console));
    }

    public static ExitCode Run(Options options, CommandConsole console)
    {
        (ResponseData data, double[] abilities) = Read(options, console);
        IReadOnlyDictionary<string, string> groups = GroupFile.Read(options.Groups);
        string[] names = [.. groups.Values.Distinct().Order(StringComparer.Ordinal)];
        string?[] ofCandidate = [.. data.CandidateIds.ToArray().Select(id => groups.GetValueOrDefault(id))];
        string reference = options.Reference ?? Largest(ofCandidate, options);
        if (!ofCandidate.Contains(reference))
        {
            throw new InputException(options.Groups, 0, 0, $"no candidate of {options.Responses} is in the reference group '{reference}'; the groups are {string.Join(", ", names)}");
        }

        string[] focal = [.. names.Where(name => name != reference && ofCandidate.Contains(name))];
        if (focal.Length == 0)
        {
            throw new InputException(options.Groups, 0, 0, $"all candidates of {options.Responses} are in the group '{reference}'; expected two groups or more");
        }

        var rows = new List<IReadOnlyList<object?>>();
        var flagged = new List<FlaggedItem>();
        int rounds = 0;
        bool settled = true;
        foreach (string group in focal)
        {
            bool?[] marks = [.. ofCandidate.Select(name => name == group ? true : name == reference ? false : (bool?)null)];
            DifferentialAnalysis analysis = DifferentialFunctioning.Analyze(data, marks, abilities, options.Tests);
            rounds = Math.Max(rounds, analysis.Rounds);
            settled &= analysis.Settled;
            for (int i = 0; i < analysis.Items.Count; i++)
            {
                string kind = Kind(analysis.Items[i], options.Level);
                rows.Add(Row(data.ItemIds[i], reference, group, analysis.Items[i], kind));
                if (kind.Length > 0)
                {
                    DifferentialResult item = analysis.Items[i];
                    flagged.Add(new FlaggedItem(
                        data.ItemIds[i], group, item.MantelHaenszel.Class, item.MantelHaenszel.Delta, item.MantelHaenszelAdjusted, item.LogisticAdjusted, kind));
                }
            }
        }

        CsvOutput.Write(options.Out, Header, rows);
        console.Result(
            new Report(
                data.CandidateCount,
                data.ItemCount,
                reference,
                focal,
                ofCandidate.Count(name => name is null),
                abilities.Length > 0 ? "ability" : "score",
                rounds,
                settled,
                flagged),
            Print);
        return ExitCode.Success;
    }

    private static (ResponseData Data, double[] Abilities) Read(Options options, CommandConsole console)
    {
        if (options.Parameters is null)
        {
            ResponseData data = ResponseFile.Read(options.Responses);
            return data.IsComplete
                ? (data, [])
                : throw new InputException(
                    options.Responses, 0, 0, "responses are missing, so summed scores cannot match candidates; expected complete data, or --parameters to match on ability");
        }

        CalibratedResponses input = CalibratedResponses.Read(options.Responses, options.Parameters);
        if (input.Warning is { } warning)
        {
            console.Message($"itembank dif: {warning}");
        }

        AbilityEstimate[] estimates = ResponseScoring.Score(input.Data, input.Items, new ScoringOptions { Method = ScoringMethod.WeightedLikelihood });
        return (input.Data, [.. estimates.Select(estimate => estimate.Status == EstimateStatus.Converged ? estimate.Ability : double.NaN)]);
    }

    private static string Largest(string?[] ofCandidate, Options options) => ofCandidate
        .Where(name => name is not null)
        .GroupBy(name => name, StringComparer.Ordinal)
        .OrderByDescending(group => group.Count())
        .ThenBy(group => group.Key, StringComparer.Ordinal)
        .FirstOrDefault()?.Key
        ?? throw new InputException(options.Groups, 0, 0, $"no candidate of {options.Responses} has a group");

    /// <summary>Which kind of DIF both the false discovery rate and an effect size support; empty for none.</summary>
    private static string Kind(DifferentialResult item, double level)
    {
        bool sizable = item.MantelHaenszel.Class is DifferentialClass.B or DifferentialClass.C;
        bool uniform = item.MantelHaenszelAdjusted < level && sizable;
        bool logistic = item.LogisticAdjusted < level;
        bool nonUniform = logistic && item.Logistic.NonUniform > item.Logistic.Uniform;
        return nonUniform ? "non-uniform" : uniform ? "uniform" : logistic && sizable ? "uniform" : "";
    }

    private static object?[] Row(string id, string reference, string focal, DifferentialResult item, string kind)
    {
        MantelHaenszelResult mh = item.MantelHaenszel;
        LogisticDifferenceResult logistic = item.Logistic;
        return
        [
            id, reference, focal, item.Reference, item.Focal, mh.ChiSquared, mh.PValue, item.MantelHaenszelAdjusted, mh.CommonOddsRatio, mh.Delta,
            mh.DeltaStandardError, mh.StandardizedMeanDifference, Letter(mh.Class), logistic.Uniform, logistic.UniformPValue, logistic.NonUniform,
            logistic.NonUniformPValue, logistic.Either, logistic.EitherPValue, item.LogisticAdjusted, logistic.EffectSize, Letter(logistic.Class),
            item.Matching ? "yes" : "no", kind,
        ];
    }

    private static string Letter(DifferentialClass category) => category == DifferentialClass.Undetermined ? "" : category.ToString();

    private static void Print(TextWriter writer, Report report)
    {
        writer.WriteLine($"{report.Candidates} candidates, {report.Items} items, matched on {report.Matching}; reference group {report.Reference}, focal {string.Join(", ", report.Focal)}");
        if (report.WithoutGroup > 0)
        {
            writer.WriteLine($"{report.WithoutGroup} candidates have no group and are left out");
        }

        writer.WriteLine($"purification: {report.Rounds} rounds{(report.Settled ? "" : ", not settled")}");
        writer.WriteLine($"{report.Flagged.Count} items flagged");
        foreach (FlaggedItem item in report.Flagged)
        {
            writer.WriteLine($"  {item.Item} ({item.Focal}): {item.Kind}, ETS {Letter(item.Ets)}, delta {item.Delta:0.00}, adjusted p: Mantel-Haenszel {item.MhPAdjusted:0.0000}, logistic {item.LogisticPAdjusted:0.0000}");
        }
    }
}
