using System.Globalization;
using System.IO.Compression;
using Pals.Exam.Engine.Ability;
using Pals.Exam.Engine.Calibration;
using Pals.Exam.Engine.Items;
using Pals.Exam.Engine.Numerics;

namespace Pals.Exam.Engine.Tests.Calibration.Fit;

/// <summary>The data of Data/fit, and data drawn from known parameters.</summary>
internal static class FitData
{
    /// <summary>Two-parameter items of Data/scores.</summary>
    public static ItemParameters[] Items(string file)
    {
        CsvTable table = CsvTable.Read("scores", file);
        return [.. Enumerable.Range(0, table.Count).Select(i =>
            ItemParameters.Dichotomous(ItemModel.TwoParameterLogistic, table[i, "a"], table[i, "b"]))];
    }

    /// <summary>LSAT section 6 or 7, one row a candidate.</summary>
    public static ResponseData LawSchool(string test)
    {
        CsvTable table = CsvTable.Read("fit", $"{test}_patterns.csv");
        var scores = new List<byte>();
        for (int row = 0; row < table.Count; row++)
        {
            for (int copy = 0; copy < table[row, "count"]; copy++)
            {
                scores.AddRange(Enumerable.Range(0, 5).Select(i => (byte)table[row, i]));
            }
        }

        return FromScores(scores, 5);
    }

    /// <summary>The 10,000 candidates on 100 items of Data/calibration.</summary>
    public static ResponseData Simulated2pl()
    {
        string path = Path.Combine(AppContext.BaseDirectory, "Data", "calibration", "2pl_responses.csv.gz");
        using var reader = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        int items = reader.ReadLine()!.Split(',').Length - 1;
        var scores = new List<byte>();
        while (reader.ReadLine() is { } line)
        {
            scores.AddRange(line.Split(',').Skip(1).Select(field => byte.Parse(field, CultureInfo.InvariantCulture)));
        }

        return FromScores(scores, items);
    }

    /// <summary>Draws complete data for candidates of the given abilities.</summary>
    public static ResponseData Draw(ItemParameters[] items, double[] abilities, ulong seed)
    {
        var scores = new List<byte>(items.Length * abilities.Length);
        for (int n = 0; n < abilities.Length; n++)
        {
            var random = new RandomStream(seed, (ulong)n);
            foreach (ItemParameters item in items)
            {
                scores.Add(DrawScore(item, abilities[n], ref random));
            }
        }

        return FromScores(scores, items.Length);
    }

    public static double[] NormalAbilities(int count, ulong seed, double mean = 0, double standardDeviation = 1)
    {
        var random = new RandomStream(seed, ulong.MaxValue);
        double[] abilities = new double[count];
        for (int n = 0; n < count; n++)
        {
            abilities[n] = mean + standardDeviation * random.NextNormal();
        }

        return abilities;
    }

    public static byte DrawScore(ItemParameters item, double theta, ref RandomStream random)
    {
        Span<double> log = stackalloc double[item.CategoryCount];
        item.LogProbabilities(theta, log);
        double u = random.NextDouble();
        int score = 0;
        for (double below = Math.Exp(log[0]); u >= below && score < item.MaximumScore; below += Math.Exp(log[score]))
        {
            score++;
        }

        return (byte)score;
    }

    /// <summary>Posterior means on the 61 nodes of the calibration.</summary>
    public static double[] Eap(ResponseData data, ItemParameters[] items)
    {
        double[] nodes = [.. Enumerable.Range(0, 61).Select(q => -6 + 0.2 * q)];
        double[] logWeights = [.. nodes.Select(t => -0.5 * t * t)];
        double[] result = new double[data.CandidateCount];
        Parallel.For(0, result.Length, n =>
        {
            ResponseRow row = data[n];
            var pattern = new ItemParameters[row.Items.Length];
            int[] scores = new int[row.Items.Length];
            for (int j = 0; j < scores.Length; j++)
            {
                pattern[j] = items[row.Items[j]];
                scores[j] = row.Scores[j];
            }

            result[n] = ExpectedAPosteriori.Estimate(pattern, scores, nodes, logWeights).Ability;
        });
        return result;
    }

    public static ResponseData FromScores(IReadOnlyCollection<byte> scores, int items) => ResponseData.FromMatrix(
        [.. Enumerable.Range(1, scores.Count / items).Select(n => $"c{n}")],
        [.. Enumerable.Range(1, items).Select(i => $"I{i}")],
        [.. scores]);
}
