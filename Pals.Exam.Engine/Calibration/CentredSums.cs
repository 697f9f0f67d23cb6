using System.Diagnostics;

namespace Pals.Exam.Engine.Calibration;

/// <summary>
/// For one parameter of one item: every candidate's posterior times the centred score, added up by the rows of the items that follow, and from
/// those the sums by their scores. It is the expectation step with the posteriors multiplied by something.
/// </summary>
internal sealed unsafe class CentredSums
{
    private readonly WorkingModel _model;
    private readonly Quadrature _grid;
    private readonly ResponseRows _rows;
    private readonly CandidateLists _lists;
    private readonly (int Block, int Step)[] _places;

    public CentredSums(WorkingModel model, Quadrature grid, ResponseRows rows, CandidateLists lists)
    {
        _model = model;
        _grid = grid;
        _rows = rows;
        _lists = lists;
        _places = new (int Block, int Step)[model.Items.Length];
        int position = 0;
        for (int b = 0; b < rows.Blocks.Length; b++)
        {
            int step = 1;
            for (int j = 0; j < rows.Blocks[b].Items.Length; j++)
            {
                Debug.Assert(model.Items[position].Index == rows.Blocks[b].Items[j], "Blocks hold the items in their order.");
                _places[position++] = (b, step);
                step *= rows.Blocks[b].States(j);
            }
        }
    }

    /// <summary>Room for the products of one tile, which blocks of several items need.</summary>
    public float[] NewProducts() =>
        _rows.Blocks.Length < _model.Items.Length ? new float[Math.Min(CandidateLists.TileSize, _rows.Count) * _grid.Stride] : [];

    /// <summary>
    /// Adds item i's centred scores times posteriors to the sums of rows. Blocks of several items: all candidates' products are written down first and
    /// then gathered row by row. Blocks of one item, which few candidates answered: each product goes straight to the rows of its candidate.
    /// </summary>
    public void Add(
        int i, ReadOnlySpan<float> score, int firstTile, int lastTile, float[] posteriors, float[] centred, float[] sums, float[] everyone)
    {
        (int b, int step) = _places[i];
        ResponseRows.Block block = _rows.Blocks[b];
        int stride = _grid.Stride;
        int states = StatesOf(block, _model.Items[i].Index);
        fixed (float* scores = score, allPosteriors = posteriors, products = centred, allSums = sums, all = everyone)
        fixed (ushort* candidates = _lists.Candidates)
        fixed (int* rows = _rows.Rows, starts = _rows.RowStarts)
        {
            for (int tile = firstTile; tile < lastTile; tile++)
            {
                float* tilePosteriors = allPosteriors + (nint)(tile - firstTile) * CandidateLists.TileSize * stride;
                if (centred.Length > 0 && block.MissingStates > 0)
                {
                    Array.Clear(centred);
                }

                for (int r = 0; r < block.RowCount; r++)
                {
                    int state = r / step % states;
                    (int start, int count) = _lists.List(tile, block.FirstRow + r);
                    if (state < block.MissingStates || count == 0)
                    {
                        continue;
                    }

                    ushort* list = candidates + start;
                    float* own = scores + (state - block.MissingStates) * stride;
                    if (centred.Length > 0)
                    {
                        CentredScoreKernel.Write(tilePosteriors, list, count, own, stride, products, all);
                    }
                    else
                    {
                        int* tileStarts = starts + (nint)tile * CandidateLists.TileSize;
                        CentredScoreKernel.Add(tilePosteriors, list, count, own, rows, tileStarts, block.FirstRow, stride, allSums, all);
                    }
                }

                for (int r = block.FirstRow; r < _rows.RowCount && centred.Length > 0; r++)
                {
                    (int start, int count) = _lists.List(tile, r);
                    if (count > 0)
                    {
                        CentredScoreKernel.Gather(products, candidates + start, count, stride, allSums + (nint)r * stride);
                    }
                }
            }
        }
    }

    /// <summary>The sums of item j's scores from the sums of rows.</summary>
    public void Fold(int j, ReadOnlySpan<float> sums, Span<double> counts)
    {
        (int b, int step) = _places[j];
        ResponseRows.Block block = _rows.Blocks[b];
        int stride = _grid.Stride;
        int states = StatesOf(block, _model.Items[j].Index);
        counts.Clear();
        for (int r = 0; r < block.RowCount; r++)
        {
            int score = r / step % states - block.MissingStates;
            if (score >= 0)
            {
                ReadOnlySpan<float> row = sums.Slice((block.FirstRow + r) * stride, stride);
                Span<double> own = counts.Slice(score * stride, stride);
                for (int q = 0; q < stride; q++)
                {
                    own[q] += row[q];
                }
            }
        }
    }

    private static int StatesOf(ResponseRows.Block block, int item) => block.States(Array.IndexOf(block.Items, item));
}
