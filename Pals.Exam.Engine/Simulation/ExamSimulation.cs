using Pals.Exam.Engine.Ability;
using Pals.Exam.Engine.Exams;
using Pals.Exam.Engine.Items;
using Pals.Exam.Engine.Numerics;

namespace Pals.Exam.Engine.Simulation;

/// <summary>
/// Simulated candidates sit an adaptive exam: true abilities are drawn, answers follow the response models, and the exam runs exactly as it does
/// for a real candidate. Each candidate has random numbers of its own, so results are the same whatever the number of threads.
/// </summary>
public static class ExamSimulation
{
    // Blocks are large enough that handing them out costs nothing and small enough to keep every thread busy to the end.
    private const int Block = 32;

    /// <summary>Simulates <see cref="SimulationOptions.Candidates"/> exams.</summary>
    /// <param name="exam">The exam.</param>
    /// <param name="options">Number of candidates, seed, abilities and threads.</param>
    /// <param name="progress">Is told the fraction done, from any thread; may be null.</param>
    /// <param name="cancellation">Stops the simulation.</param>
    /// <exception cref="ArgumentException">An option is out of its domain.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was requested.</exception>
    public static SimulationResult Run(
        AdaptiveExam exam, SimulationOptions options, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(exam);
        ArgumentNullException.ThrowIfNull(options);
        if (options.Candidates < 1 || options.Threads < 1)
        {
            throw new ArgumentException(
                $"At least one candidate and one thread are needed, but candidates = {options.Candidates} and threads = {options.Threads}.", nameof(options));
        }

        var candidates = new SimulatedCandidates(options.Candidates, exam.Prior.Dimensions);
        var sampler = new AbilitySampler(exam.Prior, options.Abilities);
        var audit = new ExamAudit(exam);
        var merging = new Lock();
        int done = 0;
        int blocks = (options.Candidates + Block - 1) / Block;
        Parallel.For(
            0,
            blocks,
            new ParallelOptions { MaxDegreeOfParallelism = options.Threads, CancellationToken = cancellation },
            () => new ExamAudit(exam),
            (block, _, own) =>
            {
                int end = Math.Min((block + 1) * Block, options.Candidates);
                for (int n = block * Block; n < end; n++)
                {
                    own.Add(Sit(exam, sampler, candidates, n, options.Seed));
                }

                progress?.Report((double)Interlocked.Increment(ref done) / blocks);
                return own;
            },
            own =>
            {
                lock (merging)
                {
                    audit.Add(own);
                }
            });
        return SimulationSummary.Create(exam, sampler, candidates, audit);
    }

    private static ExamState Sit(AdaptiveExam exam, AbilitySampler sampler, SimulatedCandidates candidates, int n, ulong seed)
    {
        var random = new RandomStream(seed, (ulong)n);
        int dimensions = candidates.Dimensions;
        Span<double> theta = candidates.Abilities.AsSpan(n * dimensions, dimensions);
        sampler.Draw(n, ref random, theta);
        ExamState state = exam.Begin(random.NextUInt64());
        while (state.Status == ExamStatus.InProgress)
        {
            int item = state.NextItem;
            state.Answer(SimulatedAnswer.Draw(exam.Pool.Parameters(item), theta[exam.DimensionOfItem[item]], ref random));
        }

        PosteriorSummary composite = state.Composite;
        double truth = 0;
        for (int d = 0; d < dimensions; d++)
        {
            truth += exam.Weights[d] * theta[d];
            PosteriorSummary ability = state.Ability(d);
            candidates.Estimates[n * dimensions + d] = ability.Mean;
            candidates.StandardDeviations[n * dimensions + d] = ability.StandardDeviation;
        }

        candidates.Composite[n] = truth;
        candidates.CompositeEstimate[n] = composite.Mean;
        candidates.CompositeError[n] = composite.StandardDeviation;
        candidates.Scored[n] = state.Scored;
        candidates.Answered[n] = state.Answered;
        candidates.Passed[n] = state.Status == ExamStatus.Passed;
        candidates.End[n] = state.End;
        return state;
    }
}
