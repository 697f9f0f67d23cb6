using Pals.Exam.Engine.Calibration;
using Pals.Exam.Engine.Numerics;

namespace Pals.Exam.Benchmarks.Calibration;

/// <summary>
/// The baseline: the EM algorithm for the two-parameter model as a textbook writes it. Every response is multiplied out at every quadrature
/// point in double precision, every cycle is plain, one thread. The same likelihood and the same definition of convergence.
/// </summary>
internal static class NaiveCalibration
{
    private const int Points = 61;
    private const int NewtonSteps = 3;

    /// <summary>Runs until no parameter changes by more than <paramref name="tolerance"/>, or for <paramref name="most"/> cycles.</summary>
    public static (int Cycles, bool Converged, double LogLikelihood) Run(ResponseData data, double tolerance, int most)
    {
        int items = data.ItemCount;
        double[] theta = [.. Enumerable.Range(0, Points).Select(q => -6 + 12.0 * q / (Points - 1))];
        double[] weight = [.. theta.Select(t => Math.Exp(-0.5 * t * t))];
        double sum = weight.Sum();
        var slope = new double[items];
        var intercept = new double[items];
        Array.Fill(slope, 1);
        for (int cycle = 1; ; cycle++)
        {
            var expected = new double[items, Points];
            var right = new double[items, Points];
            double logLikelihood = Expect(data, slope, intercept, theta, [.. weight.Select(w => w / sum)], expected, right);
            double change = 0;
            for (int i = 0; i < items; i++)
            {
                double a = slope[i];
                double d = intercept[i];
                Maximize(i, theta, expected, right, ref a, ref d);
                change = Math.Max(change, Math.Max(Math.Abs(a - slope[i]), Math.Abs(d - intercept[i])));
                slope[i] = a;
                intercept[i] = d;
            }

            if (change < tolerance || cycle == most)
            {
                return (cycle, change < tolerance, logLikelihood);
            }
        }
    }

    private static double Expect(
        ResponseData data, double[] slope, double[] intercept, double[] theta, double[] weight, double[,] expected, double[,] right)
    {
        double logLikelihood = 0;
        var log = new (double Right, double Wrong)[data.ItemCount, Points];
        for (int i = 0; i < data.ItemCount; i++)
        {
            for (int q = 0; q < Points; q++)
            {
                double z = slope[i] * theta[q] + intercept[i];
                log[i, q] = (Elementary.LogLogistic(z), Elementary.LogLogistic(-z));
            }
        }

        var posterior = new double[Points];
        for (int n = 0; n < data.CandidateCount; n++)
        {
            ResponseRow row = data[n];
            double maximum = double.NegativeInfinity;
            for (int q = 0; q < Points; q++)
            {
                double value = Math.Log(weight[q]);
                for (int j = 0; j < row.Items.Length; j++)
                {
                    value += row.Scores[j] == 1 ? log[row.Items[j], q].Right : log[row.Items[j], q].Wrong;
                }

                posterior[q] = value;
                maximum = Math.Max(maximum, value);
            }

            double total = 0;
            for (int q = 0; q < Points; q++)
            {
                posterior[q] = Math.Exp(posterior[q] - maximum);
                total += posterior[q];
            }

            logLikelihood += maximum + Math.Log(total);
            for (int q = 0; q < Points; q++)
            {
                double share = posterior[q] / total;
                for (int j = 0; j < row.Items.Length; j++)
                {
                    expected[row.Items[j], q] += share;
                    if (row.Scores[j] == 1)
                    {
                        right[row.Items[j], q] += share;
                    }
                }
            }
        }

        return logLikelihood;
    }

    private static void Maximize(int i, double[] theta, double[,] expected, double[,] right, ref double a, ref double d)
    {
        for (int step = 0; step < NewtonSteps; step++)
        {
            double ga = 0, gd = 0, haa = 0, had = 0, hdd = 0;
            for (int q = 0; q < Points; q++)
            {
                double p = Elementary.Logistic(a * theta[q] + d);
                double residual = right[i, q] - expected[i, q] * p;
                double w = expected[i, q] * p * (1 - p);
                ga += residual * theta[q];
                gd += residual;
                haa += w * theta[q] * theta[q];
                had += w * theta[q];
                hdd += w;
            }

            double determinant = haa * hdd - had * had;
            a += (hdd * ga - had * gd) / determinant;
            d += (haa * gd - had * ga) / determinant;
        }
    }
}
