using System.CommandLine;
using System.Diagnostics;
using Pals.Exam.Engine.Ability;
using Pals.Exam.Engine.Calibration;
using Pals.Exam.Engine.Calibration.PersonFit;
using Pals.Exam.ItemBank.Diagnostics;
using Pals.Exam.ItemBank.Responses;

namespace Pals.Exam.ItemBank.Commands;

/// <summary><c>itembank score</c>: ability, standard error and person fit of every candidate.</summary>
internal static class ScoreCommand
{
    private static readonly string[] Header = ["candidate", "theta", "se", "status", "responses", "score", "lz_star"];

    /// <param name="Responses">The response file.</param>
    /// <param name="Parameters">The parameter file, or null for the shipped bank's provisional parameters.</param>
    /// <param name="Scoring">Method, prior and threads.</param>
    /// <param name="Out">The file to write.</param>
    public sealed record Options(string Responses, string? Parameters, ScoringOptions Scoring, string Out);

    /// <summary>What scoring says; <c>Seconds</c> is the scoring without reading and writing files.</summary>
    public sealed record Report(
        int Candidates,
        int Items,
        ScoringMethod Method,
        double Mean,
        double StandardDeviation,
        double MeanStandardError,
        double Reliability,
        int Unbounded,
        int WithoutResponses,
        int NotConverged,
        int Misfitting,
        IReadOnlyList<string> WithoutParameters,
        double Seconds);

    public static Command Create()
    {
        Option<string> responses = CommonOptions.InputFile("--responses", "R.csv", "Responses, wide or long.");
        Option<string?> parameters = CommonOptions.Parameters();
        Option<Choice<ScoringMethod>> method = CommonOptions.Choice(
            "--method",
            "How abilities are estimated.",
            ScoringMethod.WeightedLikelihood,
            ("eap", ScoringMethod.ExpectedAPosteriori),
            ("map", ScoringMethod.MaximumAPosteriori),
            ("mle", ScoringMethod.MaximumLikelihood),
            ("wle", ScoringMethod.WeightedLikelihood));
        Option<double> mean = PopulationOptions.Mean();
        Option<double> deviation = PopulationOptions.StandardDeviation();
        Option<int> threads = CommonOptions.Threads();
        Option<string> output = CommonOptions.Out("S.csv", "Scores to write: candidate, theta, se, status, responses, score, lz_star.");
        return new Command("score", "Estimate the ability of every candidate from known item parameters, with standard error and person fit.")
        {
            responses, parameters, method, mean, deviation, threads, output,
        }.Does((parse, console, _) => Run(
            new Options(
                parse.GetRequiredValue(responses),
                parse.GetValue(parameters),
                new ScoringOptions
                {
                    Method = parse.GetValue(method),
                    Prior = new NormalPrior(parse.GetValue(mean), parse.GetValue(deviation)),
                    Threads = parse.GetValue(threads),
                },
                parse.GetRequiredValue(output)),
            console));
    }

    public static ExitCode Run(Options options, CommandConsole console)
    {
        Task warmUp = WarmUp.Scoring(options.Scoring);
        CalibratedResponses input = CalibratedResponses.Read(options.Responses, options.Parameters);
        warmUp.Wait();
        if (input.Warning is { } warning)
        {
            console.Message($"itembank score: {warning}");
        }

        var clock = Stopwatch.StartNew();
        AbilityEstimate[] estimates = ResponseScoring.Score(input.Data, input.Items, options.Scoring);
        double seconds = clock.Elapsed.TotalSeconds;
        AbilityEstimate[] weighted = options.Scoring.Method == ScoringMethod.WeightedLikelihood
            ? estimates
            : ResponseScoring.Score(input.Data, input.Items, options.Scoring with { Method = ScoringMethod.WeightedLikelihood });
        PersonFitResult[] fit = PersonFit.Compute(input.Data, input.Items, weighted);
        CsvOutput.Write(options.Out, Header, Rows(input.Data, estimates, fit));
        console.Result(Summarize(input, options.Scoring.Method, estimates, fit, seconds), Print);
        return ExitCode.Success;
    }

    private static IEnumerable<IReadOnlyList<object?>> Rows(ResponseData data, AbilityEstimate[] estimates, PersonFitResult[] fit)
    {
        for (int n = 0; n < estimates.Length; n++)
        {
            (int responses, int score) = Totals(data, n);
            bool known = estimates[n].Status is EstimateStatus.Converged or EstimateStatus.NotConverged;
            yield return
            [
                data.CandidateIds[n],
                known ? estimates[n].Ability : null,
                known ? estimates[n].StandardError : null,
                Word(estimates[n]),
                responses,
                score,
                fit[n].LzStar,
            ];
        }
    }

    private static (int Responses, int Score) Totals(ResponseData data, int candidate)
    {
        int score = 0;
        foreach (byte one in data[candidate].Scores)
        {
            score += one;
        }

        return (data[candidate].Scores.Length, score);
    }

    private static string Word(AbilityEstimate estimate) => estimate.Status switch
    {
        EstimateStatus.Converged => "ok",
        EstimateStatus.Unbounded => estimate.Ability > 0 ? "unbounded-above" : "unbounded-below",
        EstimateStatus.NoInformation => "no-responses",
        _ => "not-converged",
    };

    private static Report Summarize(
        CalibratedResponses input, ScoringMethod method, AbilityEstimate[] estimates, PersonFitResult[] fit, double seconds)
    {
        AbilityEstimate[] known = [.. estimates.Where(estimate => estimate.Status == EstimateStatus.Converged)];
        double mean = known.Select(estimate => estimate.Ability).DefaultIfEmpty(double.NaN).Average();
        double variance = known.Select(estimate => Math.Pow(estimate.Ability - mean, 2)).DefaultIfEmpty(double.NaN).Average();
        double errorVariance = known.Select(estimate => Math.Pow(estimate.StandardError, 2)).DefaultIfEmpty(double.NaN).Average();

        // Posterior estimates are drawn to the mean, so their variance is the true part; the others carry their error on top.
        double reliability = method is ScoringMethod.ExpectedAPosteriori or ScoringMethod.MaximumAPosteriori
            ? variance / (variance + errorVariance)
            : 1 - errorVariance / variance;
        return new Report(
            estimates.Length,
            input.Items.Length,
            method,
            mean,
            Math.Sqrt(variance),
            Math.Sqrt(errorVariance),
            reliability,
            estimates.Count(estimate => estimate.Status == EstimateStatus.Unbounded),
            estimates.Count(estimate => estimate.Status == EstimateStatus.NoInformation),
            estimates.Count(estimate => estimate.Status == EstimateStatus.NotConverged),
            fit.Count(result => result.LzStar < FitFlags.LowestLzStar),
            input.WithoutParameters,
            seconds);
    }

    private static void Print(TextWriter writer, Report report)
    {
        writer.WriteLine($"{report.Candidates} candidates, {report.Items} items, scored in {report.Seconds:0.000} s.");
        writer.WriteLine($"theta: mean {report.Mean:0.000}, standard deviation {report.StandardDeviation:0.000}, root mean square standard error {report.MeanStandardError:0.000}");
        writer.WriteLine($"empirical reliability: {report.Reliability:0.000}");
        writer.WriteLine($"unbounded: {report.Unbounded}, without responses: {report.WithoutResponses}, not converged: {report.NotConverged}");
        writer.WriteLine($"lz* below {FitFlags.LowestLzStar}: {report.Misfitting}");
    }
}
