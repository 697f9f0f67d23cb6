using System.Text.Json;
using Pals.Exam.Engine.Selection;
using Pals.Exam.Engine.Simulation;
using Pals.Exam.ItemBank.Files;
using Pals.Exam.ItemBank.Responses;

namespace Pals.Exam.ItemBank.Simulations;

/// <summary>The tables of a simulation as CSV files in one folder: ability.csv, exposure.csv, coverage.csv, dimensions.csv, lengths.csv,
/// and where exposure parameters were searched for, sympson-hetter.yaml to be put into the definition.</summary>
internal static class SimulationFiles
{
    /// <summary>Writes all tables, making the folder where it does not exist.</summary>
    /// <exception cref="InputException">The folder cannot be written.</exception>
    public static void Write(string folder, SimulationResult result, SympsonHetter? found = null)
    {
        if (File.Exists(folder))
        {
            throw new InputException(folder, 0, 0, "is a file, but a folder was expected");
        }

        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            throw new InputException(folder, 0, 0, "the folder cannot be made", e);
        }

        Table(folder, "ability.csv", "ability,exams,bias,rmse,standard_error,length,pass_rate,accuracy,consistency", result.ByAbility.Select(
            g => $"{g.Ability:R},{g.Exams},{g.Bias:R},{g.Rmse:R},{g.StandardError:R},{g.Length:R},{g.PassRate:R},{g.Accuracy:R},{Cell(g.Consistency)}"));
        Table(folder, "exposure.csv", "item,topic,pretest,given,rate", result.Items.Select(
            i => $"{CsvText.Quote(i.ItemId)},{CsvText.Quote(i.TopicArea)},{(i.IsPretest ? 1 : 0)},{i.Given},{i.Rate:R}"));
        Table(folder, "coverage.csv", "constraint,minimum,maximum,least,mean,most", result.Coverages.Select(
            c => $"{CsvText.Quote(c.Name)},{c.Minimum},{c.Maximum},{c.Least},{c.Mean:R},{c.Most}"));
        int n = result.Dimensions.Length;
        string[] names = [.. result.Dimensions.Select(d => CsvText.Quote(d.Name))];
        Table(
            folder,
            "dimensions.csv",
            $"dimension,bias,rmse,standard_error,reliability,{string.Join(',', names.Select(d => $"r_true_{d},r_estimate_{d}"))}",
            result.Dimensions.Select((d, i) => $"{names[i]},{d.Bias:R},{d.Rmse:R},{d.StandardError:R},{Cell(d.Reliability)},"
                + string.Join(',', Enumerable.Range(0, n).Select(j => $"{Cell(result.TrueCorrelations[i * n + j])},{Cell(result.EstimateCorrelations[i * n + j])}"))));
        Table(folder, "lengths.csv", "length,exams", result.Lengths.Select(l => $"{l.Length},{l.Exams}"));
        if (found is not null)
        {
            Table(
                folder,
                "sympson-hetter.yaml",
                "exposure:\n  type: sympson-hetter\n  parameters:",
                found.Parameters.Select(p => $"    {JsonSerializer.Serialize(p.Key)}: {p.Value:R}"));
        }
    }

    private static void Table(string folder, string name, string header, IEnumerable<string> rows) =>
        AtomicFile.WriteText(Path.Combine(folder, name), writer =>
        {
            writer.WriteLine(header);
            foreach (string row in rows)
            {
                writer.WriteLine(row);
            }
        });

    private static string Cell(double value) => double.IsNaN(value) ? "" : value.ToString("R");
}
