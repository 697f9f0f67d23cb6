using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Pals.Exam.Engine.Items;
using Pals.Exam.Engine.Numerics;

namespace Pals.Exam.Engine.Selection;

/// <summary>
/// Fisher information of the items of a pool, eight at a time, in a form with one exponential and one division: with e = exp(−a(θ − b)),
/// I = (a(d − c)e)² / ((1 + e)² (d + ce) ((1 − d) + (1 − c)e)). The scalar twin does the same operations in the same order, so that an index and
/// a scan agree to the last bit. Items with ordered categories take <see cref="ResponseModel"/>'s sum over categories.
/// </summary>
internal sealed class InformationKernel
{
    /// <summary>Beyond this a(θ − b) information is below 1e-65 and squares of e would overflow.</summary>
    private const double LargestDistance = 150;

    private readonly ItemPool _pool;
    private readonly double[] _packed;
    private readonly bool _hasCategories;

    public InformationKernel(ItemPool pool)
    {
        _pool = pool;
        _packed = new double[4 * pool.Count];
        for (int i = 0; i < pool.Count; i++)
        {
            ItemParameters item = pool.Parameters(i);
            _hasCategories |= !item.IsDichotomous;
            _packed[4 * i] = item.IsDichotomous ? item.Discrimination : double.NaN;
            _packed[4 * i + 1] = item.Difficulty;
            _packed[4 * i + 2] = item.LowerAsymptote;
            _packed[4 * i + 3] = item.UpperAsymptote;
        }
    }

    /// <summary>The information of one item.</summary>
    public double Information(int item, double theta)
    {
        double a = _packed[4 * item];
        if (double.IsNaN(a))
        {
            return _pool.Parameters(item).Information(theta);
        }

        double b = _packed[4 * item + 1];
        double c = _packed[4 * item + 2];
        double d = _packed[4 * item + 3];
        double z = Math.Max(Math.Min(a * (b - theta), LargestDistance), -LargestDistance);
        double e = PortableMath.Exp(z);
        double slope = a * (d - c) * e;
        double sum = 1 + e;
        return slope * slope / (sum * sum * (d + c * e) * ((1 - d) + (1 - c) * e));
    }

    /// <summary>The information of eight items; those with ordered categories are filled in one by one.</summary>
    public void Information(ReadOnlySpan<int> eight, double theta, Span<double> destination) =>
        Information(eight, Vector512.Create(theta), destination);

    /// <summary>The same, each item at an ability of its own.</summary>
    public void Information(ReadOnlySpan<int> eight, Vector512<double> theta, Span<double> destination)
    {
        ref double packed = ref _packed[0];
        Vector512<double> a = Gather(ref packed, eight, 0);
        Vector512<double> b = Gather(ref packed, eight, 1);
        Vector512<double> c = Gather(ref packed, eight, 2);
        Vector512<double> d = Gather(ref packed, eight, 3);
        Vector512<double> limit = Vector512.Create(LargestDistance);
        Vector512<double> z = Vector512.Max(Vector512.Min(a * (b - theta), limit), -limit);
        Vector512<double> e = PortableVector.Exp(z);
        Vector512<double> one = Vector512<double>.One;
        Vector512<double> slope = a * (d - c) * e;
        Vector512<double> sum = one + e;
        Vector512<double> information = slope * slope / (sum * sum * (d + c * e) * ((one - d) + (one - c) * e));
        information.CopyTo(destination);
        if (_hasCategories)
        {
            for (int k = 0; k < 8; k++)
            {
                if (double.IsNaN(_packed[4 * eight[k]]))
                {
                    destination[k] = Information(eight[k], theta[k]);
                }
            }
        }
    }

    /// <summary>The information of any number of items.</summary>
    public void InformationOfAll(ReadOnlySpan<int> items, double theta, Span<double> destination)
    {
        int i = 0;
        for (; i + 8 <= items.Length; i += 8)
        {
            Information(items.Slice(i, 8), theta, destination[i..]);
        }

        for (; i < items.Length; i++)
        {
            destination[i] = Information(items[i], theta);
        }
    }

    /// <summary>
    /// The largest information of an item between two abilities, or a bound a little above it. For right-or-wrong items log I is concave in θ
    /// (a linear function less logs of sums of exponentials), so the largest value lies at the peak moved into the interval. For ordered
    /// categories |I′| ≤ λI with λ = 3a (graded response) or aK (partial credit), so that I grows by at most exp(λ · half the width) from the middle.
    /// </summary>
    public double UpperBound(int item, double low, double high, double peak)
    {
        // Rounding of the kernel and of the peak.
        const double Margin = 1 + 1e-9;
        if (!double.IsNaN(_packed[4 * item]))
        {
            return Information(item, Math.Clamp(peak, low, high)) * Margin;
        }

        ItemParameters parameters = _pool.Parameters(item);
        double rate = parameters.Discrimination * (parameters.Model == ItemModel.GradedResponse ? 3 : parameters.MaximumScore);
        return Information(item, 0.5 * (low + high)) * PortableMath.Exp(rate * 0.5 * (high - low)) * Margin;
    }

    /// <summary>Where the information of a right-or-wrong item is largest: the root of the decreasing derivative of log I, by bisection.</summary>
    public double Peak(int item)
    {
        ItemParameters p = _pool.Parameters(item);
        if (!p.IsDichotomous || (p.LowerAsymptote == 0 && p.UpperAsymptote == 1))
        {
            return p.Difficulty;
        }

        double low = -60;
        double high = 60;
        for (int i = 0; i < 80; i++)
        {
            double t = 0.5 * (low + high);
            double e = PortableMath.Exp(-t);
            double up = (1 - p.LowerAsymptote) * e;
            double slope = -2 + 2 * e / (1 + e) + p.LowerAsymptote * e / (p.UpperAsymptote + p.LowerAsymptote * e) + up / (1 - p.UpperAsymptote + up);
            (low, high) = slope > 0 ? (t, high) : (low, t);
        }

        return p.Difficulty + low / p.Discrimination;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Gather(ref double packed, ReadOnlySpan<int> items, int field) => Vector512.Create(
        Unsafe.Add(ref packed, 4 * items[0] + field),
        Unsafe.Add(ref packed, 4 * items[1] + field),
        Unsafe.Add(ref packed, 4 * items[2] + field),
        Unsafe.Add(ref packed, 4 * items[3] + field),
        Unsafe.Add(ref packed, 4 * items[4] + field),
        Unsafe.Add(ref packed, 4 * items[5] + field),
        Unsafe.Add(ref packed, 4 * items[6] + field),
        Unsafe.Add(ref packed, 4 * items[7] + field));
}
