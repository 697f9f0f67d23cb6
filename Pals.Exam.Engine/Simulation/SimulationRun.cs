using Pals.Exam.Engine.Ability;
using Pals.Exam.Engine.Exams;
using Pals.Exam.Engine.Numerics;
using Pals.Exam.Engine.Selection;

namespace Pals.Exam.Engine.Simulation;

/// <summary>One simulation while it runs.</summary>
internal sealed class SimulationRun
{
    // Blocks are large enough that handing them out costs nothing and small enough to keep every thread busy to the end.
    private const int Block = 16;

    // Live counts of an exam in use lag by the exams in progress; a wave stands for them. Waves grow, so that few exams know no counts at all, and
    // later stay a small share of the exams counted, so that threads seldom wait for one another and the counts never lag far.
    private const int FirstWave = 8;
    private const int LargestDoubledWave = 128;
    private const int LargestShareOfCounted = 16;

    private readonly AdaptiveExam _exam;
    private readonly SimulationOptions _options;
    private readonly SimulatedCandidates _candidates;
    private readonly AbilityPrior _prior;
    private readonly AbilitySampler _sampler;
    private readonly ExamAudit _audit;
    private readonly ExposureCounts? _exposure;
    private readonly Lock _merging = new();
    private int _done;

    public SimulationRun(AdaptiveExam exam, SimulationOptions options)
    {
        _exam = exam;
        _options = options;
        _candidates = new SimulatedCandidates(
            options.Candidates, exam.Prior.Dimensions, exam.Definition.MaximumLength + exam.Definition.PretestItems);
        _prior = options.Group is null ? exam.Prior : exam.Definition.Prior(options.Group);
        _sampler = new AbilitySampler(_prior, options.Abilities);
        _audit = new ExamAudit(exam);
        _exposure = exam.Definition.MaximumExposureRate < 1 ? new ExposureCounts(exam.Pool.Count) : null;
    }

    public SimulationResult Run(IProgress<double>? progress, CancellationToken cancellation)
    {
        int wave = _exposure is null ? _options.Candidates : FirstWave;
        for (int first = 0; first < _options.Candidates;)
        {
            int end = (int)Math.Min((long)first + wave, _options.Candidates);
            Sit(first, end, progress, cancellation);
            first = end;
            wave = Math.Max(Math.Min(2 * wave, LargestDoubledWave), first / LargestShareOfCounted);
        }

        return SimulationSummary.Create(_exam, _sampler, _candidates, _audit);
    }

    private void Sit(int first, int end, IProgress<double>? progress, CancellationToken cancellation)
    {
        var next = _exposure is null ? null : new ExposureCounts(_exam.Pool.Count);
        EligibilityDraw? draw = _exposure?.Draw(_exam.Pool, _exam.Definition.MaximumExposureRate);
        Parallel.For(
            0,
            (end - first + Block - 1) / Block,
            new ParallelOptions { MaxDegreeOfParallelism = _options.Threads, CancellationToken = cancellation },
            () => (Audit: _audit.Fresh(), Exposure: next is null ? null : new ExposureCounts(_exam.Pool.Count)),
            (block, _, own) =>
            {
                int last = Math.Min(first + (block + 1) * Block, end);
                for (int n = first + block * Block; n < last; n++)
                {
                    Sit(n, draw, own.Audit, own.Exposure);
                }

                progress?.Report((double)Interlocked.Add(ref _done, last - first - block * Block) / _options.Candidates);
                return own;
            },
            own =>
            {
                lock (_merging)
                {
                    _audit.Add(own.Audit);
                    if (own.Exposure is not null)
                    {
                        next!.Add(own.Exposure);
                    }
                }
            });
        if (next is not null)
        {
            _exposure!.Add(next);
        }
    }

    private void Sit(int n, EligibilityDraw? draw, ExamAudit audit, ExposureCounts? exposure)
    {
        var random = new RandomStream(_options.Seed, (ulong)n);
        int dimensions = _candidates.Dimensions;
        Span<double> theta = _candidates.Abilities.AsSpan(n * dimensions, dimensions);
        _sampler.Draw(n, ref random, theta);
        ulong seed = random.NextUInt64();
        int[] excluded = draw is null ? [] : draw.Excluded(ref random);
        ExamState state = _exam.Begin(seed, excluded, _prior);
        while (state.Status == ExamStatus.InProgress)
        {
            int item = state.NextItem;
            state.Answer(SimulatedAnswer.Draw(_exam.Pool.Parameters(item), theta[_exam.DimensionOfItem[item]], ref random));
        }

        Record(n, state, theta);
        audit.Add(state);

        // Exclusions are lifted from the end of the list.
        exposure?.Add(excluded.AsSpan(0, excluded.Length - state.LiftedExclusions), state.ScoredItems);
    }

    private void Record(int n, ExamState state, ReadOnlySpan<double> theta)
    {
        double truth = 0;
        for (int d = 0; d < theta.Length; d++)
        {
            truth += _exam.Weights[d] * theta[d];
            PosteriorSummary ability = state.Ability(d);
            _candidates.Estimates[n * theta.Length + d] = ability.Mean;
            _candidates.StandardDeviations[n * theta.Length + d] = ability.StandardDeviation;
        }

        PosteriorSummary composite = state.Composite;
        _candidates.Composite[n] = truth;
        _candidates.CompositeEstimate[n] = composite.Mean;
        _candidates.CompositeError[n] = composite.StandardDeviation;
        _candidates.Scored[n] = state.Scored;
        _candidates.Answered[n] = state.Answered;
        _candidates.KeepItems(n, state.AdministeredItems);
        _candidates.Passed[n] = state.Status == ExamStatus.Passed;
        _candidates.End[n] = state.End;
    }
}
