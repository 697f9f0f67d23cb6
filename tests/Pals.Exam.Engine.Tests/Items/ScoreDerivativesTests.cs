using Pals.Exam.Engine.Items;

namespace Pals.Exam.Engine.Tests.Items;

public sealed class ScoreDerivativesTests
{
    // Figures are printed to 15 digits; the quotients of small numbers on catR's side keep about ten of them.
    private const double GoldenTolerance = 1e-9;

    // Central differences with step 1e-5 of functions of order 1: truncation and rounding both stay below 1e-8.
    private const double Step = 1e-5;
    private const double DifferenceTolerance = 1e-7;

    public static TheoryData<int> Items => [.. Enumerable.Range(0, Sample.Length)];

    private static readonly ItemParameters[] Sample =
    [
        ItemParameters.Dichotomous(ItemModel.TwoParameterLogistic, 1.3, 0.4),
        ItemParameters.Dichotomous(ItemModel.ThreeParameterLogistic, 0.7, -1.1, 0.22),
        ItemParameters.Dichotomous(ItemModel.FourParameterLogistic, 1.9, 0.3, 0.15, 0.93),
        ItemParameters.Graded(1.4, [-1.2, 0.1, 0.9]),
        ItemParameters.PartialCredit(0.9, [0.4, -0.8, 1.3, 0.2]),
    ];

    [Fact]
    public void InformationDerivatives_FourParameterItems_EqualCatR()
    {
        ItemParameters[] bank = CatRData.LogisticBank("bank_4pl.csv");
        CsvTable table = CsvTable.Read("catr", "functions_4pl.csv");
        for (int row = 0; row < table.Count; row++)
        {
            ItemParameters item = bank[(int)table[row, "item"] - 1];
            double theta = table[row, "theta"];
            ResponseCurvePoint curve = ResponseModel.Curve(theta, item.Discrimination, item.Difficulty, item.LowerAsymptote, item.UpperAsymptote);
            InformationDerivatives at = item.InformationDerivatives(theta);
            Assert.Equal(table[row, "P"], curve.Probability, GoldenTolerance);
            Assert.Equal(table[row, "dP"], curve.FirstDerivative, GoldenTolerance);
            Assert.Equal(table[row, "d2P"], curve.SecondDerivative, GoldenTolerance);
            Assert.Equal(table[row, "I"], at.Information, GoldenTolerance);
            Assert.Equal(table[row, "I"], item.Information(theta), GoldenTolerance);
            Assert.Equal(table[row, "dI"], at.InformationSlope, GoldenTolerance);
            Assert.Equal(table[row, "J"], at.WarmJ, GoldenTolerance);
            Assert.Equal(table[row, "dJ"], at.WarmJSlope, GoldenTolerance);

            // The engine has no use for these two; they hold its derivatives of one order less.
            double Second(double t) => ResponseModel.Curve(t, item.Discrimination, item.Difficulty, item.LowerAsymptote, item.UpperAsymptote).SecondDerivative;
            Assert.Equal(table[row, "d3P"], (Second(theta + Step) - Second(theta - Step)) / (2 * Step), DifferenceTolerance);
            double Slope(double t) => item.InformationDerivatives(t).InformationSlope;
            Assert.Equal(table[row, "d2I"], (Slope(theta + Step) - Slope(theta - Step)) / (2 * Step), DifferenceTolerance);
            Assert.Equal(-table[row, "OI1"], item.LogDerivatives(1, theta).Second, GoldenTolerance);
            Assert.Equal(-table[row, "OI0"], item.LogDerivatives(0, theta).Second, GoldenTolerance);
        }
    }

