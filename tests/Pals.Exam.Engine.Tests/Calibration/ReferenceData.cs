using System.Globalization;
using System.IO.Compression;
using Pals.Exam.Engine.Calibration;
using Pals.Exam.Engine.Items;
using Pals.Exam.Engine.Numerics;

namespace Pals.Exam.Engine.Tests.Calibration;

/// <summary>Reads the files of Data/calibration; see the README there for their origin.</summary>
internal static class ReferenceData
{
    /// <summary>Responses of a wide or long file.</summary>
    public static ResponseData Responses(string file)
    {
        string[][] lines = Lines(file);
        return lines[0][1] == "item" ? Long(lines) : Wide(lines);
    }

    /// <summary>The rows of a parameter file by item, each a dictionary from column to number.</summary>
    public static Dictionary<string, Dictionary<string, double>> Parameters(string file)
    {
        string[][] lines = Lines(file);
        return lines[1..].ToDictionary(
            line => line[0],
            line => Enumerable.Range(2, line.Length - 2).ToDictionary(c => lines[0][c], c => double.Parse(line[c], CultureInfo.InvariantCulture)));
    }

    /// <summary>The estimate that a column of a parameter file holds.</summary>
    public static double Value(this CalibratedItem item, string column) => column switch
    {
        "a" => item.Parameters.Discrimination,
        "b" => item.Parameters.Difficulty,
        "c" => item.Parameters.LowerAsymptote,
        "d" => item.Parameters.UpperAsymptote,
        "se_a" => item.StandardErrors!.Discrimination,
        "se_b" => item.StandardErrors!.Difficulty,
        "se_c" => item.StandardErrors!.LowerAsymptote,
        "se_d" => item.StandardErrors!.UpperAsymptote,
        _ when column.StartsWith("se_b", StringComparison.Ordinal) => item.StandardErrors!.Thresholds[column[^1] - '1'],
        _ => item.Parameters.Thresholds[column[^1] - '1'],
    };

    /// <summary>Responses drawn from known parameters, abilities from N(mean, deviation²); an item is left out with probability <paramref name="missing"/>.</summary>
    public static ResponseData Draw(
        IReadOnlyList<ItemParameters> items, int candidates, ulong seed, double mean = 0, double deviation = 1, double missing = 0)
    {
        var scores = new byte[candidates * items.Count];
        for (int n = 0; n < candidates; n++)
        {
            var random = new RandomStream(seed, (ulong)n);
            double theta = mean + deviation * random.NextNormal();
            for (int i = 0; i < items.Count; i++)
            {
                var log = new double[items[i].CategoryCount];
                items[i].LogProbabilities(theta, log);
                double left = random.NextDouble();
                int score = 0;
                while (score < log.Length - 1 && (left -= Math.Exp(log[score])) > 0)
                {
                    score++;
                }

                scores[n * items.Count + i] = random.NextDouble() < missing ? ResponseData.Missing : (byte)score;
            }
        }

        return ResponseData.FromMatrix(
            [.. Enumerable.Range(1, candidates).Select(n => $"c{n}")], [.. Enumerable.Range(1, items.Count).Select(i => $"I{i}")], scores);
    }

    private static ResponseData Wide(string[][] lines)
    {
        byte[] scores = [.. lines[1..].SelectMany(line => line[1..].Select(cell => byte.Parse(cell, CultureInfo.InvariantCulture)))];
        return ResponseData.FromMatrix([.. lines[1..].Select(line => line[0])], [.. lines[0][1..]], scores);
    }

    private static ResponseData Long(string[][] lines)
    {
        var candidates = new List<string>();
        var starts = new List<int>();
        var itemIds = new List<string>();
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        var items = new List<int>();
        var scores = new List<byte>();
        foreach (string[] line in lines[1..])
        {
            if (candidates.Count == 0 || candidates[^1] != line[0])
            {
                candidates.Add(line[0]);
                starts.Add(items.Count);
            }

            if (numbers.TryAdd(line[1], itemIds.Count))
            {
                itemIds.Add(line[1]);
            }

            items.Add(numbers[line[1]]);
            scores.Add(byte.Parse(line[2], CultureInfo.InvariantCulture));
        }

        starts.Add(items.Count);
        return ResponseData.FromRows([.. candidates], [.. itemIds], [.. starts], [.. items], [.. scores]);
    }

    private static string[][] Lines(string file)
    {
        string path = Path.Combine(AppContext.BaseDirectory, "Data", "calibration", file);
        using Stream stream = File.OpenRead(path);
        using Stream plain = file.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(stream, CompressionMode.Decompress) : stream;
        using var reader = new StreamReader(plain);
        return [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(','))];
    }
}
