using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Pals.Exam.Engine.Calibration;

/// <summary>
/// The scores of candidates on items: one row a candidate, in a fixed order. Complete data are stored as one dense matrix of bytes;
/// data with missing responses as one compressed list per candidate, sorted by item, so memory and work grow with the responses only.
/// Immutable.
/// </summary>
public sealed class ResponseData
{
    /// <summary>In a matrix of scores, the mark of an item that was not presented.</summary>
    public const byte Missing = byte.MaxValue;

    /// <summary>The highest score that can be stored.</summary>
    public const int HighestScore = byte.MaxValue - 1;

    private readonly string[] _candidateIds;
    private readonly int[] _rowStarts;
    private readonly int[] _items;
    private readonly byte[] _scores;

    private ResponseData(string[] candidateIds, ImmutableArray<string> itemIds, int[] rowStarts, int[] items, byte[] scores)
    {
        _candidateIds = candidateIds;
        _rowStarts = rowStarts;
        _items = items;
        _scores = scores;
        ItemIds = itemIds;
        CategoryCounts = CountCategories();
    }

    /// <summary>The items, in the order of their indices.</summary>
    public ImmutableArray<string> ItemIds { get; }

    /// <summary>The candidates, in the order of their rows. A candidate who sat several exams may have a row for each.</summary>
    public ReadOnlySpan<string> CandidateIds => _candidateIds;

    /// <summary>Number of rows.</summary>
    public int CandidateCount => _candidateIds.Length;

    /// <summary>Number of items.</summary>
    public int ItemCount => ItemIds.Length;

    /// <summary>Number of responses: candidates × items less the missing ones.</summary>
    public int ResponseCount => _scores.Length;

    /// <summary>True when every candidate answered every item.</summary>
    public bool IsComplete => _rowStarts.Length == 0;

    /// <summary>For each item one more than the highest score seen, at least 2.</summary>
    public ImmutableArray<int> CategoryCounts { get; }

    /// <summary>The responses of one candidate.</summary>
    public ResponseRow this[int candidate]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(candidate);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(candidate, CandidateCount);
            if (IsComplete)
            {
                return new ResponseRow(_items, _scores.AsSpan(candidate * ItemCount, ItemCount));
            }

