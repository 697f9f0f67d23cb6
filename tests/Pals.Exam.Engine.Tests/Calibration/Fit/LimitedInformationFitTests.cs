using MathNet.Numerics.LinearAlgebra;
using Pals.Exam.Engine.Ability;
using Pals.Exam.Engine.Calibration;
using Pals.Exam.Engine.Calibration.Fit;
using Pals.Exam.Engine.Items;

namespace Pals.Exam.Engine.Tests.Calibration.Fit;

public sealed class LimitedInformationFitTests
{
    /// <summary>mirt prints 12 digits.</summary>
    private const double Digits = 1e-10;

    /// <summary>These indices compare with the independence model, which mirt fits by iteration.</summary>
    private const double FittedNull = 1e-8;

    /// <summary>mirt finds the limits of the interval by root search, to about 1e-7.</summary>
    private const double RootSearch = 1e-6;

    private static readonly ItemParameters[] Mixed =
    [
        ItemParameters.Dichotomous(ItemModel.TwoParameterLogistic, 1.1, -0.3),
        ItemParameters.Dichotomous(ItemModel.ThreeParameterLogistic, 1.4, 0.4, 0.2),
        ItemParameters.Dichotomous(ItemModel.FourParameterLogistic, 0.9, 0.1, 0.1, 0.95),
        ItemParameters.Graded(1.2, [-0.7, 0.2, 1.1]),
        ItemParameters.PartialCredit(0.8, [-0.2, -0.6, 0.9]),
    ];

    [Theory]
    [InlineData("lsat6")]
    [InlineData("lsat7")]
    public void Compute_LawSchoolAdmissionTest_EqualsMirt(string test)
    {
        CsvTable mirt = CsvTable.Read("fit", $"{test}_2pl_m2.csv");

        LimitedInformationResult result = LimitedInformationFit.Compute(
            FitData.LawSchool(test), FitData.Items($"{test}_2pl.csv"), NormalPrior.Standard);

        Assert.Null(result.Unavailable);
        Assert.Equal(1000, result.Candidates);
        Assert.Equal(mirt[0, "df"], result.DegreesOfFreedom);
        Assert.Equal(mirt[0, "stat"], result.Statistic, Digits);
        Assert.Equal(mirt[0, "p"], result.PValue, Digits);
        Assert.Equal(mirt[0, "RMSEA"], result.RootMeanSquareError, Digits);
        Assert.Equal(mirt[0, "RMSEA_5"], result.RootMeanSquareErrorLow, RootSearch);
        Assert.Equal(mirt[0, "RMSEA_95"], result.RootMeanSquareErrorHigh, RootSearch);
        Assert.Equal(mirt[0, "SRMSR"], result.ResidualCorrelation, Digits);
        Assert.Equal(mirt[0, "TLI"], result.TuckerLewis, FittedNull);
        Assert.Equal(mirt[0, "CFI"], result.Comparative, FittedNull);
    }

    [Fact]
    public void Covariance_ItemsOfEveryModel_EqualsEnumerationOfAllPatterns()
    {
        var grid = new ItemGrid(Mixed, NormalPrior.Standard);
        var moments = new PairMoments(grid);
        int count = moments.Count;
        double[] mean = new double[count];
        double[,] square = new double[count, count];
        foreach (int[] pattern in Patterns(0))
        {
            double probability = Enumerable.Range(0, grid.Quadrature).Sum(q => grid.Weights[q] * Math.Exp(
                pattern.Select((score, i) => grid.LogProbability(i, score)[q]).Sum()));
            double[] values = [.. pattern.Select(score => (double)score), .. Pairs().Select(pair => (double)pattern[pair.I] * pattern[pair.J])];
            for (int m = 0; m < count; m++)
            {
                mean[m] += probability * values[m];
                for (int k = 0; k <= m; k++)
                {
                    square[m, k] += probability * values[m] * values[k];
                }
            }
        }

        double[][] covariance = moments.Covariance();
        for (int m = 0; m < count; m++)
        {
            Assert.Equal(mean[m], moments.Expected[m], 1e-12);
            for (int k = 0; k <= m; k++)
            {
                Assert.Equal(square[m, k] - mean[m] * mean[k], covariance[m][k], 1e-11);
            }
        }
    }

