using MathNet.Numerics.LinearAlgebra;
using Pals.Exam.Engine.Calibration.ColdStart;
using Pals.Exam.Engine.Numerics;

namespace Pals.Exam.Engine.Tests.Calibration.ColdStart;

public sealed class RidgeRegressionTests
{
    [Fact]
    public void Fit_AnyData_EqualsTheNormalEquations()
    {
        (List<double[]> features, List<double> target) = Draw(60, 5, 1, noise: 1);
        RidgeRegression fit = RidgeRegression.Fit(features, target);

        Matrix<double> x = Matrix<double>.Build.Dense(60, 5, (i, j) =>
            (features[i][j] - features.Average(row => row[j])) / Math.Sqrt(features.Average(row => Math.Pow(row[j] - features.Average(r => r[j]), 2))));
        Vector<double> y = Vector<double>.Build.Dense(60, i => target[i] - target.Average());
        Vector<double> beta = (x.TransposeThisAndMultiply(x) + fit.Penalty * Matrix<double>.Build.DenseIdentity(5)).Solve(x.TransposeThisAndMultiply(y));
        for (int i = 0; i < 60; i++)
        {
            Assert.Equal(target.Average() + x.Row(i) * beta, fit.Predict(features[i]), 1e-9);
        }
    }

    [Fact]
    public void LeaveOneOutError_AnyData_EqualsLeavingOut()
    {
        // The closed form holds for the penalty and the standardization of the whole; leaving out for real re-standardizes, which at 200 observations changes the third digit.
        (List<double[]> features, List<double> target) = Draw(200, 4, 2, noise: 1);
        RidgeRegression fit = RidgeRegression.Fit(features, target);
        double squares = 0;
        for (int left = 0; left < features.Count; left++)
        {
            RidgeRegression without = RidgeRegression.Fit([.. features.Where((_, i) => i != left)], [.. target.Where((_, i) => i != left)]);
            squares += Math.Pow(target[left] - without.Predict(features[left]), 2);
        }

        Assert.Equal(Math.Sqrt(squares / features.Count), fit.LeaveOneOutError, 0.01);
    }

    [Fact]
    public void Run_TargetThatDependsOnFeatures_BeatsTheMean()
    {
        (List<double[]> features, List<double> target) = Draw(120, 6, 3, noise: 0.5);

        CrossValidationResult result = RidgeCrossValidation.Run(features, target);

        // The noise of 0.5 is the floor; six coefficients from 108 observations add some 3 %.
        Assert.InRange(result.Error, 0.4, 0.62);
        Assert.True(result.RSquared > 0.7);
        Assert.True(result.Advantage > 5);
    }

    [Fact]
    public void Run_TargetOfNoiseAlone_IsNoBetterThanTheMean()
    {
        (List<double[]> features, List<double> _) = Draw(60, 30, 4, noise: 0);
        var random = new RandomStream(5);
        double[] target = new double[60];
        for (int i = 0; i < target.Length; i++)
        {
            target[i] = random.NextNormal();
        }

        CrossValidationResult result = RidgeCrossValidation.Run(features, target);

        Assert.InRange(result.RSquared, -0.35, 0.08);
        Assert.True(result.Advantage < 2);
    }

    [Fact]
    public void Fit_FeatureWithoutVariance_GetsNoCoefficient()
    {
        (List<double[]> features, List<double> target) = Draw(30, 3, 6, noise: 0.1);
        features.ForEach(row => row[1] = 7);

        RidgeRegression fit = RidgeRegression.Fit(features, target);

        Assert.Equal(0, fit.Coefficients[1]);
        Assert.True(double.IsFinite(fit.Predict([0, 7, 0])));
    }

    [Fact]
    public void Fit_ValueThatIsNotFinite_IsRefused() =>
        Assert.Throws<ArgumentException>(() => RidgeRegression.Fit([[1], [2], [double.NaN]], [1, 2, 3]));

    private static (List<double[]> Features, List<double> Target) Draw(int count, int size, ulong seed, double noise)
    {
        var random = new RandomStream(seed);
        var features = new List<double[]>();
        var target = new List<double>();
        for (int i = 0; i < count; i++)
        {
            double[] row = new double[size];
            double sum = 2;
            for (int j = 0; j < size; j++)
            {
                row[j] = 10 * j + (j + 1) * random.NextNormal();
                sum += (j % 2 == 0 ? 0.6 : -0.6) * (row[j] - 10 * j) / (j + 1);
            }

            features.Add(row);
            target.Add(sum + noise * random.NextNormal());
        }

        return (features, target);
    }
}
