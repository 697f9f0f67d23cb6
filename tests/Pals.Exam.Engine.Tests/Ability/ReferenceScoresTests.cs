using Pals.Exam.Engine.Ability;
using Pals.Exam.Engine.Items;

namespace Pals.Exam.Engine.Tests.Ability;

/// <summary>Estimates and standard errors against mirt 1.45.1 and catR (Data/scores and Data/catr).</summary>
public sealed class ReferenceScoresTests
{
    // A posterior mean is a sum, not a search: the figures' own twelve digits.
    private const double SumTolerance = 1e-9;

    // mirt's searches for MAP, ML and WLE stop where the slope is below 1e-6 of the scaled objective, some 1e-5 from the root: see
    // Estimates_TwoHundredCandidatesOnAHundredItems_SolveTheirEquations for ours.
    private const double SearchTolerance = 5e-5;

    // mirt's standard errors at a mode come from a difference quotient of the objective: four digits.
    private const double QuotientTolerance = 2e-4;

    // R's uniroot, which catR calls with its default tolerance, stops at eps^(1/4) = 1.2e-4.
    private const double UnirootTolerance = 1.3e-4;

    // catR's standard error is a closed form, so at its own estimate it must agree to the printed digits.
    private const double ClosedFormTolerance = 1e-9;

    [Theory]
    [InlineData("lsat6", "Item_")]
    [InlineData("lsat7", "Item.")]
    public void Estimates_LawSchoolAdmissionTest_EqualMirt(string test, string prefix)
    {
        ItemParameters[] items = MirtItems($"{test}_2pl.csv");
        CsvTable scores = CsvTable.Read("scores", $"{test}_2pl_scores.csv");
        for (int row = 0; row < scores.Count; row++)
        {
            int[] pattern = [.. Enumerable.Range(1, 5).Select(i => (int)scores[row, $"{prefix}{i}"])];
            AssertEqualsMirt(items, pattern, scores, row, "EAP", "EAP_SE", "MAP", "MAP_SE", "ML", "ML_SE", "WLE", "WLE_SE");
        }
    }

    [Fact]
    public void Estimates_TwoHundredCandidatesOnAHundredItems_EqualMirt()
    {
        ItemParameters[] items = MirtItems("2pl_mirt.csv");
        CsvTable responses = CsvTable.Read("scores", "2pl_responses_first200.csv");
        CsvTable scores = CsvTable.Read("scores", "2pl_scores_first200.csv");
        for (int row = 0; row < scores.Count; row++)
        {
            Assert.Equal(scores.Text(row, "candidate"), responses.Text(row, "candidate"));
            int[] pattern = [.. Enumerable.Range(1, items.Length).Select(i => (int)responses[row, i])];
            AssertEqualsMirt(items, pattern, scores, row, "eap", "eap_se", "map", "map_se", "mle", "mle_se", "wle", "wle_se");
        }
    }

    [Fact]
    public void Estimates_TwoHundredCandidatesOnAHundredItems_SolveTheirEquations()
    {
        // With two parameters the equation of ML is Σ a(x − P) = 0; the others add the prior's slope or Warm's term.
        const double rounding = 1e-11;
        ItemParameters[] items = MirtItems("2pl_mirt.csv");
        CsvTable responses = CsvTable.Read("scores", "2pl_responses_first200.csv");
        for (int row = 0; row < responses.Count; row++)
        {
            int[] pattern = [.. Enumerable.Range(1, items.Length).Select(i => (int)responses[row, i])];
            double Slope(double theta) => items.Select((item, i) =>
                item.Discrimination * (pattern[i] - 1 / (1 + Math.Exp(-item.Discrimination * (theta - item.Difficulty))))).Sum();
            double Warm(double theta) => items.Sum(i => i.InformationDerivatives(theta).WarmJ) / (2 * items.Sum(i => i.Information(theta)));
            double ml = MaximumLikelihood.Estimate(items, pattern).Ability;
            double map = MaximumAPosteriori.Estimate(items, pattern, NormalPrior.Standard).Ability;
            double wle = WeightedLikelihood.Estimate(items, pattern).Ability;
            Assert.Equal(0, Slope(ml), rounding);
            Assert.Equal(0, Slope(map) - map, rounding);
            Assert.Equal(0, Slope(wle) + Warm(wle), rounding);
        }
    }

