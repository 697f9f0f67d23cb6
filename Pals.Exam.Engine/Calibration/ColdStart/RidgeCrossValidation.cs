using Pals.Exam.Engine.Numerics;

namespace Pals.Exam.Engine.Calibration.ColdStart;

/// <summary>How well a ridge regression predicts observations it has not seen.</summary>
/// <param name="Error">Root mean square error of the prediction.</param>
/// <param name="ErrorOfMean">Root mean square error of predicting the mean of the other observations.</param>
/// <param name="Folds">Number of parts.</param>
/// <param name="Repetitions">How often the parts were drawn anew.</param>
/// <param name="Advantage">
/// By how many of its standard errors over the observations the mean squared error lies below that of the mean; below 2 the advantage may be chance.
/// </param>
public sealed record CrossValidationResult(double Error, double ErrorOfMean, int Folds, int Repetitions, double Advantage)
{
    /// <summary>The share of variance predicted, 1 − (error/error of the mean)²; negative when the mean does better.</summary>
    public double RSquared => 1 - Error * Error / (ErrorOfMean * ErrorOfMean);
}

/// <summary>
/// Repeated k-fold cross-validation (Stone 1974): every part is predicted from the others, which choose the penalty among themselves, so nothing of the predicted
/// part is known to the fit.
/// </summary>
public static class RidgeCrossValidation
{
    /// <summary>Estimates the error of prediction.</summary>
    /// <param name="features">One row an observation.</param>
    /// <param name="target">One value an observation.</param>
    /// <param name="folds">Number of parts, at least 2.</param>
    /// <param name="repetitions">How often the parts are drawn anew.</param>
    /// <param name="seed">Seed of the drawing.</param>
    /// <exception cref="ArgumentException">A part would leave fewer than three observations, or the data are malformed.</exception>
    public static CrossValidationResult Run(
        IReadOnlyList<double[]> features, IReadOnlyList<double> target, int folds = 10, int repetitions = 5, ulong seed = 1)
    {
        ArgumentNullException.ThrowIfNull(features);
        ArgumentNullException.ThrowIfNull(target);
        ArgumentOutOfRangeException.ThrowIfLessThan(folds, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(repetitions, 1);
        if (features.Count < folds || features.Count - (features.Count + folds - 1) / folds < 3)
        {
            throw new ArgumentException($"{features.Count} observations are too few for {folds} parts.", nameof(features));
        }

        double squares = 0;
        double squaresOfMean = 0;
        double[] gains = new double[features.Count];
        for (int repetition = 0; repetition < repetitions; repetition++)
        {
            int[] order = Shuffle(features.Count, new RandomStream(seed, (ulong)repetition));
            for (int fold = 0; fold < folds; fold++)
            {
                int[] rest = [.. order.Where((_, place) => place % folds != fold)];
                RidgeRegression fit = RidgeRegression.Fit([.. rest.Select(i => features[i])], [.. rest.Select(i => target[i])]);
                foreach (int i in order.Where((_, place) => place % folds == fold))
                {
                    double error = target[i] - fit.Predict(features[i]);
                    squares += error * error;
                    double errorOfMean = target[i] - fit.Intercept;
                    squaresOfMean += errorOfMean * errorOfMean;
                    gains[i] += errorOfMean * errorOfMean - error * error;
                }
            }
        }

        double count = (double)features.Count * repetitions;
        double gain = gains.Average();
        double spread = Math.Sqrt(gains.Average(value => (value - gain) * (value - gain)) / (gains.Length - 1));
        return new CrossValidationResult(
            Math.Sqrt(squares / count), Math.Sqrt(squaresOfMean / count), folds, repetitions, spread > 0 ? gain / spread : 0);
    }

    private static int[] Shuffle(int count, RandomStream random)
    {
        int[] order = [.. Enumerable.Range(0, count)];
        for (int i = count - 1; i > 0; i--)
        {
            int j = random.NextInt32(i + 1);
            (order[i], order[j]) = (order[j], order[i]);
        }

        return order;
    }
}