            int start = _rowStarts[candidate];
            int length = _rowStarts[candidate + 1] - start;
            return new ResponseRow(_items.AsSpan(start, length), _scores.AsSpan(start, length));
        }
    }

    /// <summary>Makes response data from a matrix.</summary>
    /// <param name="candidateIds">One id a row.</param>
    /// <param name="itemIds">One id a column.</param>
    /// <param name="scores">Scores row by row, <see cref="Missing"/> where an item was not presented.</param>
    /// <exception cref="ArgumentException">The lengths disagree or an item id stands twice.</exception>
    public static ResponseData FromMatrix(ReadOnlySpan<string> candidateIds, ImmutableArray<string> itemIds, ReadOnlySpan<byte> scores)
    {
        RequireDistinct(itemIds);
        if (scores.Length != (long)candidateIds.Length * itemIds.Length)
        {
            throw new ArgumentException(
                $"{candidateIds.Length} candidates and {itemIds.Length} items need {(long)candidateIds.Length * itemIds.Length} scores, not {scores.Length}.",
                nameof(scores));
        }

        int missing = scores.Count(Missing);
        if (missing == 0)
        {
            return new ResponseData(candidateIds.ToArray(), itemIds, [], AllItems(itemIds.Length), scores.ToArray());
        }

        var starts = new int[candidateIds.Length + 1];
        var items = new int[scores.Length - missing];
        var present = new byte[items.Length];
        int count = 0;
        for (int n = 0; n < candidateIds.Length; n++)
        {
            ReadOnlySpan<byte> row = scores.Slice(n * itemIds.Length, itemIds.Length);
            for (int i = 0; i < row.Length; i++)
            {
                if (row[i] != Missing)
                {
                    items[count] = i;
                    present[count++] = row[i];
                }
            }

            starts[n + 1] = count;
        }

        return new ResponseData(candidateIds.ToArray(), itemIds, starts, items, present);
    }

    /// <summary>Makes response data from one list of responses a candidate. Lists need not be sorted by item.</summary>
    /// <param name="candidateIds">One id a row.</param>
    /// <param name="itemIds">The items.</param>
    /// <param name="rowStarts">Where each candidate's list starts, and at the end the number of responses.</param>
    /// <param name="items">The item of each response.</param>
    /// <param name="scores">The score of each response.</param>
    /// <exception cref="ArgumentException">The lists disagree, or a candidate has two scores on one item.</exception>
    public static ResponseData FromRows(
        ReadOnlySpan<string> candidateIds, ImmutableArray<string> itemIds, ReadOnlySpan<int> rowStarts, ReadOnlySpan<int> items, ReadOnlySpan<byte> scores)
    {
        RequireDistinct(itemIds);
        if (rowStarts.Length != candidateIds.Length + 1 || rowStarts[0] != 0 || rowStarts[^1] != items.Length)
        {
            throw new ArgumentException("Row starts must be one more than the candidates, from 0 to the number of responses.", nameof(rowStarts));
        }

        if (items.Length != scores.Length)
        {
            throw new ArgumentException($"{items.Length} items do not match {scores.Length} scores.", nameof(scores));
        }

        if (scores.Contains(Missing))
        {
            throw new ArgumentException($"A list of responses holds only those present; the highest score is {HighestScore}.", nameof(scores));
        }

        int[] sortedItems = items.ToArray();
        byte[] sortedScores = scores.ToArray();
        for (int n = 0; n < candidateIds.Length; n++)
        {
            if (rowStarts[n + 1] < rowStarts[n])
            {
                throw new ArgumentException($"Row starts must not decrease, but do after row {n}.", nameof(rowStarts));
            }

            SortRow(candidateIds[n], itemIds, sortedItems.AsSpan(rowStarts[n]..rowStarts[n + 1]), sortedScores.AsSpan(rowStarts[n]..rowStarts[n + 1]));
        }

        return items.Length == (long)candidateIds.Length * itemIds.Length
            ? new ResponseData(candidateIds.ToArray(), itemIds, [], AllItems(itemIds.Length), sortedScores)
            : new ResponseData(candidateIds.ToArray(), itemIds, rowStarts.ToArray(), sortedItems, sortedScores);
    }

    /// <summary>Complete data as one matrix, row by row; empty when a response is missing.</summary>
    internal ReadOnlySpan<byte> Matrix => IsComplete ? _scores : [];

    /// <summary>Where each candidate's list starts; empty for complete data.</summary>
    internal int[] RowStarts => _rowStarts;

    /// <summary>The item of each response of data that are not complete.</summary>
    internal int[] RowItems => _items;

    /// <summary>The score of each response, candidate by candidate.</summary>
    internal byte[] Scores => _scores;

    private static void SortRow(string candidate, ImmutableArray<string> itemIds, Span<int> items, Span<byte> scores)
    {
        bool sorted = true;
        int previous = -1;
        foreach (int item in items)
        {
            if ((uint)item >= (uint)itemIds.Length)
            {
                throw new ArgumentException($"Candidate {candidate} has a response to item number {item} of {itemIds.Length}.", nameof(items));
            }

            sorted &= item > previous;
            previous = item;
        }

        if (sorted)
        {
            return;
        }

        // Item and score in one number sort several times faster than two spans side by side.
        Span<long> packed = items.Length <= 512 ? stackalloc long[items.Length] : new long[items.Length];
        for (int j = 0; j < items.Length; j++)
        {
            packed[j] = ((long)items[j] << 8) | scores[j];
        }

        packed.Sort();
        for (int j = 0; j < items.Length; j++)
        {
            items[j] = (int)(packed[j] >> 8);
            scores[j] = (byte)packed[j];
            if (j > 0 && items[j] == items[j - 1])
            {
                throw new ArgumentException($"Candidate {candidate} has two scores on item {itemIds[items[j]]}.", nameof(items));
            }
        }
    }

    private static void RequireDistinct(ImmutableArray<string> itemIds)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (string id in itemIds)
        {
            if (!seen.Add(id))
            {
                throw new ArgumentException($"Item {id} stands twice.", nameof(itemIds));
            }
        }
    }

    private static int[] AllItems(int count)
    {
        var all = new int[count];
        for (int i = 0; i < count; i++)
        {
            all[i] = i;
        }

        return all;
    }

    private ImmutableArray<int> CountCategories()
    {
        var highest = new byte[ItemCount];
        Array.Fill(highest, (byte)1);
        if (IsComplete)
        {
            for (int start = 0; start < _scores.Length; start += highest.Length)
            {
                RaiseTo(highest, _scores.AsSpan(start, highest.Length));
            }
        }

        for (int k = 0; k < _scores.Length && !IsComplete; k++)
        {
            if (_scores[k] > highest[_items[k]])
            {
                highest[_items[k]] = _scores[k];
            }
        }

        var counts = new int[ItemCount];
        for (int i = 0; i < counts.Length; i++)
        {
            counts[i] = highest[i] + 1;
        }

        return ImmutableCollectionsMarshal.AsImmutableArray(counts);
    }

    private static void RaiseTo(Span<byte> highest, ReadOnlySpan<byte> scores)
    {
        int i = 0;
        for (; i + Vector256<byte>.Count <= scores.Length; i += Vector256<byte>.Count)
        {
            Vector256.Max(Vector256.Create<byte>(highest[i..]), Vector256.Create(scores[i..])).CopyTo(highest[i..]);
        }

        for (; i < scores.Length; i++)
        {
            highest[i] = Math.Max(highest[i], scores[i]);
        }
    }
}

/// <summary>One candidate's responses: the items in increasing order and the score on each.</summary>
public readonly ref struct ResponseRow
{
    internal ResponseRow(ReadOnlySpan<int> items, ReadOnlySpan<byte> scores)
    {
        Items = items;
        Scores = scores;
    }

    /// <summary>Indices of the items answered, increasing.</summary>
    public ReadOnlySpan<int> Items { get; }

    /// <summary>The score on each of <see cref="Items"/>.</summary>
    public ReadOnlySpan<byte> Scores { get; }
}
