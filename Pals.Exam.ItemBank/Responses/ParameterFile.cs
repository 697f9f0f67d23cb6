using System.Globalization;
using Pals.Exam.Engine.Calibration;
using Pals.Exam.Engine.Items;
using Pals.Exam.ItemBank.Files;

namespace Pals.Exam.ItemBank.Responses;

/// <summary>
/// Item parameters in a CSV file: <c>item,model,a,b,c,d,b1,b2,…,se_a,se_b,se_c,se_d,se_b1,…</c> in slope–threshold form on the logistic metric,
/// D = 1, with unused cells empty. Columns may be left out when reading. Numbers are written with the digits that read back to the same value.
/// </summary>
public static class ParameterFile
{
    private static readonly string[] ErrorColumns = ["se_a", "se_b", "se_c", "se_d"];

    /// <summary>Reads a parameter file.</summary>
    /// <exception cref="InputException">The file is missing or malformed.</exception>
    public static ParameterTable Read(string path)
    {
        CsvTable csv = CsvTable.Read(path, "item", "model");
        var items = new List<CalibratedItem>(csv.RowCount);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (int row = 0; row < csv.RowCount; row++)
        {
            string id = csv.Required(row, "item", "an item id");
            if (!seen.Add(id))
            {
                throw csv.Error(row, "item", "every item once");
            }

            if (!ModelNames.TryParse(csv.Text(row, "model"), out ItemModel model))
            {
                throw csv.Error(row, "model", $"one of {string.Join(", ", ModelNames.All)}");
            }

            items.Add(new CalibratedItem(id, Parameters(csv, row, model), Errors(csv, row)));
        }

        return new ParameterTable(items);
    }

    /// <summary>Writes a parameter file; the columns of standard errors only when an item has them.</summary>
    public static void Write(string path, ParameterTable table) => AtomicFile.WriteText(path, writer => Write(writer, table));

    /// <summary>Writes the same to a writer.</summary>
    public static void Write(TextWriter writer, ParameterTable table)
    {
        int thresholds = table.Items.Max(item => item.Parameters.Thresholds.Length);
        bool errors = table.Items.Any(item => item.StandardErrors is not null);
        string[] boundaries = [.. Enumerable.Range(1, thresholds).Select(k => $"b{k}")];
        IEnumerable<string> header = ["item", "model", "a", "b", "c", "d", .. boundaries];
        writer.WriteLine(string.Join(',', errors ? [.. header, .. ErrorColumns, .. boundaries.Select(b => $"se_{b}")] : header));
        foreach (CalibratedItem item in table.Items)
        {
            writer.Write(CsvText.Quote(item.Id));
            writer.Write(',');
            writer.Write(ModelNames.Name(item.Parameters.Model));
            WriteValues(writer, item.Parameters, thresholds);
            if (errors)
            {
                WriteErrors(writer, item.StandardErrors, thresholds);
            }

            writer.WriteLine();
        }
    }

    private static void WriteValues(TextWriter writer, ItemParameters item, int thresholds)
    {
        Write(writer, item.Discrimination);
        Write(writer, item.IsDichotomous ? item.Difficulty : double.NaN);
        Write(writer, item.Model is ItemModel.ThreeParameterLogistic or ItemModel.FourParameterLogistic ? item.LowerAsymptote : double.NaN);
        Write(writer, item.Model == ItemModel.FourParameterLogistic ? item.UpperAsymptote : double.NaN);
        for (int k = 0; k < thresholds; k++)
        {
            Write(writer, k < item.Thresholds.Length ? item.Thresholds[k] : double.NaN);
        }
    }

    private static void WriteErrors(TextWriter writer, ItemStandardErrors? errors, int thresholds)
    {
        Write(writer, errors?.Discrimination ?? double.NaN);
        Write(writer, errors?.Difficulty ?? double.NaN);
        Write(writer, errors?.LowerAsymptote ?? double.NaN);
        Write(writer, errors?.UpperAsymptote ?? double.NaN);
        for (int k = 0; k < thresholds; k++)
        {
            Write(writer, errors is not null && k < errors.Thresholds.Length ? errors.Thresholds[k] : double.NaN);
        }
    }

    private static void Write(TextWriter writer, double value)
    {
        writer.Write(',');
        if (double.IsFinite(value))
        {
            writer.Write(value.ToString("R", CultureInfo.InvariantCulture));
        }
    }

    private static ItemParameters Parameters(CsvTable csv, int row, ItemModel model)
    {
        double a = double.IsNaN(csv.Number(row, "a")) && model == ItemModel.Rasch ? 1 : csv.RequiredNumber(row, "a");
        try
        {
            if (model <= ItemModel.FourParameterLogistic)
            {
                double c = csv.Number(row, "c");
                double d = csv.Number(row, "d");
                return ItemParameters.Dichotomous(
                    model, a, csv.RequiredNumber(row, "b"), double.IsNaN(c) ? 0 : c, double.IsNaN(d) ? 1 : d);
            }

            double[] thresholds = Thresholds(csv, row, "b");
            return model == ItemModel.GradedResponse ? ItemParameters.Graded(a, thresholds) : ItemParameters.PartialCredit(a, thresholds);
        }
        catch (ArgumentException exception)
        {
            throw csv.Error(row, "item", $"valid parameters: {exception.Message}");
        }
    }

    private static double[] Thresholds(CsvTable csv, int row, string prefix)
    {
        var thresholds = new List<double>();
        for (int k = 1; !double.IsNaN(csv.Number(row, $"{prefix}{k}")); k++)
        {
            thresholds.Add(csv.Number(row, $"{prefix}{k}"));
        }

        return [.. thresholds];
    }

    private static ItemStandardErrors? Errors(CsvTable csv, int row)
    {
        var errors = new ItemStandardErrors(
            csv.Number(row, "se_a"), csv.Number(row, "se_b"), csv.Number(row, "se_c"), csv.Number(row, "se_d"), [.. Thresholds(csv, row, "se_b")]);
        return double.IsNaN(errors.Discrimination) && double.IsNaN(errors.Difficulty) && errors.Thresholds.IsEmpty ? null : errors;
    }
}
