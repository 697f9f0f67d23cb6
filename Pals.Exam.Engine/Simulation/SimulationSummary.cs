using System.Collections.Immutable;
using Pals.Exam.Engine.Exams;

namespace Pals.Exam.Engine.Simulation;

/// <summary>Sums simulated candidates up, always in the order of the candidates.</summary>
internal static class SimulationSummary
{
    private const double Quantile975 = 1.959963984540054;

    public static SimulationResult Create(AdaptiveExam exam, AbilitySampler sampler, SimulatedCandidates candidates, ExamAudit audit)
    {
        int n = candidates.Count;
        double cut = exam.Definition.Cut;
        int covered = 0;
        int falsePasses = 0;
        int falseFails = 0;
        int passes = 0;
        long scored = 0;
        long answered = 0;
        var errors = new ErrorSums();
        for (int i = 0; i < n; i++)
        {
            double error = candidates.CompositeEstimate[i] - candidates.Composite[i];
            errors.Add(error, candidates.CompositeError[i]);
            covered += Math.Abs(error) <= Quantile975 * candidates.CompositeError[i] ? 1 : 0;
            bool deserves = candidates.Composite[i] > cut;
            falsePasses += candidates.Passed[i] && !deserves ? 1 : 0;
            falseFails += !candidates.Passed[i] && deserves ? 1 : 0;
            passes += candidates.Passed[i] ? 1 : 0;
            scored += candidates.Scored[i];
            answered += candidates.Answered[i];
        }

        ImmutableArray<AbilityGroup> groups = Groups(candidates, sampler, cut);
        ImmutableArray<ItemExposure> items = Exposures(exam, audit, n);
        return new SimulationResult
        {
            Exams = n,
            Decisions = answered,
            MeanLength = (double)scored / n,
            Bias = errors.Bias,
            Rmse = errors.Rmse,
            MeanStandardError = errors.MeanStandardError,
            Coverage = (double)covered / n,
            Reliability = SquaredCorrelation(candidates.Composite, candidates.CompositeEstimate),
            PassRate = (double)passes / n,
            Accuracy = 1 - (double)(falsePasses + falseFails) / n,
            FalsePasses = (double)falsePasses / n,
            FalseFails = (double)falseFails / n,
            Consistency = Consistency(groups),
            ByAbility = groups,
            Lengths = [.. candidates.Scored.GroupBy(k => k).OrderBy(g => g.Key).Select(g => new LengthCount(g.Key, g.Count()))],
            Ends = [.. candidates.End.GroupBy(e => e).OrderBy(g => g.Key).Select(g => new EndCount(g.Key, g.Count()))],
            Items = items,
            MaxExposure = items.Where(i => !i.IsPretest).Select(i => i.Rate).DefaultIfEmpty().Max(),
            UnusedItems = items.Count(i => !i.IsPretest && i.Given == 0),
            Overlap = Overlap(items, n, answered),
            LargestOverlap = OverlapOfLikeAbility.Largest(candidates),
            Coverages =
            [
                .. audit.Constraints.Select((c, k) => new ConstraintCoverage(
                    c.Name, c.Minimum, c.Maximum, audit.Least[k], (double)audit.Total[k] / n, audit.Most[k])),
            ],
            BlueprintViolations = audit.BlueprintViolations,
            EnemyViolations = audit.EnemyViolations,
            RepeatedItems = audit.RepeatedItems,
            Dimensions = Dimensions(exam, candidates),
            TrueCorrelations = Correlations(candidates.Abilities, candidates),
            EstimateCorrelations = Correlations(candidates.Estimates, candidates),
        };
    }

    private static ImmutableArray<AbilityGroup> Groups(SimulatedCandidates candidates, AbilitySampler sampler, double cut) =>
    [
        .. Enumerable.Range(0, candidates.Count)
            .GroupBy(i => sampler.Group(i, candidates.Composite[i]))
            .OrderBy(g => g.Key)
            .Select(g => Group([.. g], candidates, cut)),
    ];