    [Fact]
    public void Derivatives_ItemsOfEveryModel_EqualFiniteDifferences()
    {
        double[][] derivatives = new PairMoments(new ItemGrid(Mixed, NormalPrior.Standard)).Derivatives();
        int column = 0;
        for (int i = 0; i < Mixed.Length; i++)
        {
            for (int parameter = 0; parameter < ItemPerturbation.Count(Mixed[i]); parameter++, column++)
            {
                const double h = 1e-5;
                double[] up = ExpectedWith(i, Moved(Mixed[i], parameter, h));
                double[] down = ExpectedWith(i, Moved(Mixed[i], parameter, -h));
                for (int m = 0; m < up.Length; m++)
                {
                    // Central differences with step 1e-5 of functions of order 1 keep nine digits.
                    Assert.Equal((up[m] - down[m]) / (2 * h), derivatives[column][m], 1e-8);
                }
            }
        }

        Assert.Equal(column, derivatives.Length);
    }

    [Fact]
    public void Compute_RaschItems_CountsTheSpreadAsAParameter()
    {
        ItemParameters[] items = [.. Enumerable.Range(0, 6).Select(i => ItemParameters.Dichotomous(ItemModel.Rasch, 1, -1 + 0.4 * i))];
        ResponseData data = FitData.Draw(items, FitData.NormalAbilities(2000, 5, 0, 1.3), 6);
        (NormalPrior population, bool converged) = PopulationEstimation.Estimate(data, items, meanIsZero: true);

        LimitedInformationResult result = LimitedInformationFit.Compute(data, items, population);

        Assert.True(converged);
        Assert.Equal(21 - 7, result.DegreesOfFreedom);
        Assert.Equal(1.3, population.StandardDeviation, 0.1);
        Assert.InRange(result.PValue, 1e-3, 1);
    }

    [Fact]
    public void Compute_DataOfTheModel_PValuesAreUniform()
    {
        // M2 at parameters near the maximum: here the truth itself, whose error the projection removes to first order. 60 p-values below 0.5: 30 ± 4 × 3.9.
        ItemParameters[] items = [.. Enumerable.Range(0, 12).Select(i => ItemParameters.Dichotomous(ItemModel.TwoParameterLogistic, 0.8 + 0.1 * i, -1 + 0.18 * i))];
        int low = Enumerable.Range(0, 60).Count(seed =>
            LimitedInformationFit.Compute(FitData.Draw(items, FitData.NormalAbilities(2000, (ulong)seed), (ulong)seed), items, NormalPrior.Standard).PValue < 0.5);

        Assert.InRange(low, 15, 45);
    }

    [Fact]
    public void Compute_TwoDimensions_IsRejected()
    {
        ItemParameters[] items = [.. Enumerable.Range(0, 12).Select(i => ItemParameters.Dichotomous(ItemModel.TwoParameterLogistic, 1.2, -1 + 0.18 * i))];
        ResponseData first = FitData.Draw(items[..6], FitData.NormalAbilities(2000, 1), 11);
        ResponseData second = FitData.Draw(items[6..], FitData.NormalAbilities(2000, 2), 12);
        var scores = new List<byte>();
        for (int n = 0; n < 2000; n++)
        {
            scores.AddRange(first[n].Scores);
            scores.AddRange(second[n].Scores);
        }

        LimitedInformationResult result = LimitedInformationFit.Compute(FitData.FromScores(scores, 12), items, NormalPrior.Standard);

        Assert.True(result.PValue < 1e-6);
        Assert.True(result.RootMeanSquareErrorLow > 0.05);
    }

