using Pals.Exam.Engine.Ability;
using Pals.Exam.Engine.Items;

namespace Pals.Exam.Engine.Selection;

/// <summary>
/// Candidates of one dimension, arranged so that the most informative ones at any ability are found without a scan: ability is cut into cells,
/// and each cell lists candidates by the largest information that they have anywhere inside it. Whoever walks a list can stop when the next
/// bound is below what was found; the answer is then that of a full scan.
/// </summary>
internal sealed class InformationIndex
{
    private const int Cells = 256;

    /// <summary>Cells cover the prior mean ± 5 standard deviations.</summary>
    private const double HalfWidth = 5;

    /// <summary>Above the rounding of a bound to single precision, and of the kernel.</summary>
    private const double Margin = 1 + 1e-6;

    private readonly int _stride;
    private readonly double _start;
    private readonly double _scale;
    private readonly Entry[] _entries;

    /// <summary>Builds the index of candidates that compete with one another in one content group.</summary>
    /// <param name="kernel">Computes information.</param>
    /// <param name="candidates">The candidates; their bounds are not used.</param>
    /// <param name="pool">The pool, which knows the items of a case scenario.</param>
    /// <param name="grid">The grid of their dimension, centred on the prior mean.</param>
    /// <param name="depth">How many candidates a cell lists.</param>
    public InformationIndex(InformationKernel kernel, Entry[] candidates, ItemPool pool, AbilityGrid grid, int depth)
    {
        depth = Math.Min(depth, candidates.Length);
        double deviation = (grid[AbilityGrid.PointCount] - grid.Start) / 16;
        double width = 2 * HalfWidth * deviation / Cells;
        _start = 0.5 * (grid.Start + grid[AbilityGrid.PointCount]) - HalfWidth * deviation;
        _scale = 1 / width;

        // One entry more than is listed: its bound holds for all candidates that are not.
        _stride = depth + 1;
        _entries = new Entry[Cells * _stride];
        int[][] items = [.. candidates.Select(candidate => candidate.Items(pool))];
        double[][] peaks = [.. items.Select(own => Array.ConvertAll(own, kernel.Peak))];
        double[] keys = new double[candidates.Length];
        int[] order = new int[candidates.Length];
        for (int cell = 0; cell < Cells; cell++)
        {
            // Cells are widened by a rounding error of their ends.
            double low = _start + cell * width - 1e-9 * width;
            double high = low + (1 + 2e-9) * width;
            for (int i = 0; i < candidates.Length; i++)
            {
                // Negative bounds sort the largest first.
                keys[i] = -Bound(kernel, items[i], peaks[i], low, high);
                order[i] = i;
            }

            int count = Math.Min(_stride, candidates.Length);
            PartialSort(keys, order, count);
            Span<Entry> list = _entries.AsSpan(cell * _stride, _stride);
            list[depth] = new Entry(float.NegativeInfinity, -1, 0);
            for (int k = 0; k < count; k++)
            {
                list[k] = candidates[order[k]] with { Bound = (float)(-keys[k] * Margin) };
            }

            list[depth].Item = -1;
        }
    }

    private InformationIndex(InformationIndex[] parts, int depth)
    {
        _start = parts[0]._start;
        _scale = parts[0]._scale;
        _stride = Math.Min(depth, parts.Sum(part => part._stride - 1)) + 1;
        _entries = new Entry[Cells * _stride];
        int[] next = new int[parts.Length];
        for (int cell = 0; cell < Cells; cell++)
        {
            Array.Clear(next);
            Span<Entry> list = _entries.AsSpan(cell * _stride, _stride);
            for (int k = 0; k < _stride; k++)
            {
                int largest = 0;
                for (int p = 1; p < parts.Length; p++)
                {
                    if (parts[p].Cell(cell)[next[p]].Bound > parts[largest].Cell(cell)[next[largest]].Bound)
                    {
                        largest = p;
                    }
                }

                list[k] = parts[largest].Cell(cell)[next[largest]];
                if (++next[largest] == parts[largest]._stride)
                {
                    // What this part does not list may come next: here the merged list ends.
                    list[k..].Fill(list[k] with { Item = -1 });
                    break;
                }
            }

            list[^1].Item = -1;
        }
    }

    /// <summary>One index over several of the same dimension.</summary>
    public static InformationIndex Merge(InformationIndex[] parts, int depth) => parts.Length == 1 ? parts[0] : new InformationIndex(parts, depth);

    /// <summary>
    /// The list of the cell of <paramref name="theta"/>, largest bound first, or an empty one beyond all cells. It ends with an entry that is no
    /// candidate and whose bound holds for all that are not listed.
    /// </summary>
    public ReadOnlySpan<Entry> At(double theta)
    {
        double cell = (theta - _start) * _scale;
        return cell is >= 0 and < Cells ? Cell((int)cell) : default;
    }

    /// <summary>
    /// A bound on the information whose worth is a candidate's. A case scenario counts with the mean worth of its items, and worth is concave in
    /// information: it is at most the worth of their mean information.
    /// </summary>
    public static double Bound(InformationKernel kernel, int[] items, double[] peaks, double low, double high)
    {
        double sum = 0;
        for (int k = 0; k < items.Length; k++)
        {
            sum += kernel.UpperBound(items[k], low, high, peaks[k]);
        }

        return sum / items.Length;
    }

    private ReadOnlySpan<Entry> Cell(int cell) => _entries.AsSpan(cell * _stride, _stride);

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

    /// <summary>A candidate and the largest information that it has in a cell: what a search reads of it before it looks at the candidate itself.</summary>
    /// <param name="Bound">The bound on its information, in logits⁻².</param>
    /// <param name="Item">Its index in the pool, for a case scenario that of its first item; −1 at a list's end.</param>
    /// <param name="Group">Its content group, or −1 − its place among the case scenarios.</param>
    internal record struct Entry(float Bound, int Item, int Group)
    {
        public static Entry OfItem(int item, int group) => new(0, item, group);

        public static Entry OfScenario(int item, int scenario) => new(0, item, -1 - scenario);

        public readonly bool IsScenario => Group < 0;

        public readonly int Scenario => -1 - Group;

        public readonly int[] Items(ItemPool pool) => IsScenario ? [.. pool.Scenarios[Scenario].Items] : [Item];
    }
}