    private static AbilityGroup Group(int[] members, SimulatedCandidates candidates, double cut)
    {
        var errors = new ErrorSums();
        double ability = 0;
        long length = 0;
        int passes = 0;
        int right = 0;
        foreach (int i in members)
        {
            ability += candidates.Composite[i];
            errors.Add(candidates.CompositeEstimate[i] - candidates.Composite[i], candidates.CompositeError[i]);
            length += candidates.Scored[i];
            passes += candidates.Passed[i] ? 1 : 0;
            right += candidates.Passed[i] == candidates.Composite[i] > cut ? 1 : 0;
        }

        double count = members.Length;
        double fails = count - passes;

        // Ordered pairs of different exams that decided alike: unbiased for p² + (1 − p)².
        double consistency = (passes * (passes - 1.0) + fails * (fails - 1)) / (count * (count - 1));
        return new AbilityGroup(
            ability / count, members.Length, errors.Bias, errors.Rmse, errors.MeanStandardError, length / count, passes / count, right / count, consistency);
    }

    private static double Consistency(ImmutableArray<AbilityGroup> groups)
    {
        double sum = 0;
        long exams = 0;
        foreach (AbilityGroup group in groups)
        {
            if (group.Exams > 1)
            {
                sum += group.Exams * group.Consistency;
                exams += group.Exams;
            }
        }

        return sum / exams;
    }

    private static ImmutableArray<ItemExposure> Exposures(AdaptiveExam exam, ExamAudit audit, int exams) =>
    [
        .. Enumerable.Range(0, exam.Pool.Count).Select(i => new ItemExposure(
            exam.Pool.ItemId(i), exam.Pool[i].TopicArea, audit.ItemCounts[i], (double)audit.ItemCounts[i] / exams, exam.Pool.IsPretest(i))),
    ];

    private static double Overlap(ImmutableArray<ItemExposure> items, int exams, long answered)
    {
        double pairs = 0;
        foreach (ItemExposure item in items)
        {
            pairs += item.Given * (item.Given - 1.0);
        }

        double shared = pairs / ((double)exams * (exams - 1));
        return shared / ((double)answered / exams);
    }

    private static ImmutableArray<DimensionRecovery> Dimensions(AdaptiveExam exam, SimulatedCandidates candidates)
    {
        int dimensions = candidates.Dimensions;
        var result = ImmutableArray.CreateBuilder<DimensionRecovery>(dimensions);
        double[] truth = new double[candidates.Count];
        double[] estimate = new double[candidates.Count];
        for (int d = 0; d < dimensions; d++)
        {
            var errors = new ErrorSums();
            for (int i = 0; i < candidates.Count; i++)
            {
                truth[i] = candidates.Abilities[i * dimensions + d];
                estimate[i] = candidates.Estimates[i * dimensions + d];
                errors.Add(estimate[i] - truth[i], candidates.StandardDeviations[i * dimensions + d]);
            }

            string name = dimensions == 1 ? exam.Definition.Id : exam.Definition.TopicAreas[d].Id;
            result.Add(new DimensionRecovery(name, errors.Bias, errors.Rmse, errors.MeanStandardError, SquaredCorrelation(truth, estimate)));
        }

        return result.MoveToImmutable();
    }

    private static ImmutableArray<double> Correlations(double[] rows, SimulatedCandidates candidates)
    {
        int d = candidates.Dimensions;
        double[][] columns = [.. Enumerable.Range(0, d).Select(j => Enumerable.Range(0, candidates.Count).Select(i => rows[i * d + j]).ToArray())];
        return [.. Enumerable.Range(0, d * d).Select(k => k / d == k % d ? 1 : Correlation(columns[k / d], columns[k % d]))];
    }

    private static double SquaredCorrelation(double[] x, double[] y)
    {
        double r = Correlation(x, y);
        return r * r;
    }

    private static double Correlation(double[] x, double[] y)
    {
        double meanX = x.Average();
        double meanY = y.Average();
        double xx = 0;
        double yy = 0;
        double xy = 0;
        for (int i = 0; i < x.Length; i++)
        {
            double dx = x[i] - meanX;
            double dy = y[i] - meanY;
            xx += dx * dx;
            yy += dy * dy;
            xy += dx * dy;
        }

        return xy / Math.Sqrt(xx * yy);
    }

    private struct ErrorSums
    {
        private double _error;
        private double _square;
        private double _standardError;
        private int _count;

        public readonly double Bias => _error / _count;

        public readonly double Rmse => Math.Sqrt(_square / _count);

        public readonly double MeanStandardError => _standardError / _count;

        public void Add(double error, double standardError)
        {
            _error += error;
            _square += error * error;
            _standardError += standardError;
            _count++;
        }
    }
}
