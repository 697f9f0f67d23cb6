using Pals.Exam.Engine.Calibration;
using Pals.Exam.ItemBank.Files;

namespace Pals.Exam.ItemBank.Responses;

/// <summary>
/// Priors on item parameters: a CSV file with header <c>parameter,distribution,mean,sd[,item]</c>, for example <c>c,logit-normal,-1.3862944,0.5</c>.
/// A row with an item is about that item only and takes the place of the row for all.
/// </summary>
public static class PriorFile
{
    private static readonly string[] Parameters = ["a", "b", "c", "d"];
    private static readonly string[] Distributions = ["normal", "lognormal", "logit-normal"];

    /// <summary>Reads a file of priors.</summary>
    /// <exception cref="InputException">The file is missing or malformed, or a form does not fit its parameter.</exception>
    public static IReadOnlyList<ParameterPrior> Read(string path)
    {
        CsvTable csv = CsvTable.Read(path, "parameter", "distribution", "mean", "sd");
        var priors = new List<ParameterPrior>(csv.RowCount);
        for (int row = 0; row < csv.RowCount; row++)
        {
            int parameter = Array.IndexOf(Parameters, csv.Text(row, "parameter"));
            int distribution = Array.IndexOf(Distributions, csv.Text(row, "distribution"));
            if (parameter < 0)
            {
                throw csv.Error(row, "parameter", $"one of {string.Join(", ", Parameters)}");
            }

            if (distribution < 0)
            {
                throw csv.Error(row, "distribution", $"one of {string.Join(", ", Distributions)}");
            }

            if (!(csv.RequiredNumber(row, "sd") > 0))
            {
                throw csv.Error(row, "sd", "a positive number");
            }

            string item = csv.Text(row, "item");
            var prior = new ParameterPrior(
                (PriorParameter)parameter,
                (PriorDistribution)distribution,
                csv.RequiredNumber(row, "mean"),
                csv.RequiredNumber(row, "sd"),
                item.Length == 0 ? null : item);
            try
            {
                prior.Validate();
            }
            catch (ArgumentException exception)
            {
                throw csv.Error(row, "distribution", $"a form that fits the parameter: {exception.Message}");
            }

            priors.Add(prior);
        }

        return priors;
    }
}
