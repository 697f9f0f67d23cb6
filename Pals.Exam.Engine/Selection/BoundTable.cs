using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Pals.Exam.Engine.Ability;
using Pals.Exam.Engine.Exams;
using Pals.Exam.Engine.Items;
using Pals.Exam.Engine.Numerics;

namespace Pals.Exam.Engine.Selection;

/// <summary>
/// Every candidate at a place of its own, dimension by dimension, and for each cell of ability a bound on the information of each anywhere inside
/// the cell: eight candidates to a vector, so that the few that can matter at all are found by comparing vectors.
/// </summary>
internal sealed class BoundTable
{
    private const int Cells = 256;

    /// <summary>Cells cover the prior mean ± 5 standard deviations.</summary>
    private const double HalfWidth = 5;

    /// <summary>Above the rounding of a bound to single precision, and of the kernel.</summary>
    public const double Margin = 1 + 1e-6;

    private readonly double[] _low;
    private readonly double[] _scale;
    private readonly float[] _bounds;

    public BoundTable(AdaptiveExam exam, InformationKernel kernel, IEnumerable<InformationIndex.Entry[]> candidatesByDimension)
    {
        int dimensions = exam.Grids.Length;
        Starts = new int[dimensions];
        Ends = new int[dimensions];
        _low = new double[dimensions];
        _scale = new double[dimensions];
        var places = new List<InformationIndex.Entry>();
        foreach ((int d, InformationIndex.Entry[] candidates) in candidatesByDimension.Index())
        {
            Starts[d] = places.Count;
            places.AddRange(candidates);
            Ends[d] = places.Count;

            // Vectors of eight must not run into the next dimension; what stands in the gap is never a candidate.
            places.AddRange(Enumerable.Repeat(default(InformationIndex.Entry), -places.Count & 7));
        }

        Places = [.. places];
        All = Bits.Create(Places.Length);
        PlaceOfItem = new int[exam.Pool.Count];
        Array.Fill(PlaceOfItem, -1);
        _bounds = new float[Cells * Places.Length];
        for (int d = 0; d < dimensions; d++)
        {
            for (int place = Starts[d]; place < Ends[d]; place++)
            {
                PlaceOfItem[Places[place].Item] = place;
                Bits.Set(All, place);
            }

            Fill(d, exam.Grids[d], kernel, exam.Pool);
        }
    }

    /// <summary>The candidate at each place; their bounds are not used.</summary>
    public InformationIndex.Entry[] Places { get; }

    /// <summary>The first place of each dimension, a multiple of eight.</summary>
    public int[] Starts { get; }

    /// <summary>The end of each dimension's places.</summary>
    public int[] Ends { get; }

    /// <summary>The place of each item, a scenario's being that of its first item; −1 for items that are no candidates.</summary>
    public int[] PlaceOfItem { get; }

    /// <summary>A bit for each place that holds a candidate.</summary>
    public ulong[] All { get; }

    /// <summary>The bounds of all places in the cell of ability <paramref name="theta"/> of dimension <paramref name="d"/>; empty beyond all cells.</summary>
    public ReadOnlySpan<float> Row(int d, double theta)
    {
        double cell = (theta - _low[d]) * _scale[d];
        return cell is >= 0 and < Cells ? _bounds.AsSpan((int)cell * Places.Length, Places.Length) : default;
    }

    /// <summary>The largest bound of a dimension's candidates that have a bit in <paramref name="eligible"/>; −∞ when none has.</summary>
    public float Largest(ReadOnlySpan<float> row, int d, ulong[] eligible)
    {
        Vector256<float> largest = Vector256.Create(float.NegativeInfinity);
        Vector256<int> lanes = Vector256.Create(1, 2, 4, 8, 16, 32, 64, 128);
        for (int place = Starts[d]; place < Ends[d]; place += 8)
        {
            Vector256<int> kept = Vector256.Equals(Vector256.Create((int)EightBits(eligible, place)) & lanes, lanes);
            largest = Vector256.Max(
                largest, Vector256.ConditionalSelect(kept.AsSingle(), Eight(row, place), Vector256.Create(float.NegativeInfinity)));
        }

        Vector128<float> four = Vector128.Max(largest.GetLower(), largest.GetUpper());
        return Math.Max(Math.Max(four[0], four[1]), Math.Max(four[2], four[3]));
    }

    /// <summary>A bit for each of the eight eligible candidates from a place on whose bound is at least <paramref name="low"/> and below <paramref name="high"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Between(ReadOnlySpan<float> row, int place, ulong[] eligible, float low, float high)
    {
        Vector256<float> bounds = Eight(row, place);
        return (Vector256.GreaterThanOrEqual(bounds, Vector256.Create(low)) & Vector256.LessThan(bounds, Vector256.Create(high))).ExtractMostSignificantBits()
            & EightBits(eligible, place);
    }

    /// <summary>The bits of the eight places from a place on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint EightBits(ulong[] eligible, int place) => (uint)(eligible[place >> 6] >> (place & 63)) & 0xFF;

    private static Vector256<float> Eight(ReadOnlySpan<float> row, int place) => Vector256.LoadUnsafe(ref MemoryMarshal.GetReference(row), (nuint)place);

    private void Fill(int d, AbilityGrid grid, InformationKernel kernel, ItemPool pool)
    {
        double deviation = (grid[AbilityGrid.PointCount] - grid.Start) / 16;
        double width = 2 * HalfWidth * deviation / Cells;
        _low[d] = 0.5 * (grid.Start + grid[AbilityGrid.PointCount]) - HalfWidth * deviation;
        _scale[d] = 1 / width;
        for (int k = Starts[d]; k < Ends[d]; k++)
        {
            int[] items = Places[k].Items(pool);
            double[] peaks = Array.ConvertAll(items, kernel.Peak);
            for (int cell = 0; cell < Cells; cell++)
            {
                // Cells are widened by a rounding error of their ends.
                double low = _low[d] + cell * width - 1e-9 * width;
                _bounds[cell * Places.Length + k] = (float)(InformationIndex.Bound(kernel, items, peaks, low, low + (1 + 2e-9) * width) * Margin);
            }
        }
    }
}
