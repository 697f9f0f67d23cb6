using System.Collections.Immutable;
using Pals.Exam.Engine.Calibration;
using Pals.Exam.Engine.Items;

namespace Pals.Exam.Engine.Ability;

/// <summary>
/// Scores many candidates: the estimates of <see cref="ExpectedAPosteriori"/>, <see cref="MaximumAPosteriori"/>,
/// <see cref="MaximumLikelihood"/> and <see cref="WeightedLikelihood"/>, with what candidates share computed once.
/// </summary>
public static class ResponseScoring
{
    /// <summary>Estimates the ability of every candidate of <paramref name="responses"/>, in their order.</summary>
    /// <param name="responses">The scores; items that were not presented do not count.</param>
    /// <param name="items">The parameters, in the order of <see cref="ResponseData.ItemIds"/>.</param>
    /// <param name="options">Method, prior, range and threads.</param>
    /// <exception cref="ArgumentException">The number of items differs, an item has a score above its highest, or an option is out of its domain.</exception>
    public static AbilityEstimate[] Score(ResponseData responses, ImmutableArray<ItemParameters> items, ScoringOptions options)
    {
        ArgumentNullException.ThrowIfNull(responses);
        ArgumentNullException.ThrowIfNull(options);
        options.Prior.Checked();
        options.Range.Checked();
        RequireMatch(responses, items);
        if (options.Threads < 1)
        {
            throw new ArgumentException($"At least one thread is needed, but threads = {options.Threads}.", nameof(options));
        }

        if (options.QuadraturePoints < 2)
        {
            throw new ArgumentException($"At least two points are needed, but quadraturePoints = {options.QuadraturePoints}.", nameof(options));
        }

        IResponseScorer scorer = options.Method == ScoringMethod.ExpectedAPosteriori
            ? new PosteriorMeanScorer(responses, items, options)
            : new ModeScorer(responses, items, options);
        var estimates = new AbilityEstimate[responses.CandidateCount];

        // Blocks are large enough that handing them out costs nothing and small enough to keep every thread busy to the end.
        const int block = 128;
        int blocks = (estimates.Length + block - 1) / block;
        Parallel.For(
            0,
            blocks,
            new ParallelOptions { MaxDegreeOfParallelism = options.Threads },
            scorer.NewWorkspace,
            (index, _, workspace) =>
            {
                for (int n = index * block; n < Math.Min((index + 1) * block, estimates.Length); n++)
                {
                    estimates[n] = scorer.Score(n, workspace);
                }

                return workspace;
            },
            _ => { });
        return estimates;
    }

    private static void RequireMatch(ResponseData responses, ImmutableArray<ItemParameters> items)
    {
        if (items.Length != responses.ItemCount)
        {
            throw new ArgumentException($"There are responses to {responses.ItemCount} items, but parameters of {items.Length}.", nameof(items));
        }

        for (int i = 0; i < items.Length; i++)
        {
            if (responses.CategoryCounts[i] > items[i].CategoryCount)
            {
                throw new ArgumentException(
                    $"Item {responses.ItemIds[i]} has the highest score {items[i].MaximumScore}, but a response scored {responses.CategoryCounts[i] - 1}.",
                    nameof(responses));
            }
        }
    }
}

/// <summary>Scores one candidate at a time; shared by threads, each with a workspace of its own.</summary>
internal interface IResponseScorer
{
    ScoringWorkspace NewWorkspace();

    AbilityEstimate Score(int candidate, ScoringWorkspace workspace);
}

/// <summary>The arrays of one thread.</summary>
internal sealed class ScoringWorkspace(int points, int items)
{
    public double[] Curve { get; } = new double[points];

    public double[] Information { get; } = new double[points];

    public double[] WarmJ { get; } = new double[points];

    public ItemParameters[] Items { get; } = new ItemParameters[items];

    public int[] Scores { get; } = new int[items];

    public double[] RightOrWrong { get; } = new double[items];

    public double[] A { get; } = new double[items];

    public double[] B { get; } = new double[items];

    public double[] C { get; } = new double[items];

    public double[] D { get; } = new double[items];
}