    [Fact]
    public void Compute_TooFewItems_SaysWhy()
    {
        ItemParameters[] items = [.. FitData.Items("lsat6_2pl.csv").Take(2)];
        ResponseData data = FitData.Draw(items, FitData.NormalAbilities(50, 1), 1);

        LimitedInformationResult result = LimitedInformationFit.Compute(data, items, NormalPrior.Standard);

        Assert.True(double.IsNaN(result.Statistic));
        Assert.Contains("no degree of freedom", result.Unavailable, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(5, 3, 4)]
    [InlineData(12.5, 5, 300)]
    [InlineData(900, 700, 150)]
    public void Cdf_AnyNoncentrality_HasTheMeanOfTheDistribution(double x, double df, double noncentrality)
    {
        // ∫(1 − F) is the mean, df + λ; the trapezoidal rule with 3,200 steps keeps four digits of it.
        double mean = 0;
        double step = (df + noncentrality) / 400;
        for (double at = 0; at < 8 * (df + noncentrality); at += step)
        {
            mean += step * (1 - (NoncentralChiSquared.Cdf(at, df, noncentrality) + NoncentralChiSquared.Cdf(at + step, df, noncentrality)) / 2);
        }

        Assert.Equal(df + noncentrality, mean, 1e-3 * (df + noncentrality));
        Assert.Equal(noncentrality, NoncentralChiSquared.NoncentralityAt(x, df, NoncentralChiSquared.Cdf(x, df, noncentrality)), 1e-4 * noncentrality);
    }

    [Fact]
    public void SquaredLength_RandomMatrix_EqualsTheFormula()
    {
        var random = new MathNet.Numerics.Random.MersenneTwister(3);
        Matrix<double> half = Matrix<double>.Build.Dense(150, 150, (_, _) => random.NextDouble() - 0.5);
        Matrix<double> covariance = half * half.Transpose() + Matrix<double>.Build.DenseIdentity(150);
        Matrix<double> delta = Matrix<double>.Build.Dense(150, 20, (_, _) => random.NextDouble());
        Vector<double> e = Vector<double>.Build.Dense(150, _ => random.NextDouble());
        Matrix<double> inverse = covariance.Inverse();
        Matrix<double> projected = inverse - inverse * delta * (delta.Transpose() * inverse * delta).Inverse() * delta.Transpose() * inverse;

        double? length = Projection.SquaredLength(
            [.. Enumerable.Range(0, 150).Select(i => covariance.Row(i, 0, i + 1).ToArray())], e.ToArray(), [.. delta.EnumerateColumns().Select(c => c.ToArray())]);

        Assert.Equal(e * projected * e, length!.Value, 1e-9);
    }

    private static IEnumerable<(int I, int J)> Pairs() =>
        Enumerable.Range(0, Mixed.Length).SelectMany(i => Enumerable.Range(i + 1, Mixed.Length - i - 1).Select(j => (i, j)));

    private static IEnumerable<int[]> Patterns(int item) => item == Mixed.Length
        ? [[]]
        : Enumerable.Range(0, Mixed[item].CategoryCount).SelectMany(score => Patterns(item + 1).Select(rest => (int[])[score, .. rest]));

    private static double[] ExpectedWith(int i, ItemParameters item)
    {
        ItemParameters[] items = [.. Mixed];
        items[i] = item;
        return new PairMoments(new ItemGrid(items, NormalPrior.Standard)).Expected;
    }

    private static ItemParameters Moved(ItemParameters item, int parameter, double h)
    {
        double a = item.Discrimination + (parameter == 0 ? h : 0);
        if (!item.IsDichotomous)
        {
            double[] thresholds = [.. item.Thresholds.Select((b, k) => b + (parameter == k + 1 ? h : 0))];
            return item.Model == ItemModel.GradedResponse ? ItemParameters.Graded(a, thresholds) : ItemParameters.PartialCredit(a, thresholds);
        }

        return ItemParameters.Dichotomous(
            item.Model, a, item.Difficulty + (parameter == 1 ? h : 0), item.LowerAsymptote + (parameter == 2 ? h : 0), item.UpperAsymptote + (parameter == 3 ? h : 0));
    }
}