    [Fact]
    public void Estimates_FiftyThreeParameterPatterns_EqualCatR()
    {
        ItemParameters[] bank = CatRData.LogisticBank("bank500_3pl.csv");
        CsvTable table = CsvTable.Read("catr", "patterns50_theta.csv");
        var range = new AbilityRange(-4, 4);
        (int[] Items, int[] Scores)[] patterns = CatRData.Patterns("patterns50.csv");
        for (int row = 0; row < table.Count; row++)
        {
            ItemParameters[] items = bank.Pick(patterns[row].Items);
            int[] scores = patterns[row].Scores;
            AbilityEstimate ml = MaximumLikelihood.Estimate(items, scores, range);
            Assert.Equal(table[row, "ML"], ml.Ability, UnirootTolerance);
            Assert.Equal(Math.Abs(table[row, "ML"]) == 4, ml.Status == EstimateStatus.Unbounded);
            Assert.Equal(table[row, "ML_se"], MaximumLikelihood.StandardError(items, table[row, "ML"]), ClosedFormTolerance);

            Assert.Equal(table[row, "WL"], WeightedLikelihood.Estimate(items, scores, range).Ability, UnirootTolerance);
            Assert.Equal(table[row, "WL_se"], MaximumLikelihood.StandardError(items, table[row, "WL"]), ClosedFormTolerance);

            Assert.Equal(table[row, "BM"], MaximumAPosteriori.Estimate(items, scores, NormalPrior.Standard).Ability, UnirootTolerance);
            Assert.Equal(table[row, "BM_se"], WithPrior(items, table[row, "BM"], NormalPrior.Standard), ClosedFormTolerance);
            var other = new NormalPrior(0.5, 0.7);
            Assert.Equal(table[row, "BM_05_07"], MaximumAPosteriori.Estimate(items, scores, other).Ability, UnirootTolerance);
            Assert.Equal(table[row, "BM_05_07_se"], WithPrior(items, table[row, "BM_05_07"], other), ClosedFormTolerance);

            AssertEqualsEap(items, scores, Trapezoid(33, 4), table[row, "EAP33"], table[row, "EAP33_se"]);
            AssertEqualsEap(items, scores, Trapezoid(241, 6), table[row, "EAP241_6"], table[row, "EAP241_6_se"]);
            (double[] nodes, double[] normal) = Trapezoid(33, 4);
            AssertEqualsEap(items, scores, (nodes, [.. normal.Select((w, q) => w + 0.5 * nodes[q] * nodes[q])]), table[row, "EAPunif"], table[row, "EAPunif_se"]);
        }
    }

    /// <summary>
    /// The columns for which the engine has no estimator of its own, held to their definitions by its functions: catR's exact standard errors (Magis 2016) and
    /// the mode under Jeffreys' prior √I. The robust estimates (ROB_Huber, ROB_Tukey) have no counterpart here.
    /// </summary>
    [Fact]
    public void StandardErrors_FiftyThreeParameterPatterns_EqualCatRsExactForms()
    {
        // The second derivative of information is a difference quotient here.
        const double SecondDifference = 2e-6;
        const double Step = 1e-4;
        ItemParameters[] bank = CatRData.LogisticBank("bank500_3pl.csv");
        CsvTable table = CsvTable.Read("catr", "patterns50_theta.csv");
        (int[] Items, int[] Scores)[] patterns = CatRData.Patterns("patterns50.csv");
        for (int row = 0; row < table.Count; row++)
        {
            ItemParameters[] items = bank.Pick(patterns[row].Items);
            int[] scores = patterns[row].Scores;
            double Information(double theta) => items.Sum(i => i.Information(theta));
            double Slope(double theta) => items.Sum(i => i.InformationDerivatives(theta).InformationSlope);

            Assert.Equal(1, table[row, "ML_se_new"] * Math.Sqrt(Information(table[row, "ML"])), ClosedFormTolerance);
            double information = Information(table[row, "BM"]);
            Assert.Equal(1, table[row, "BM_se_new"] * (information + 1) / Math.Sqrt(information), ClosedFormTolerance);

            double theta = table[row, "WL"];
            information = Information(theta);
            double j = items.Sum(i => i.InformationDerivatives(theta).WarmJ);
            double jSlope = items.Sum(i => i.InformationDerivatives(theta).WarmJSlope);
            double warmSlope = (jSlope - j * Slope(theta) / information) / (2 * information);
            Assert.Equal(1, table[row, "WL_se_new"] * Math.Abs(information - warmSlope) / Math.Sqrt(information), ClosedFormTolerance);

            theta = table[row, "BMJ"];
            information = Information(theta);
            double second = (Slope(theta + Step) - Slope(theta - Step)) / (2 * Step);
            double curvature = (information * second - Slope(theta) * Slope(theta)) / (2 * information * information);
            Assert.Equal(1, table[row, "BMJ_se"] * Math.Sqrt(information - curvature), SecondDifference);
            double score = items.Select((item, i) => item.LogDerivatives(scores[i], theta).First).Sum() + Slope(theta) / (2 * information);
            Assert.True(Math.Abs(theta) == 4 || Math.Abs(score / information) < UnirootTolerance, $"pattern {row + 1}: {score}");
        }
    }

