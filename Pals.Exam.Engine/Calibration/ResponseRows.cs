using System.Runtime.InteropServices;

namespace Pals.Exam.Engine.Calibration;

/// <summary>
/// Response data recast for the expectation step. Items stand in blocks; every combination of scores on the items of a block has a row, on which
/// the block's summed log-likelihood over the ability grid is kept, so that a candidate's log-likelihood is the sum of the rows that the
/// candidate points at, one a block, and expected counts are the sum of the posteriors of the candidates that point at a row. Eight items
/// scored 0 and 1 make a block of 256 rows: an eighth of the additions. Where most responses are missing a block is one item.
/// </summary>
internal sealed class ResponseRows
{
    /// <summary>The most rows of a block of several items: the rows of all blocks together should stay in the second-level cache.</summary>
    private const int LargestBlock = 256;

    /// <summary>With a share of responses present above this, a score "missing" in blocks of several items costs less than lists.</summary>
    private const double DenseShare = 0.4;

    /// <summary>Complete data with at most this many possible patterns are collapsed to the patterns seen.</summary>
    private const double PatternLimit = 1 << 16;

    private ResponseRows(Block[] blocks, int[] rowStarts, int[] rows, float[]? weights)
    {
        Blocks = blocks;
        RowCount = blocks.Length == 0 ? 0 : blocks[^1].FirstRow + blocks[^1].RowCount;
        RowStarts = rowStarts;
        Rows = rows;
        Weights = weights;
    }

    /// <summary>The blocks, in the order of their items.</summary>
    public Block[] Blocks { get; }

    /// <summary>Number of rows of all blocks.</summary>
    public int RowCount { get; }

    /// <summary>Where each candidate's (or pattern's) list of rows starts, and the end.</summary>
    public int[] RowStarts { get; }

    /// <summary>The rows each candidate points at.</summary>
    public int[] Rows { get; }

    /// <summary>How many candidates share each pattern; null when each stands for itself.</summary>
    public float[]? Weights { get; }

    /// <summary>Number of candidates, or of patterns.</summary>
    public int Count => RowStarts.Length - 1;

    /// <summary>
    /// Recasts the responses to the items for which <paramref name="included"/> is true. Candidates keep their places unless
    /// <paramref name="collapse"/> allows equal patterns to become one.
    /// </summary>
    public static ResponseRows Create(ResponseData data, ReadOnlySpan<bool> included, bool collapse = true)
    {
        int items = 0;
        double patterns = 1;
        for (int i = 0; i < included.Length; i++)
        {
            items += included[i] ? 1 : 0;
            patterns *= included[i] ? data.CategoryCounts[i] : 1;
        }

        bool dense = data.ResponseCount > DenseShare * data.CandidateCount * data.ItemCount;
        bool missing = !data.IsComplete;
        Block[] blocks = MakeBlocks(data, included, dense, missing);
        (int[] starts, int[] rows) = dense ? DenseRows(data, blocks, missing) : SparseRows(data, blocks, included);
        return collapse && !missing && patterns <= PatternLimit
            ? Collapse(blocks, starts, rows, items)
            : new ResponseRows(blocks, starts, rows, null);
    }

    private static Block[] MakeBlocks(ResponseData data, ReadOnlySpan<bool> included, bool dense, bool missing)
    {
        var blocks = new List<Block>();
        var members = new List<int>();
        int rowCount = 1;
        int firstRow = 0;
        for (int i = 0; i < included.Length; i++)
        {
            if (!included[i])
            {
                continue;
            }

            int states = data.CategoryCounts[i] + (dense && missing ? 1 : 0);
            if (members.Count > 0 && (!dense || rowCount * states > LargestBlock))
            {
                Close();
            }

            members.Add(i);
            rowCount *= states;
        }

        if (members.Count > 0)
        {
            Close();
        }

        return [.. blocks];

        void Close()
        {
            var categories = new int[members.Count];
            for (int j = 0; j < categories.Length; j++)
            {
                categories[j] = data.CategoryCounts[members[j]];
            }

            blocks.Add(new Block([.. members], categories, dense && missing ? 1 : 0, firstRow, rowCount));
            firstRow += rowCount;
            rowCount = 1;
            members.Clear();
        }
    }

