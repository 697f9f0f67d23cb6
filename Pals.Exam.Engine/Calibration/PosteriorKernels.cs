using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Pals.Exam.Engine.Calibration;

/// <summary>
/// The two inner loops of the expectation step, over rows of <see cref="Quadrature.Block"/>-sized pieces. The fast forms keep log-likelihoods
/// as whole multiples of a power of two, so that their sums are exact, and posteriors in single precision; the exact forms are double
/// precision throughout. Pointers, because the rows are picked one by one and a bounds check each would cost as much as the addition.
/// </summary>
internal static unsafe class PosteriorKernels
{
    private const int Lanes = 16;
    private const int DoubleLanes = 8;

    /// <summary>Sums that exceed this are taken into the logarithm, so that the running product of likelihoods never overflows.</summary>
    private const double LargestProduct = 1e250;

    /// <summary>exp of anything below this counts as 0: beyond the digits of a single-precision sum by far.</summary>
    private const float LowestExponent = -80f;

    /// <summary>
    /// Posterior rows of candidates <paramref name="from"/> ≤ n &lt; <paramref name="to"/> and their summed log-likelihood. A posterior row sums to
    /// the candidate's weight.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Posteriors(
        int* table, int* prior, int* rows, int* starts, int from, int to, float* weights, int stride, float step, float* destination)
    {
        int* sums = stackalloc int[stride];
        double total = 0;
        double product = 1;
        float scale = step * (float)(1 / Math.Log(2));
        Vector512<float> scales = Vector512.Create(scale);
        Vector512<float> lowest = Vector512.Create(LowestExponent * (float)(1 / Math.Log(2)));
        for (int n = from; n < to; n++)
        {
            Vector512<int> highest = Vector512.Create(int.MinValue);
            for (int p = 0; p < stride; p += Quadrature.Block)
            {
                Vector512<int> s0 = Vector512.Load(prior + p);
                Vector512<int> s1 = Vector512.Load(prior + p + Lanes);
                Vector512<int> s2 = Vector512.Load(prior + p + 2 * Lanes);
                Vector512<int> s3 = Vector512.Load(prior + p + 3 * Lanes);
                int* end = rows + starts[n + 1];
                for (int* r = rows + starts[n]; r < end; r++)
                {
                    int* row = table + (nint)(*r) * stride + p;
                    s0 += Vector512.Load(row);
                    s1 += Vector512.Load(row + Lanes);
                    s2 += Vector512.Load(row + 2 * Lanes);
                    s3 += Vector512.Load(row + 3 * Lanes);
                }

                s0.Store(sums + p);
                s1.Store(sums + p + Lanes);
                s2.Store(sums + p + 2 * Lanes);
                s3.Store(sums + p + 3 * Lanes);
                highest = Vector512.Max(highest, Vector512.Max(Vector512.Max(s0, s1), Vector512.Max(s2, s3)));
            }

            int maximum = Highest(highest);
            float* posterior = destination + (nint)(n - from) * stride;
            Vector512<int> maxima = Vector512.Create(maximum);
            Vector512<float> sum = Vector512<float>.Zero;
            for (int p = 0; p < stride; p += Lanes)
            {
                Vector512<float> x = Vector512.ConvertToSingle(Vector512.Load(sums + p) - maxima) * scales;
                Vector512<float> e = PowerOfTwo(x) & Vector512.GreaterThan(x, lowest);
                e.Store(posterior + p);
                sum += e;
            }

            float likelihood = Vector512.Sum(sum);
            float weight = weights == null ? 1 : weights[n];
            Vector512<float> factor = Vector512.Create(weight / likelihood);
            for (int p = 0; p < stride; p += Lanes)
            {
                (Vector512.Load(posterior + p) * factor).Store(posterior + p);
            }

            if (weights == null)
            {
                total += maximum * (double)step;
                product *= likelihood;
                if (product > LargestProduct)
                {
                    total += Math.Log(product);
                    product = 1;
                }
            }
            else
            {
                total += weight * (maximum * (double)step + Math.Log(likelihood));
            }
        }

        return total + Math.Log(product);
    }

    /// <summary>The same in double precision.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double PosteriorsExact(
        double* table, double* prior, int* rows, int* starts, int from, int to, float* weights, int stride, double* destination)
    {
        double total = 0;
        for (int n = from; n < to; n++)
        {
            double* posterior = destination + (nint)(n - from) * stride;
            Vector512<double> highest = Vector512.Create(double.NegativeInfinity);
            for (int p = 0; p < stride; p += Quadrature.Block / 2)
            {
                Vector512<double> s0 = Vector512.Load(prior + p);
                Vector512<double> s1 = Vector512.Load(prior + p + DoubleLanes);
                Vector512<double> s2 = Vector512.Load(prior + p + 2 * DoubleLanes);
                Vector512<double> s3 = Vector512.Load(prior + p + 3 * DoubleLanes);
                int* end = rows + starts[n + 1];
                for (int* r = rows + starts[n]; r < end; r++)
                {
                    double* row = table + (nint)(*r) * stride + p;
                    s0 += Vector512.Load(row);
                    s1 += Vector512.Load(row + DoubleLanes);
                    s2 += Vector512.Load(row + 2 * DoubleLanes);
                    s3 += Vector512.Load(row + 3 * DoubleLanes);
                }

                s0.Store(posterior + p);
                s1.Store(posterior + p + DoubleLanes);
                s2.Store(posterior + p + 2 * DoubleLanes);
                s3.Store(posterior + p + 3 * DoubleLanes);
                highest = Vector512.Max(highest, Vector512.Max(Vector512.Max(s0, s1), Vector512.Max(s2, s3)));
            }

            double maximum = highest[0];
            for (int k = 1; k < DoubleLanes; k++)
            {
                maximum = Math.Max(maximum, highest[k]);
            }

            Vector512<double> maxima = Vector512.Create(maximum);
            Vector512<double> sum = Vector512<double>.Zero;
            for (int p = 0; p < stride; p += DoubleLanes)
            {
                Vector512<double> e = VectorFunctions.Exp(Vector512.Load(posterior + p) - maxima);
                e.Store(posterior + p);
                sum += e;
            }

            double likelihood = Vector512.Sum(sum);
            double weight = weights == null ? 1 : weights[n];
            Vector512<double> factor = Vector512.Create(weight / likelihood);
            for (int p = 0; p < stride; p += DoubleLanes)
            {
                (Vector512.Load(posterior + p) * factor).Store(posterior + p);
            }

            total += weight * (maximum + Math.Log(likelihood));
        }

        return total;
    }

    /// <summary>Adds to <paramref name="destination"/> the posterior rows that <paramref name="list"/> names.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddRows(float* posteriors, ushort* list, int count, int stride, double* destination)
    {
        for (int p = 0; p < stride; p += Quadrature.Block)
        {
            // Single-precision sums stay short, so that they lose no more digits than a posterior has.
            for (int first = 0; first < count; first += 512)
            {
                Vector512<float> s0 = Vector512<float>.Zero;
                Vector512<float> s1 = Vector512<float>.Zero;
                Vector512<float> s2 = Vector512<float>.Zero;
                Vector512<float> s3 = Vector512<float>.Zero;
                ushort* end = list + Math.Min(count, first + 512);
                for (ushort* n = list + first; n < end; n++)
                {
                    float* row = posteriors + (nint)(*n) * stride + p;
                    s0 += Vector512.Load(row);
                    s1 += Vector512.Load(row + Lanes);
                    s2 += Vector512.Load(row + 2 * Lanes);
                    s3 += Vector512.Load(row + 3 * Lanes);
                }

                AddWidened(s0, destination + p);
                AddWidened(s1, destination + p + Lanes);
                AddWidened(s2, destination + p + 2 * Lanes);
                AddWidened(s3, destination + p + 3 * Lanes);
            }
        }
    }

    /// <summary>The same in double precision.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddRowsExact(double* posteriors, ushort* list, int count, int stride, double* destination)
    {
        for (int p = 0; p < stride; p += Quadrature.Block / 2)
        {
            Vector512<double> s0 = Vector512.Load(destination + p);
            Vector512<double> s1 = Vector512.Load(destination + p + DoubleLanes);
            Vector512<double> s2 = Vector512.Load(destination + p + 2 * DoubleLanes);
            Vector512<double> s3 = Vector512.Load(destination + p + 3 * DoubleLanes);
            for (ushort* n = list; n < list + count; n++)
            {
                double* row = posteriors + (nint)(*n) * stride + p;
                s0 += Vector512.Load(row);
                s1 += Vector512.Load(row + DoubleLanes);
                s2 += Vector512.Load(row + 2 * DoubleLanes);
                s3 += Vector512.Load(row + 3 * DoubleLanes);
            }

            s0.Store(destination + p);
            s1.Store(destination + p + DoubleLanes);
            s2.Store(destination + p + 2 * DoubleLanes);
            s3.Store(destination + p + 3 * DoubleLanes);
        }
    }

    /// <summary>2^x for x ≤ 0 to single precision: 2^round(x) in the exponent, the Taylor polynomial of degree 7 for the rest, |rest| ≤ ½.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector512<float> PowerOfTwo(Vector512<float> x)
    {
        Vector512<float> bounded = Vector512.Max(x, Vector512.Create(-126f));
        Vector512<float> whole = Vector512.Round(bounded);
        Vector512<float> f = bounded - whole;
        Vector512<float> y = Vector512.Create(1.5252734e-5f);
        y = Vector512.FusedMultiplyAdd(y, f, Vector512.Create(1.5403531e-4f));
        y = Vector512.FusedMultiplyAdd(y, f, Vector512.Create(1.3333558e-3f));
        y = Vector512.FusedMultiplyAdd(y, f, Vector512.Create(9.6181291e-3f));
        y = Vector512.FusedMultiplyAdd(y, f, Vector512.Create(5.5504109e-2f));
        y = Vector512.FusedMultiplyAdd(y, f, Vector512.Create(2.4022651e-1f));
        y = Vector512.FusedMultiplyAdd(y, f, Vector512.Create(6.9314718e-1f));
        y = Vector512.FusedMultiplyAdd(y, f, Vector512.Create(1f));
        Vector512<int> exponent = Vector512.ShiftLeft(Vector512.ConvertToInt32(whole), 23);
        return (y.AsInt32() + exponent).AsSingle();
    }

    private static void AddWidened(Vector512<float> sum, double* destination)
    {
        (Vector512<double> lower, Vector512<double> upper) = Vector512.Widen(sum);
        (Vector512.Load(destination) + lower).Store(destination);
        (Vector512.Load(destination + DoubleLanes) + upper).Store(destination + DoubleLanes);
    }

    private static int Highest(Vector512<int> x)
    {
        Vector256<int> half = Vector256.Max(x.GetLower(), x.GetUpper());
        Vector128<int> quarter = Vector128.Max(half.GetLower(), half.GetUpper());
        quarter = Vector128.Max(quarter, Vector128.Shuffle(quarter, Vector128.Create(2, 3, 0, 1)));
        quarter = Vector128.Max(quarter, Vector128.Shuffle(quarter, Vector128.Create(1, 0, 3, 2)));
        return quarter[0];
    }
}
