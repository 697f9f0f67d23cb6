using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Pals.Exam.Engine.Calibration;

/// <summary>The inner loop of the observed information: centred scores times posteriors, added up by rows.</summary>
internal static unsafe class CentredScoreKernel
{
    private const int Lanes = 16;

    /// <summary>
    /// For each candidate in <paramref name="list"/> the posterior times (score − its posterior mean) is added to the sums of the rows from
    /// <paramref name="firstRow"/> on that the candidate points at, and to <paramref name="everyone"/>.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Add(
        float* posteriors, ushort* list, int count, float* score, int* rows, int* starts, int firstRow, int stride, float* sums, float* everyone)
    {
        float* centred = stackalloc float[stride];
        for (ushort* n = list; n < list + count; n++)
        {
            float* posterior = posteriors + (nint)(*n) * stride;
            Vector512<float> weight = Vector512<float>.Zero;
            Vector512<float> product = Vector512<float>.Zero;
            for (int p = 0; p < stride; p += Lanes)
            {
                Vector512<float> own = Vector512.Load(posterior + p);
                weight += own;
                product += own * Vector512.Load(score + p);
            }

            Vector512<float> mean = Vector512.Create(Vector512.Sum(product) / Vector512.Sum(weight));
            for (int p = 0; p < stride; p += Lanes)
            {
                Vector512<float> value = Vector512.Load(posterior + p) * (Vector512.Load(score + p) - mean);
                value.Store(centred + p);
                (Vector512.Load(everyone + p) + value).Store(everyone + p);
            }

            int* end = rows + starts[*n + 1];
            int* r = rows + starts[*n];
            while (r < end && *r < firstRow)
            {
                r++;
            }

            for (; r < end; r++)
            {
                float* sum = sums + (nint)(*r) * stride;
                for (int p = 0; p < stride; p += Quadrature.Block)
                {
                    float* target = sum + p;
                    float* source = centred + p;
                    (Vector512.Load(target) + Vector512.Load(source)).Store(target);
                    (Vector512.Load(target + Lanes) + Vector512.Load(source + Lanes)).Store(target + Lanes);
                    (Vector512.Load(target + 2 * Lanes) + Vector512.Load(source + 2 * Lanes)).Store(target + 2 * Lanes);
                    (Vector512.Load(target + 3 * Lanes) + Vector512.Load(source + 3 * Lanes)).Store(target + 3 * Lanes);
                }
            }
        }
    }

    /// <summary>The same for data in which most candidates answer every item: writes the products to <paramref name="centred"/>, a row a candidate.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Write(float* posteriors, ushort* list, int count, float* score, int stride, float* centred, float* everyone)
    {
        for (ushort* n = list; n < list + count; n++)
        {
            float* posterior = posteriors + (nint)(*n) * stride;
            float* destination = centred + (nint)(*n) * stride;
            Vector512<float> weight = Vector512<float>.Zero;
            Vector512<float> product = Vector512<float>.Zero;
            for (int p = 0; p < stride; p += Lanes)
            {
                Vector512<float> own = Vector512.Load(posterior + p);
                weight += own;
                product += own * Vector512.Load(score + p);
            }

            Vector512<float> mean = Vector512.Create(Vector512.Sum(product) / Vector512.Sum(weight));
            for (int p = 0; p < stride; p += Lanes)
            {
                Vector512<float> value = Vector512.Load(posterior + p) * (Vector512.Load(score + p) - mean);
                value.Store(destination + p);
                (Vector512.Load(everyone + p) + value).Store(everyone + p);
            }
        }
    }

    /// <summary>Adds to <paramref name="sum"/> the rows of <paramref name="centred"/> that <paramref name="list"/> names.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Gather(float* centred, ushort* list, int count, int stride, float* sum)
    {
        for (int p = 0; p < stride; p += Quadrature.Block)
        {
            Vector512<float> s0 = Vector512.Load(sum + p);
            Vector512<float> s1 = Vector512.Load(sum + p + Lanes);
            Vector512<float> s2 = Vector512.Load(sum + p + 2 * Lanes);
            Vector512<float> s3 = Vector512.Load(sum + p + 3 * Lanes);
            for (ushort* n = list; n < list + count; n++)
            {
                float* row = centred + (nint)(*n) * stride + p;
                s0 += Vector512.Load(row);
                s1 += Vector512.Load(row + Lanes);
                s2 += Vector512.Load(row + 2 * Lanes);
                s3 += Vector512.Load(row + 3 * Lanes);
            }

            s0.Store(sum + p);
            s1.Store(sum + p + Lanes);
            s2.Store(sum + p + 2 * Lanes);
            s3.Store(sum + p + 3 * Lanes);
        }
    }
}
