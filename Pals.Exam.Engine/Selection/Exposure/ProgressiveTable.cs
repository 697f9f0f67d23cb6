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
    /// <summary>Above the rounding of a standing to single precision: some ten operations of 6e-8 each.</summary>
    private const float Margin = 1 + 2e-6f;

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
    public void WriteBounds(int d, double theta, in GainScale gain, double weight, double scale, ulong seed, Span<float> standing)
    {
        int start = Bounds.Starts[d];
        int end = Bounds.Ends[d];
        ReadOnlySpan<float> row = Bounds.Row(d, theta);
        if (!row.IsEmpty)
        {
            ref float bounds = ref MemoryMarshal.GetReference(row);
            for (int k = start; k < end; k += 8)
            {
                Write(k, Vector256.LoadUnsafe(ref bounds, (nuint)k), gain, weight, scale, seed, standing);
            }

            return;
        }

        // Beyond the cells information itself is the bound.
        for (int k = start; k < end; k += 8)
        {
            Span<float> information = standing.Slice(k, 8);
            for (int lane = 0; lane < 8; lane++)
            {
                information[lane] = k + lane < end ? (float)(BoundTable.Margin * MeanInformation(Bounds.Places[k + lane], theta)) : 0;
            }

            Write(k, Vector256.Create<float>(information), gain, weight, scale, seed, standing);
        }
    }

    /// <summary>Single precision is enough for a bound that is raised by more than all of its roundings.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Write(int k, Vector256<float> information, in GainScale gain, double weight, double scale, ulong seed, Span<float> standing)
    {
        Vector512<double> uniform = RandomStream.Uniform(Vector512.LoadUnsafe(ref _keys[0], (nuint)k) + Vector512.Create(seed));
        Vector256<float> random = Vector256.Narrow(uniform.GetLower(), uniform.GetUpper());
        Vector256<float> bound = Vector256.Create((float)((1 - weight) * scale)) * random + Vector256.Create((float)weight) * gain.Gain(information);
        (bound * Vector256.Create(Margin)).StoreUnsafe(ref MemoryMarshal.GetReference(standing), (nuint)k);
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
