using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Pals.Exam.Engine.Ability;
using Pals.Exam.Engine.Exams;
using Pals.Exam.Engine.Items;
using Pals.Exam.Engine.Numerics;

namespace Pals.Exam.Engine.Selection;

/// <summary>
/// What exams that choose by maximum information under <see cref="ProgressiveRestricted"/> share: the candidates by dimension, the key of each one's
/// random number, and for each cell of ability a bound on the information of each anywhere inside the cell. Random number and bound together
/// say, eight candidates at a time, which few can win at all; only those are valued and held against the blueprint.
/// </summary>
internal sealed class ProgressiveTable
{
    private const int Cells = 128;

    /// <summary>Cells cover the prior mean ± 5 standard deviations; beyond, information itself is the bound.</summary>
    private const double HalfWidth = 5;

    // Above the rounding of a bound to single precision, and of the kernel.
    private const double Margin = 1 + 1e-6;

    private readonly InformationKernel _kernel;
    private readonly ItemPool _pool;
    private readonly int[] _starts;
    private readonly int[] _ends;
    private readonly double[] _low;
    private readonly double[] _scale;
    private readonly ulong[] _keys;
    private readonly float[] _bounds;

    public ProgressiveTable(AdaptiveExam exam, IndexedSearch search)
    {
        _kernel = search.Kernel;
        _pool = exam.Pool;
        int dimensions = exam.Grids.Length;
        _starts = new int[dimensions];
        _ends = new int[dimensions];
        _low = new double[dimensions];
        _scale = new double[dimensions];
        var places = new List<InformationIndex.Entry>();
        for (int d = 0; d < dimensions; d++)
        {
            _starts[d] = places.Count;
            places.AddRange(search.Dimensions[d].Groups.SelectMany(group => group.Candidates));
            _ends[d] = places.Count;

            // Vectors of eight must not run into the next dimension; what stands in the gap is never a candidate.
            places.AddRange(Enumerable.Repeat(default(InformationIndex.Entry), -places.Count & 7));
        }

        Places = [.. places];
        _keys = [.. places.Select(place => RandomStream.Key((ulong)place.Item))];
        _bounds = new float[Cells * places.Count];
        for (int d = 0; d < dimensions; d++)
        {
            Fill(d, exam.Grids[d]);
        }
    }

    /// <summary>The candidate at each place; their bounds are not used.</summary>
    public InformationIndex.Entry[] Places { get; }

    /// <summary>
    /// Writes for each place of a dimension a bound on (1 − weight)·scale·R + weight·value, the candidate's standing in the progressive method; −∞ in
    /// gaps.
    /// </summary>
    public void WriteBounds(int d, double theta, in GainScale gain, double weight, double scale, ulong seed, Span<double> standing)
    {
        int start = _starts[d];
        int end = _ends[d];
        double cell = (theta - _low[d]) * _scale[d];
        if (cell is >= 0 and < Cells)
        {
            ref float bounds = ref MemoryMarshal.GetReference(_bounds.AsSpan((int)cell * Places.Length, Places.Length));
            for (int k = start; k < end; k += 8)
            {
                Vector256<float> bound = Vector256.LoadUnsafe(ref bounds, (nuint)k);
                Write(k, Vector512.Create(Vector256.WidenLower(bound), Vector256.WidenUpper(bound)), gain, weight, scale, seed, standing);
            }
        }
        else
        {
            for (int k = start; k < end; k += 8)
            {
                Span<double> information = standing.Slice(k, 8);
                for (int lane = 0; lane < 8; lane++)
                {
                    information[lane] = k + lane < end ? Margin * MeanInformation(Places[k + lane], theta) : 0;
                }

                Write(k, Vector512.Create<double>(information), gain, weight, scale, seed, standing);
            }
        }

        standing[end..((end + 7) & ~7)].Fill(double.NegativeInfinity);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Write(
        int k, Vector512<double> information, in GainScale gain, double weight, double scale, ulong seed, Span<double> standing)
    {
        Vector512<ulong> keys = Vector512.LoadUnsafe(ref _keys[0], (nuint)k);
        Vector512<double> random = Vector512.Create(scale) * RandomStream.Uniform(keys + Vector512.Create(seed));
        Vector512<double> bound = Vector512.Create(1 - weight) * random + Vector512.Create(weight) * gain.Gain(information);
        (bound * Vector512.Create(Margin)).StoreUnsafe(ref standing[0], (nuint)k);
    }

    private void Fill(int d, AbilityGrid grid)
    {
        double deviation = (grid[AbilityGrid.PointCount] - grid.Start) / 16;
        double width = 2 * HalfWidth * deviation / Cells;
        _low[d] = 0.5 * (grid.Start + grid[AbilityGrid.PointCount]) - HalfWidth * deviation;
        _scale[d] = 1 / width;
        for (int k = _starts[d]; k < _ends[d]; k++)
        {
            int[] items = Places[k].Items(_pool);
            double[] peaks = Array.ConvertAll(items, _kernel.Peak);
            for (int cell = 0; cell < Cells; cell++)
            {
                // Cells are widened by a rounding error of their ends.
                double low = _low[d] + cell * width - 1e-9 * width;
                _bounds[cell * Places.Length + k] = (float)(InformationIndex.Bound(_kernel, items, peaks, low, low + (1 + 2e-9) * width) * Margin);
            }
        }
    }

    private double MeanInformation(InformationIndex.Entry place, double theta)
    {
        if (!place.IsScenario)
        {
            return _kernel.Information(place.Item, theta);
        }

        double sum = 0;
        foreach (int item in _pool.Scenarios[place.Scenario].Items)
        {
            sum += _kernel.Information(item, theta);
        }

        return sum / _pool.Scenarios[place.Scenario].Items.Length;
    }
}
