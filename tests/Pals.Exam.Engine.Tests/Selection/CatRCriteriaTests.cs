using Pals.Exam.Engine.Ability;
using Pals.Exam.Engine.Items;
using Pals.Exam.Engine.Selection;

namespace Pals.Exam.Engine.Tests.Selection;

/// <summary>
/// Selection criteria against catR (Data/catr). catR integrates by the trapezoid on 33 points in [−4, 4] with weights that are not normalized; the
/// same weights are given to our functions. Where catR's definition differs from the literature's, its figure is reproduced by its own
/// definition, and ours is held to the literature's.
/// </summary>
public sealed class CatRCriteriaTests
{
    // Sums of the same terms in another order; the figures are printed to 15 digits.
    private const double Tolerance = 1e-9;

    private const int Points = 33;

    private static readonly double[] Nodes = [.. Enumerable.Range(0, Points).Select(q => -4 + 0.25 * q)];

    private static readonly ItemParameters[] Bank = CatRData.LogisticBank("bank500_3pl.csv");

    private static readonly (int[] Items, int[] Scores)[] Patterns = CatRData.Patterns("patterns50.csv");

    [Fact]
    public void Values_HundredItemsInThreeStates_EqualCatR()
    {
        CsvTable table = CsvTable.Read("catr", "criteria_values.csv");
        for (int row = 0; row < table.Count; row++)
        {
            State state = State.Of(Bank, Patterns[(int)table[row, "pattern"] - 1], table[row, "theta"]);
            ItemParameters item = Bank[(int)table[row, "item"] - 1];
            foreach (string criterion in new[] { "MFI", "MLWI", "MPWI", "KL", "KLP", "MEPV" })
            {
                Assert.Equal(table[row, criterion], state.CatRValue(criterion, item), Tolerance);
            }
        }
    }

    [Fact]
    public void Picks_TwentyPatterns_EqualCatR()
    {
        CsvTable table = CsvTable.Read("catr", "nextitem_picks.csv");
        var checkedCriteria = new HashSet<string>();
        for (int row = 0; row < table.Count; row++)
        {
            (int[] items, int[] scores) pattern = Patterns[(int)table[row, "pattern"] - 1];
            State state = State.Of(Bank, pattern, table[row, "theta"]);
            string criterion = table.Text(row, "criterion");
            if (double.IsNaN(state.CatRValue(criterion, Bank[0])))
            {
                continue;
            }

            int best = Enumerable.Range(0, Bank.Length).Except(pattern.items).MaxBy(i => state.Merit(criterion, Bank[i]));
            Assert.Equal((int)table[row, "item"], best + 1);
            Assert.Equal(table[row, "info"], state.CatRValue(criterion, Bank[best]), Tolerance);
            checkedCriteria.Add(criterion);
        }

        Assert.Equal(7, checkedCriteria.Count);
    }

    [Theory]
    [InlineData("grm")]
    [InlineData("gpcm")]
    public void Picks_OrderedScores_EqualCatR(string model)
    {
        ItemParameters[] bank = CatRData.OrderedBank(model);
        CsvTable table = CsvTable.Read("catr", $"patterns20_{model}_theta_next.csv");
        (int[] Items, int[] Scores)[] patterns = CatRData.Patterns($"patterns20_{model}.csv");
        for (int row = 0; row < table.Count; row++)
        {
            // The choices were made at the EAP estimate rounded to four decimals.
            State state = State.Of(bank, patterns[row], Math.Round(table[row, "EAP"], 4));
            foreach (string criterion in new[] { "MFI", "MLWI", "MPWI", "KL", "KLP", "MEPV" })
            {
                int best = Enumerable.Range(0, bank.Length).Except(patterns[row].Items).MaxBy(i => state.Merit(criterion, bank[i]));
                Assert.Equal((int)table[row, $"next_{criterion}"], best + 1);
                Assert.Equal(table[row, $"val_{criterion}"], state.CatRValue(criterion, bank[best]), Tolerance);
            }
        }
    }

