using System.Runtime.CompilerServices;
using Pals.Exam.Engine.Ability;

namespace Pals.Exam.Engine.Selection;

/// <summary>
/// The items of one topic area and content group, arranged so that the most informative ones at any ability are found without a scan: ability is
/// cut into cells, and each cell lists items by the largest information that they have anywhere inside it. A search walks the list and stops
/// when the next bound is below what it has found; its answer is that of a full scan.
/// </summary>
internal sealed class InformationIndex
{
    private const int Cells = 256;

    /// <summary>Cells cover the prior mean ± 5 standard deviations; beyond, every item is looked at.</summary>
    private const double HalfWidth = 5;

    /// <summary>So few items are faster one by one; the bits are the same.</summary>
    private const int FewItems = 2;

    private readonly InformationKernel _kernel;
    private readonly int[] _items;
    private readonly int _depth;
    private readonly double _start;
    private readonly double _scale;
    private readonly Entry[] _entries;

    /// <summary>Builds the index.</summary>
    /// <param name="kernel">Computes information.</param>
    /// <param name="items">The items, ascending.</param>
    /// <param name="grid">The grid of their dimension, centred on the prior mean.</param>
    /// <param name="depth">How many items a cell lists; when they do not suffice every item is looked at.</param>
    public InformationIndex(InformationKernel kernel, int[] items, AbilityGrid grid, int depth)
    {
        _kernel = kernel;
        _items = items;
        _depth = Math.Min(depth, items.Length);
        double deviation = (grid[AbilityGrid.PointCount] - grid.Start) / 16;
        double width = 2 * HalfWidth * deviation / Cells;
        _start = 0.5 * (grid.Start + grid[AbilityGrid.PointCount]) - HalfWidth * deviation;
        _scale = 1 / width;

        // One entry more than is listed: its bound holds for all items that are not.
        _entries = new Entry[Cells * (_depth + 1)];
        double[] peaks = Array.ConvertAll(items, kernel.Peak);
        double[] keys = new double[items.Length];
        int[] order = new int[items.Length];
        for (int cell = 0; cell < Cells; cell++)
        {
            double low = _start + cell * width;
            for (int i = 0; i < items.Length; i++)
            {
                // Negative bounds sort the largest first. Cells are widened by a rounding error of their ends.
                keys[i] = -kernel.UpperBound(items[i], low - 1e-9 * width, low + (1 + 1e-9) * width, peaks[i]);
                order[i] = items[i];
            }

            int count = Math.Min(_depth + 1, items.Length);
            PartialSort(keys, order, count);
            for (int k = 0; k <= _depth; k++)
            {
                _entries[cell * (_depth + 1) + k] = k < count ? new Entry(-keys[k], order[k]) : new Entry(double.NegativeInfinity, -1);
            }
        }
    }

    /// <summary>A bound on the information of every item at <paramref name="theta"/>.</summary>
    public double UpperBound(double theta)
    {
        int cell = Cell(theta);
        return cell < 0 ? double.PositiveInfinity : _entries[cell * (_depth + 1)].Bound;
    }

    /// <summary>Offers to <paramref name="best"/> every item that could be among the best.</summary>
    [SkipLocalsInit]
    public void Search(double theta, in GainScale scale, in ItemFilter filter, BestCandidates best)
    {
        int cell = Cell(theta);
        if (cell < 0)
        {
            Scan(_items, theta, scale, filter, best);
            return;
        }

        ReadOnlySpan<Entry> entries = _entries.AsSpan(cell * (_depth + 1), _depth + 1);
        Span<int> batch = stackalloc int[8];
        Span<double> information = stackalloc double[8];
        int next = 0;
        bool canEnter = true;
        while (canEnter)
        {
            int count = 0;
            double worst = best.Threshold;
            while (count < 8 && next < _depth && (canEnter = scale.CanReach(entries[next].Bound, worst)))
            {
                int item = entries[next++].Item;
                if (filter.Allows(item))
                {
                    batch[count++] = item;
                }
            }

            if (count == 0)
            {
                break;
            }

            Offer(batch, count, information, theta, scale, filter, best);
        }

        if (canEnter && _depth < _items.Length && scale.CanReach(entries[_depth].Bound, best.Threshold))
        {
            Scan(_items, theta, scale, filter, best);
        }
    }

    /// <summary>Offers every item; those already among the best are not taken twice.</summary>
    private void Scan(ReadOnlySpan<int> items, double theta, in GainScale scale, in ItemFilter filter, BestCandidates best)
    {
        Span<int> batch = stackalloc int[8];
        Span<double> information = stackalloc double[8];
        int count = 0;
        foreach (int item in items)
        {
            if (filter.Allows(item) && !best.Contains(item))
            {
                batch[count++] = item;
                if (count == 8)
                {
                    Offer(batch, count, information, theta, scale, filter, best);
                    count = 0;
                }
            }
        }

        if (count > 0)
        {
            Offer(batch, count, information, theta, scale, filter, best);
        }
    }

    private void Offer(
        Span<int> batch, int count, Span<double> information, double theta, in GainScale scale, in ItemFilter filter, BestCandidates best)
    {
        if (count <= FewItems)
        {
            for (int k = 0; k < count; k++)
            {
                information[k] = _kernel.Information(batch[k], theta);
            }
        }
        else
        {
            batch[count..].Fill(batch[0]);
            _kernel.Information(batch, theta, information);
        }

        for (int k = 0; k < count; k++)
        {
            var candidate = new Candidate(batch[k], scale.Gain(information[k]));
            if (best.Admits(candidate) && filter.LeavesCompleteTest(candidate.Item))
            {
                best.Insert(candidate);
            }
        }
    }

    private int Cell(double theta)
    {
        double cell = (theta - _start) * _scale;
        return cell is >= 0 and < Cells ? (int)cell : -1;
    }

    /// <summary>Sorts the <paramref name="count"/> smallest keys to the front: partition by a threshold (Hoare 1961), then sort.</summary>
    private static void PartialSort(double[] keys, int[] values, int count)
    {
        int low = 0;
        int high = keys.Length - 1;
        while (low < high && count < keys.Length)
        {
            double pivot = keys[low + (high - low) / 2];
            int i = low;
            int j = high;
            while (i <= j)
            {
                while (keys[i] < pivot)
                {
                    i++;
                }

                while (keys[j] > pivot)
                {
                    j--;
                }

                if (i <= j)
                {
                    (keys[i], keys[j]) = (keys[j], keys[i]);
                    (values[i], values[j]) = (values[j], values[i]);
                    i++;
                    j--;
                }
            }

            if (count - 1 <= j)
            {
                high = j;
            }
            else if (count - 1 >= i)
            {
                low = i;
            }
            else
            {
                break;
            }
        }

        Array.Sort(keys, values, 0, count);
    }

    /// <summary>An item and the largest information that it has in a cell.</summary>
    private readonly record struct Entry(double Bound, int Item);
}
