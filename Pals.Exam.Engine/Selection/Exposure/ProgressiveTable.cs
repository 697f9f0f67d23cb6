using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Pals.Exam.Engine.Items;
using Pals.Exam.Engine.Numerics;

namespace Pals.Exam.Engine.Selection;

/// <summary>
/// What exams that choose by maximum information under <see cref="ProgressiveRestricted"/> share: the key of each candidate's random number. Random
/// number and bound on information together say, eight candidates at a time, which few can win at all; only those are valued and held against the
/// blueprint.
/// </summary>
internal sealed class ProgressiveTable
{
    private readonly InformationKernel _kernel;
    private readonly ItemPool _pool;
    private readonly ulong[] _keys;

    public ProgressiveTable(ItemPool pool, InformationKernel kernel, BoundTable bounds)
    {
        _pool = pool;
        _kernel = kernel;
        Bounds = bounds;
        _keys = [.. bounds.Places.Select(place => RandomStream.Key((ulong)place.Item))];
    }

    public BoundTable Bounds { get; }

    /// <summary>
    /// Writes for each place of a dimension a bound on (1 − weight)·scale·R + weight·value, the candidate's standing in the progressive method;
    /// nothing of use in gaps.
    /// </summary>
    public void WriteBounds(int d, double theta, in GainScale gain, double weight, double scale, ulong seed, Span<double> standing)
    {
        int start = Bounds.Starts[d];
        int end = Bounds.Ends[d];
        ReadOnlySpan<float> row = Bounds.Row(d, theta);
        if (!row.IsEmpty)
        {
            ref float bounds = ref MemoryMarshal.GetReference(row);
            for (int k = start; k < end; k += 8)
            {
                Vector256<float> bound = Vector256.LoadUnsafe(ref bounds, (nuint)k);
                Write(k, Vector512.Create(Vector256.WidenLower(bound), Vector256.WidenUpper(bound)), gain, weight, scale, seed, standing);
            }

            return;
        }

        // Beyond the cells information itself is the bound.
        for (int k = start; k < end; k += 8)
        {
            Span<double> information = standing.Slice(k, 8);
            for (int lane = 0; lane < 8; lane++)
            {
                information[lane] = k + lane < end ? BoundTable.Margin * MeanInformation(Bounds.Places[k + lane], theta) : 0;
            }

            Write(k, Vector512.Create<double>(information), gain, weight, scale, seed, standing);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Write(
        int k, Vector512<double> information, in GainScale gain, double weight, double scale, ulong seed, Span<double> standing)
    {
        Vector512<ulong> keys = Vector512.LoadUnsafe(ref _keys[0], (nuint)k);
        Vector512<double> random = Vector512.Create(scale) * RandomStream.Uniform(keys + Vector512.Create(seed));
        Vector512<double> bound = Vector512.Create(1 - weight) * random + Vector512.Create(weight) * gain.Gain(information);
        (bound * Vector512.Create(BoundTable.Margin)).StoreUnsafe(ref standing[0], (nuint)k);
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
