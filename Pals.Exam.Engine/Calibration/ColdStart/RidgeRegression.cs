using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Factorization;

namespace Pals.Exam.Engine.Calibration.ColdStart;

/// <summary>
/// Linear prediction with a penalty on the squared coefficients (Hoerl &amp; Kennard 1970), the penalty chosen by exact leave-one-out error (Allen 1974).
/// </summary>
/// <remarks>
/// Features are standardized and the intercept is free, so the penalty does not depend on units; features without variance get the coefficient 0. With X = UDV'
/// the coefficients are V diag(d/(d² + λ)) U'y, the leverage h_i = 1/n + Σ_j u_ij² d_j²/(d_j² + λ), and the error of leaving out item i is
/// (y_i − ŷ_i)/(1 − h_i) without a second fit.
/// </remarks>
public sealed class RidgeRegression
{
    /// <summary>Penalties tried, as shares of the number of observations: from nearly least squares to nearly the mean.</summary>
    private static readonly double[] PenaltyShares = [.. Enumerable.Range(0, 41).Select(i => Math.Pow(10, -3 + 0.15 * i))];

    private readonly double[] _means;

    private RidgeRegression(double[] means, double[] coefficients, double intercept, double penalty, double leaveOneOutError)
    {
        _means = means;
        Coefficients = coefficients;
        Intercept = intercept;
        Penalty = penalty;
        LeaveOneOutError = leaveOneOutError;
    }

    /// <summary>The prediction at the mean of all features: the mean of the target.</summary>
    public double Intercept { get; }

    /// <summary>Change of the prediction for one unit of each feature.</summary>
    public IReadOnlyList<double> Coefficients { get; }

    /// <summary>λ, on standardized features.</summary>
    public double Penalty { get; }

    /// <summary>Root mean square error of leaving out one observation at a time, at the chosen λ; a little low, because λ was chosen by it.</summary>
    public double LeaveOneOutError { get; }

    /// <summary>Fits the regression.</summary>
    /// <param name="features">One row an observation, all of one length.</param>
    /// <param name="target">One value an observation.</param>
    /// <exception cref="ArgumentException">Fewer than three observations, rows of different lengths, or values that are not finite.</exception>
    public static RidgeRegression Fit(IReadOnlyList<double[]> features, IReadOnlyList<double> target)
    {
        Check(features, target);
        int n = features.Count;
        int p = features[0].Length;
        double[] means = [.. Enumerable.Range(0, p).Select(j => features.Average(row => row[j]))];
        double[] spreads = [.. Enumerable.Range(0, p).Select(j => Math.Sqrt(features.Average(row => (row[j] - means[j]) * (row[j] - means[j]))))];
        double intercept = target.Average();
        if (p == 0)
        {
            return new RidgeRegression(means, [], intercept, double.PositiveInfinity, Error(target.Select(y => (y - intercept) / (1 - 1.0 / n))));
        }

        Matrix<double> x = Matrix<double>.Build.Dense(n, p, (i, j) => spreads[j] > 0 ? (features[i][j] - means[j]) / spreads[j] : 0);
        Svd<double> svd = x.Svd();
        Vector<double> y = Vector<double>.Build.Dense(n, i => target[i] - intercept);
        Vector<double> projected = svd.U.TransposeThisAndMultiply(y);
        (double penalty, double error) = PenaltyShares
            .Select(share => (Penalty: share * n, Error: LeaveOneOut(svd, y, projected, share * n)))
            .MinBy(trial => trial.Error);
        var shrunk = Vector<double>.Build.Dense(p, j => j < svd.S.Count ? svd.S[j] / (svd.S[j] * svd.S[j] + penalty) * projected[j] : 0);
        Vector<double> standardized = svd.VT.TransposeThisAndMultiply(shrunk);
        double[] coefficients = [.. standardized.Select((b, j) => spreads[j] > 0 ? b / spreads[j] : 0)];
        return new RidgeRegression(means, coefficients, intercept, penalty, error);
    }

    /// <summary>The predicted target of an observation.</summary>
    /// <exception cref="ArgumentException">The number of features differs.</exception>
    public double Predict(ReadOnlySpan<double> features)
    {
        if (features.Length != _means.Length)
        {
            throw new ArgumentException($"The regression has {_means.Length} features, not {features.Length}.", nameof(features));
        }

        double sum = Intercept;
        for (int j = 0; j < _means.Length; j++)
        {
            sum += Coefficients[j] * (features[j] - _means[j]);
        }

        return sum;
    }

    private static double LeaveOneOut(Svd<double> svd, Vector<double> y, Vector<double> projected, double penalty)
    {
        int n = y.Count;
        double[] residuals = new double[n];
        for (int i = 0; i < n; i++)
        {
            double fitted = 0;
            double leverage = 1.0 / n;
            for (int j = 0; j < svd.S.Count; j++)
            {
                double kept = svd.S[j] * svd.S[j] / (svd.S[j] * svd.S[j] + penalty);
                fitted += svd.U[i, j] * kept * projected[j];
                leverage += svd.U[i, j] * svd.U[i, j] * kept;
            }

            residuals[i] = (y[i] - fitted) / (1 - leverage);
        }

        return Error(residuals);
    }

    private static double Error(IEnumerable<double> residuals) => Math.Sqrt(residuals.Average(residual => residual * residual));

    private static void Check(IReadOnlyList<double[]> features, IReadOnlyList<double> target)
    {
        ArgumentNullException.ThrowIfNull(features);
        ArgumentNullException.ThrowIfNull(target);
        if (features.Count < 3 || features.Count != target.Count)
        {
            throw new ArgumentException($"A regression needs as many targets as observations, at least 3, not {features.Count} and {target.Count}.", nameof(target));
        }

        if (features.Any(row => row.Length != features[0].Length || row.Any(value => !double.IsFinite(value))) || target.Any(value => !double.IsFinite(value)))
        {
            throw new ArgumentException("Features must be finite and of one number for all observations, and targets finite.", nameof(features));
        }
    }
}
