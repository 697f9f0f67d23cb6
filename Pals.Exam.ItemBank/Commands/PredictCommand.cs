using System.CommandLine;
using Pals.Exam.Engine.Calibration;
using Pals.Exam.ItemBank.ColdStart;
using Pals.Exam.ItemBank.Content;
using Pals.Exam.ItemBank.Files;
using Pals.Exam.ItemBank.Responses;

namespace Pals.Exam.ItemBank.Commands;

/// <summary><c>itembank predict</c>: priors on the difficulty of items that nobody has answered, for <c>calibrate --priors</c>.</summary>
internal static class PredictCommand
{
    private static readonly string[] Header = ["parameter", "distribution", "mean", "sd", "item"];

    /// <param name="Bank">The bank's files; none for the shipped bank.</param>
    /// <param name="Parameters">Parameters of the calibrated items.</param>
    /// <param name="Out">The priors file to write.</param>
    public sealed record Options(IReadOnlyList<string> Bank, string Parameters, string Out, string Programme);

    /// <summary>How much a feature moves predictions, in logits for one standard deviation.</summary>
    public sealed record Influence(string Feature, double Effect);

    /// <summary>What the command says.</summary>
    public sealed record Report(
        int Calibrated, int Predicted, double Error, double ErrorOfMean, double RSquared, int Folds, int Repetitions, bool UsesMean,
        IReadOnlyList<Influence> Influences, IReadOnlyList<PredictedDifficulty> Predictions, IReadOnlyList<string> NotInBank);

    public static Command Create()
    {
        var bank = new Option<string[]>("--bank")
        {
            HelpName = "FILE",
            Description = "Bank files. Without any: the shipped bank.",
            Arity = ArgumentArity.OneOrMore,
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => [],
        };
        Option<string> parameters = CommonOptions.InputFile("--parameters", "P.csv", "Parameters of the items that have been calibrated.");
        Option<string> programme = CommonOptions.Programme();
        Option<string> output = CommonOptions.Out("priors.csv", "Priors to write, for calibrate --priors.");
        return new Command("predict", "Predict the difficulty of items that nobody has answered from their text and attributes, as priors for a calibration.")
        {
            bank, programme, parameters, output,
        }.Does((parse, console, _) => Run(
            new Options(
                parse.GetValue(bank) ?? [],
                parse.GetRequiredValue(parameters),
                parse.GetRequiredValue(output),
                parse.GetRequiredValue(programme)),
            console));
    }

    public static ExitCode Run(Options options, CommandConsole console)
    {
        Bank bank = options.Bank.Count == 0 ? ShippedBank.Load(options.Programme) : BankFiles.Read(options.Bank);
        ParameterTable parameters = ParameterFile.Read(options.Parameters);
        int known = bank.Items.Count(item => parameters.TryFind(item.Id, out _));
        if (known < DifficultyPrediction.FewestCalibrated)
        {
            throw new InputException(
                options.Parameters, 0, 0, $"has parameters of {known} of the bank's {bank.Items.Length} items; expected {DifficultyPrediction.FewestCalibrated} or more to learn from");
        }

        DifficultyPrediction prediction = DifficultyPrediction.Learn(bank, parameters);
        CsvOutput.Write(options.Out, Header, DefaultPriors().Concat(prediction.Predictions.Select(item => (IReadOnlyList<object?>)
        [
            "b", "normal", item.Difficulty, item.StandardDeviation, item.Item,
        ])));
        console.Result(
            new Report(
                prediction.Calibrated,
                prediction.Predictions.Count,
                prediction.Validation.Error,
                prediction.Validation.ErrorOfMean,
                prediction.Validation.RSquared,
                prediction.Validation.Folds,
                prediction.Validation.Repetitions,
                prediction.UsesMean,
                [.. prediction.Influences.Select(influence => new Influence(influence.Feature, influence.Effect))],
                prediction.Predictions,
                [.. parameters.Items.Where(item => bank.FindItem(item.Id) is null).Select(item => item.Id)]),
            Print);
        return ExitCode.Success;
    }

    /// <summary>A priors file replaces the default priors, so those are written along.</summary>
    private static IEnumerable<IReadOnlyList<object?>> DefaultPriors() => ParameterPrior.Default.Select(prior => (IReadOnlyList<object?>)
    [
        prior.Parameter == PriorParameter.LowerAsymptote ? "c" : "d", "logit-normal", prior.Mean, prior.StandardDeviation, "",
    ]);

    private static void Print(TextWriter writer, Report report)
    {
        writer.WriteLine($"learnt from {report.Calibrated} calibrated items, {report.Predicted} predicted");
        writer.WriteLine($"error in {report.Repetitions} x {report.Folds}-fold cross-validation: {report.Error:0.000} logits; of predicting the mean: {report.ErrorOfMean:0.000}; variance predicted: {100 * report.RSquared:0} %");
        if (report.UsesMean)
        {
            writer.WriteLine("text and attributes predict no better than the mean beyond chance, so the mean is the prior of every item");
        }

        foreach (Influence influence in report.Influences)
        {
            writer.WriteLine($"  {influence.Effect,6:+0.00;-0.00} logits for one standard deviation of: {influence.Feature}");
        }

        if (report.NotInBank.Count > 0)
        {
            writer.WriteLine($"not in the bank, and not used: {string.Join(", ", report.NotInBank)}");
        }
    }
}