    [Theory]
    [InlineData("grm")]
    [InlineData("gpcm")]
    public void Estimates_OrderedScores_EqualCatR(string model)
    {
        ItemParameters[] bank = CatRData.OrderedBank(model);
        CsvTable table = CsvTable.Read("catr", $"patterns20_{model}_theta_next.csv");
        var range = new AbilityRange(-4, 4);
        (int[] Items, int[] Scores)[] patterns = CatRData.Patterns($"patterns20_{model}.csv");
        for (int row = 0; row < table.Count; row++)
        {
            ItemParameters[] items = bank.Pick(patterns[row].Items);
            int[] scores = patterns[row].Scores;
            Assert.Equal(table[row, "ML"], MaximumLikelihood.Estimate(items, scores, range).Ability, UnirootTolerance);
            Assert.Equal(table[row, "ML_se"], MaximumLikelihood.StandardError(items, table[row, "ML"]), ClosedFormTolerance);
            Assert.Equal(table[row, "WL"], WeightedLikelihood.Estimate(items, scores, range).Ability, UnirootTolerance);
            Assert.Equal(table[row, "WL_se"], MaximumLikelihood.StandardError(items, table[row, "WL"]), ClosedFormTolerance);
            Assert.Equal(table[row, "BM"], MaximumAPosteriori.Estimate(items, scores, NormalPrior.Standard).Ability, UnirootTolerance);
            Assert.Equal(table[row, "BM_se"], WithPrior(items, table[row, "BM"], NormalPrior.Standard), ClosedFormTolerance);
            AssertEqualsEap(items, scores, Trapezoid(33, 4), table[row, "EAP"], table[row, "EAP_se"]);
        }
    }

    private static void AssertEqualsMirt(
        ItemParameters[] items, int[] pattern, CsvTable table, int row,
        string eap, string eapError, string map, string mapError, string ml, string mlError, string wle, string wleError)
    {
        AssertEqualsEap(items, pattern, Normal61(), table[row, eap], table[row, eapError]);

        AbilityEstimate mode = MaximumAPosteriori.Estimate(items, pattern, NormalPrior.Standard);
        Assert.Equal(table[row, map], mode.Ability, SearchTolerance);
        Assert.Equal(table[row, mapError], mode.StandardError, QuotientTolerance);

        AbilityEstimate likelihood = MaximumLikelihood.Estimate(items, pattern);
        if (double.IsInfinity(table[row, ml]))
        {
            Assert.Equal(EstimateStatus.Unbounded, likelihood.Status);
            Assert.Equal(Math.Sign(table[row, ml]), Math.Sign(likelihood.Ability));
        }
        else
        {
            Assert.Equal(table[row, ml], likelihood.Ability, SearchTolerance);
            Assert.Equal(table[row, mlError], likelihood.StandardError, QuotientTolerance);
        }

        AbilityEstimate weighted = WeightedLikelihood.Estimate(items, pattern);
        Assert.Equal(table[row, wle], weighted.Ability, SearchTolerance);

        // Warm's standard error is 1/√I. mirt reports the curvature of the weighted likelihood instead, which with two parameters and no asymptotes is
        // 1/√(I − (J/2I)′).
        InformationDerivatives[] parts = [.. items.Select(i => i.InformationDerivatives(weighted.Ability))];
        double information = parts.Sum(p => p.Information);
        double warmSlope = (parts.Sum(p => p.WarmJSlope) - parts.Sum(p => p.WarmJ) * parts.Sum(p => p.InformationSlope) / information)
            / (2 * information);
        Assert.Equal(table[row, wleError], 1 / Math.Sqrt(information - warmSlope), QuotientTolerance);
        Assert.Equal(1 / Math.Sqrt(information), weighted.StandardError, ClosedFormTolerance);
    }

    private static void AssertEqualsEap(
        ItemParameters[] items, int[] pattern, (double[] Nodes, double[] LogWeights) grid, double ability, double standardError)
    {
        AbilityEstimate mean = ExpectedAPosteriori.Estimate(items, pattern, grid.Nodes, grid.LogWeights);
        Assert.Equal(ability, mean.Ability, SumTolerance);
        Assert.Equal(standardError, mean.StandardError, SumTolerance);
    }

    private static double WithPrior(ItemParameters[] items, double theta, NormalPrior prior) =>
        1 / Math.Sqrt(items.Sum(i => i.Information(theta)) + prior.Precision);

    private static (double[] Nodes, double[] LogWeights) Normal61()
    {
        double[] nodes = [.. Enumerable.Range(0, 61).Select(q => -6 + 0.2 * q)];
        return (nodes, [.. nodes.Select(t => -0.5 * t * t)]);
    }

    private static (double[] Nodes, double[] LogWeights) Trapezoid(int count, double reach)
    {
        double[] nodes = [.. Enumerable.Range(0, count).Select(q => -reach + 2 * reach * q / (count - 1))];
        double[] logWeights = [.. nodes.Select(t => -0.5 * t * t)];
        logWeights[0] += Math.Log(0.5);
        logWeights[^1] += Math.Log(0.5);
        return (nodes, logWeights);
    }

    private static ItemParameters[] MirtItems(string file)
    {
        CsvTable table = CsvTable.Read("scores", file);
        return [.. Enumerable.Range(0, table.Count).Select(i =>
            ItemParameters.Dichotomous(ItemModel.TwoParameterLogistic, table[i, "a"], table[i, "b"]))];
    }
}