    [Theory]
    [InlineData("grm")]
    [InlineData("gpcm")]
    public void Categories_OrderedScores_EqualCatR(string model)
    {
        ItemParameters[] bank = CatRData.OrderedBank(model);
        CsvTable table = CsvTable.Read("catr", $"functions_{model}.csv");
        double[] p = new double[4];
        double[] first = new double[4];
        double[] second = new double[4];
        for (int row = 0; row < table.Count; row++)
        {
            ItemParameters item = bank[(int)table[row, "item"] - 1];
            item.Categories(table[row, "theta"], p, first, second);
            for (int k = 0; k < 4; k++)
            {
                Assert.Equal(table[row, $"p{k}"], p[k], GoldenTolerance);
            }

            Assert.Equal(table[row, "I"], item.Information(table[row, "theta"]), GoldenTolerance);
            Assert.Equal(table[row, "I"], item.InformationDerivatives(table[row, "theta"]).Information, GoldenTolerance);
        }
    }

    [Theory]
    [MemberData(nameof(Items))]
    public void LogDerivatives_EveryScore_EqualFiniteDifferences(int index)
    {
        ItemParameters item = Sample[index];
        for (double theta = -3; theta <= 3; theta += 0.5)
        {
            for (int k = 0; k <= item.MaximumScore; k++)
            {
                (double first, double second) = item.LogDerivatives(k, theta);
                Assert.Equal((Log(item, k, theta + Step) - Log(item, k, theta - Step)) / (2 * Step), first, DifferenceTolerance);
                double slope = (item.LogDerivatives(k, theta + Step).First - item.LogDerivatives(k, theta - Step).First) / (2 * Step);
                Assert.Equal(slope, second, DifferenceTolerance);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Items))]
    public void InformationDerivatives_EveryModel_EqualFiniteDifferences(int index)
    {
        ItemParameters item = Sample[index];
        for (double theta = -3; theta <= 3; theta += 0.5)
        {
            InformationDerivatives at = item.InformationDerivatives(theta);
            InformationDerivatives above = item.InformationDerivatives(theta + Step);
            InformationDerivatives below = item.InformationDerivatives(theta - Step);
            Assert.Equal((above.Information - below.Information) / (2 * Step), at.InformationSlope, DifferenceTolerance);
            Assert.Equal((above.WarmJ - below.WarmJ) / (2 * Step), at.WarmJSlope, DifferenceTolerance);
            Assert.Equal(item.Information(theta), at.Information, DifferenceTolerance);
            Assert.Equal(WarmJByDefinition(item, theta), at.WarmJ, DifferenceTolerance);
        }
    }

    [Theory]
    [MemberData(nameof(Items))]
    public void InformationDerivatives_FarTails_StayFinite(int index)
    {
        foreach (double theta in new[] { -1e4, -300, -20, 20, 300, 1e4 })
        {
            InformationDerivatives at = Sample[index].InformationDerivatives(theta);
            Assert.True(at.Information >= 0);
            Assert.True(double.IsFinite(at.Information + at.InformationSlope + at.WarmJ + at.WarmJSlope));
            for (int k = 0; k <= Sample[index].MaximumScore; k++)
            {
                (double first, double second) = Sample[index].LogDerivatives(k, theta);
                Assert.True(double.IsFinite(first + second));
            }
        }
    }

    [Fact]
    public void LogDerivatives_ScoreAboveMaximum_NamesTheScores()
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => Sample[3].LogDerivatives(4, 0));
        Assert.Contains("0 to 3", error.Message, StringComparison.Ordinal);
    }

    private static double Log(ItemParameters item, int score, double theta)
    {
        Span<double> log = stackalloc double[item.CategoryCount];
        item.LogProbabilities(theta, log);
        return log[score];
    }

    private static double WarmJByDefinition(ItemParameters item, double theta)
    {
        double[] p = new double[item.CategoryCount];
        double[] first = new double[item.CategoryCount];
        double[] second = new double[item.CategoryCount];
        item.Categories(theta, p, first, second);
        return Enumerable.Range(0, p.Length).Sum(k => first[k] * second[k] / p[k]);
    }
}