    [Fact]
    public void MinimumExpectedPosteriorVariance_Literature_WeighsByThePosteriorPredictive()
    {
        // van der Linden (1998) weighs the variance after each answer with its predictive probability; catR with P(θ̂). Ours is the former: the
        // closed form must equal the definition computed from whole posteriors.
        foreach (int p in new[] { 5, 9, 19 })
        {
            State state = State.Of(Bank, Patterns[p], 0);
            double[] weights = state.NormalizedPosterior();
            double mean = weights.Zip(Nodes, (w, t) => w * t).Sum();
            double variance = weights.Zip(Nodes, (w, t) => w * (t - mean) * (t - mean)).Sum();
            for (int i = 0; i < 100; i++)
            {
                double expected = 0;
                for (int score = 0; score <= 1; score++)
                {
                    double predictive = weights.Zip(Nodes, (w, t) => w * Math.Exp(Log(Bank[i], score, t))).Sum();
                    double error = state.After(Bank[i], score).StandardError;
                    expected += predictive * error * error;
                }

                Assert.Equal(expected, variance - MinimumExpectedPosteriorVariance.Reduction(Bank[i], Nodes, weights), Tolerance);
            }
        }
    }

    [Fact]
    public void KullbackLeiblerIntegral_Window_EqualsDenseQuadrature()
    {
        // Chang and Ying (1996) integrate over θ̂ ± δ; catR's KL weighs the whole range with the likelihood instead (the test above has its values).
        const double trapezoidError = 1e-7; // of 20,000 intervals
        ItemParameters[] items = [.. Bank.Take(20), ItemParameters.Graded(1.4, [-1, 0.2, 1]), ItemParameters.PartialCredit(0.9, [0.5, -0.4])];
        foreach (ItemParameters item in items)
        {
            foreach ((double theta, double delta) in new[] { (0.0, 3.0), (1.3, 1.0), (-2.0, 0.4) })
            {
                const int intervals = 20000;
                double sum = 0;
                for (int q = 0; q <= intervals; q++)
                {
                    double at = theta - delta + 2 * delta * q / intervals;
                    sum += (q is 0 or intervals ? 0.5 : 1) * KullbackLeibler.Divergence(item, theta, at);
                }

                Assert.Equal(sum * 2 * delta / intervals, KullbackLeibler.Integral(item, theta, delta), trapezoidError);
            }
        }
    }

    private static double Log(ItemParameters item, int score, double theta)
    {
        double[] logs = new double[item.CategoryCount];
        item.LogProbabilities(theta, logs);
        return logs[score];
    }

    private sealed class State(ItemParameters[] items, int[] scores, double theta, double[] likelihood)
    {
        private const double Step = 0.25;

        public static State Of(ItemParameters[] bank, (int[] Items, int[] Scores) pattern, double theta)
        {
            ItemParameters[] items = bank.Pick(pattern.Items);
            return new State(items, pattern.Scores, theta, [.. Nodes.Select(t => Math.Exp(items.Select((item, i) => Log(item, pattern.Scores[i], t)).Sum()))]);
        }

        /// <summary>The criterion's value as catR defines it; NaN for criteria that we do not share.</summary>
        public double CatRValue(string criterion, ItemParameters item) => criterion switch
        {
            "MFI" => item.Information(theta),
            "bOpt" => Math.Abs(item.Difficulty - theta),
            "MLWI" => WeightedInformation.Value(item, Nodes, Trapezoid(prior: false)),
            "MPWI" => WeightedInformation.Value(item, Nodes, Trapezoid(prior: true)),
            "KL" => Trapezoid(prior: false).Zip(Nodes, (w, t) => w * KullbackLeibler.Divergence(item, theta, t)).Sum(),
            "KLP" => Trapezoid(prior: true).Zip(Nodes, (w, t) => w * KullbackLeibler.Divergence(item, theta, t)).Sum(),
            "MEPV" => Enumerable.Range(0, item.CategoryCount).Sum(k =>
            {
                double error = After(item, k).StandardError;
                return Math.Exp(Log(item, k, theta)) * error * error;
            }),
            _ => double.NaN,
        };

        public double Merit(string criterion, ItemParameters item) =>
            criterion is "bOpt" or "MEPV" ? -CatRValue(criterion, item) : CatRValue(criterion, item);

        public AbilityEstimate After(ItemParameters item, int score) =>
            ExpectedAPosteriori.Estimate([.. items, item], [.. scores, score], Nodes, [.. Trapezoid(prior: true, withLikelihood: false).Select(w => Math.Log(w))]);

        public double[] NormalizedPosterior()
        {
            double[] weights = Trapezoid(prior: true);
            double sum = weights.Sum();
            return [.. weights.Select(w => w / sum)];
        }

        private double[] Trapezoid(bool prior, bool withLikelihood = true) =>
        [
            .. Nodes.Select((t, q) => Step * (q is 0 or Points - 1 ? 0.5 : 1)
                * (withLikelihood ? likelihood[q] : 1)
                * (prior ? Math.Exp(-0.5 * t * t) / Math.Sqrt(2 * Math.PI) : 1)),
        ];
    }
}