    private static (int[] Starts, int[] Rows) DenseRows(ResponseData data, Block[] blocks, bool missing)
    {
        var starts = new int[data.CandidateCount + 1];
        var rows = new int[data.CandidateCount * blocks.Length];
        var stride = new int[data.ItemCount];
        var blockOf = new int[data.ItemCount];
        Array.Fill(blockOf, -1);
        for (int b = 0; b < blocks.Length; b++)
        {
            int step = 1;
            for (int j = 0; j < blocks[b].Items.Length; j++)
            {
                stride[blocks[b].Items[j]] = step;
                blockOf[blocks[b].Items[j]] = b;
                step *= blocks[b].States(j);
            }
        }

        if (!missing)
        {
            PackComplete(data, blocks, rows, starts);
            return (starts, rows);
        }

        for (int n = 0; n < data.CandidateCount; n++)
        {
            Span<int> own = rows.AsSpan(n * blocks.Length, blocks.Length);
            for (int b = 0; b < blocks.Length; b++)
            {
                own[b] = blocks[b].FirstRow;
            }

            ResponseRow row = data[n];
            for (int j = 0; j < row.Items.Length; j++)
            {
                int item = row.Items[j];
                if (blockOf[item] >= 0)
                {
                    own[blockOf[item]] += stride[item] * (row.Scores[j] + 1);
                }
            }

            starts[n + 1] = (n + 1) * blocks.Length;
        }

        return (starts, rows);
    }

    private static void PackComplete(ResponseData data, Block[] blocks, int[] rows, int[] starts)
    {
        ReadOnlySpan<byte> matrix = data.Matrix;
        int place = 0;
        for (int n = 0; n < data.CandidateCount; n++)
        {
            ReadOnlySpan<byte> scores = matrix.Slice(n * data.ItemCount, data.ItemCount);
            foreach (Block block in blocks)
            {
                int row = block.FirstRow;
                int step = 1;
                for (int j = 0; j < block.Items.Length; j++)
                {
                    row += step * scores[block.Items[j]];
                    step *= block.Categories[j];
                }

                rows[place++] = row;
            }

            starts[n + 1] = place;
        }
    }

    private static (int[] Starts, int[] Rows) SparseRows(ResponseData data, Block[] blocks, ReadOnlySpan<bool> included)
    {
        var firstRow = new int[data.ItemCount];
        foreach (Block block in blocks)
        {
            firstRow[block.Items[0]] = block.FirstRow;
        }

        var starts = new int[data.CandidateCount + 1];
        var rows = new int[data.ResponseCount];
        int count = 0;
        for (int n = 0; n < data.CandidateCount; n++)
        {
            ResponseRow row = data[n];
            for (int j = 0; j < row.Items.Length; j++)
            {
                if (included[row.Items[j]])
                {
                    rows[count++] = firstRow[row.Items[j]] + row.Scores[j];
                }
            }

            starts[n + 1] = count;
        }

        return (starts, rows);
    }

    private static ResponseRows Collapse(Block[] blocks, int[] starts, int[] rows, int items)
    {
        var patterns = new Dictionary<string, int>(StringComparer.Ordinal);
        var kept = new List<int>();
        var weights = new List<float>();
        for (int n = 0; n + 1 < starts.Length; n++)
        {
            ReadOnlySpan<int> own = rows.AsSpan(starts[n]..starts[n + 1]);
            string key = new(MemoryMarshal.Cast<int, char>(own));
            if (patterns.TryGetValue(key, out int pattern))
            {
                weights[pattern]++;
            }
            else
            {
                patterns.Add(key, weights.Count);
                weights.Add(1);
                kept.AddRange(own);
            }
        }

        int width = items == 0 ? 0 : blocks.Length;
        int[] keptStarts = [.. Enumerable.Range(0, weights.Count + 1).Select(n => n * width)];
        return new ResponseRows(blocks, keptStarts, [.. kept], [.. weights]);
    }

    /// <summary>Items whose scores together choose one row. The first item's score changes fastest.</summary>
    /// <param name="Items">Indices of the items.</param>
    /// <param name="Categories">Number of scores of each.</param>
    /// <param name="MissingStates">1 when state 0 of every item stands for a missing response, else 0.</param>
    /// <param name="FirstRow">Where the block's rows start.</param>
    /// <param name="RowCount">How many they are.</param>
    internal sealed record Block(int[] Items, int[] Categories, int MissingStates, int FirstRow, int RowCount)
    {
        /// <summary>Number of states of the j-th item: its scores, and missing where that can be.</summary>
        public int States(int j) => Categories[j] + MissingStates;
    }
}
