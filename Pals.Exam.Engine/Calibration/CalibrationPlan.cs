using System.Collections.Immutable;
using Pals.Exam.Engine.Items;

namespace Pals.Exam.Engine.Calibration;

/// <summary>What is to be estimated: which items take part, in which form, and what must be said about the others.</summary>
internal sealed class CalibrationPlan
{
    /// <summary>Beyond these an item separates candidates almost perfectly, or hardly anybody: its likelihood is flat.</summary>
    private const double ExtremeSlope = 10;

    private const double ExtremeDifficulty = 15;

    /// <summary>A slope nearer to 0 than this has no sign to speak of.</summary>
    private const double SmallestSlope = 1e-6;

    private readonly ResponseData _data;
    private readonly CalibrationOptions _options;
    private readonly List<CalibrationWarning> _warnings = [];

    public CalibrationPlan(ResponseData data, CalibrationOptions options)
    {
        _data = data;
        _options = options;
        if (options.Model <= ItemModel.OneParameterLogistic && options.Priors.Any(prior => prior.Parameter == PriorParameter.Discrimination))
        {
            throw new ArgumentException($"A prior on a does not apply: under {options.Model} no item has a slope of its own.", nameof(options));
        }

        Included = new bool[data.ItemCount];
        ScoreCounts = StartValues.CountScores(data);
        var items = new List<WorkingItem>();
        int offset = 0;
        bool anchored = false;
        for (int i = 0; i < data.ItemCount; i++)
        {
            string id = data.ItemIds[i];
            if (options.FixedItems is { } table && table.TryFind(id, out CalibratedItem? anchor))
            {
                if (data.CategoryCounts[i] > anchor.Parameters.CategoryCount)
                {
                    throw new ArgumentException(
                        $"Item {id} has a score of {data.CategoryCounts[i] - 1}, but its fixed parameters allow scores up to {anchor.Parameters.MaximumScore}.",
                        nameof(options));
                }

                items.Add(WorkingItem.Anchor(i, id, anchor.Parameters, offset));
                anchored = true;
                Included[i] = true;
            }
            else if (CanBeCalibrated(i, id, ScoreCounts[i]))
            {
                items.Add(WorkingItem.Free(i, id, options.Model, data.CategoryCounts[i], offset, PriorsOf(id)));
                offset += items[^1].FreeCount;
                Included[i] = true;
            }
        }

        bool anyFree = items.Exists(item => !item.IsFixed);
        bool sharedSlope = anyFree && options.Model == ItemModel.OneParameterLogistic;
        TopicNames = options.Topics is null ? [] : [.. items.Select(item => TopicOf(item.Id)).Distinct()];
        bool[] topicMeans = [.. TopicNames.Select(topic => items.Exists(item => item.IsFixed && TopicOf(item.Id) == topic))];
        bool[] topicDeviations = [.. topicMeans.Select(anchor => anchor || options.Model == ItemModel.Rasch)];
        bool oneDimension = TopicNames.IsEmpty;
        Model = new WorkingModel(
            [.. items],
            sharedSlope,
            freeMean: oneDimension && anchored,
            freeDeviation: oneDimension && (anchored || (anyFree && options.Model == ItemModel.Rasch)),
            topicMeans,
            topicDeviations);
    }

    /// <summary>The topic areas, in the order in which the data first meet them; empty with one dimension.</summary>
    public ImmutableArray<string> TopicNames { get; }

    /// <summary>For each item of the data whether it takes part and belongs to this topic area.</summary>
    public bool[] IncludedIn(string topic) => [.. Included.Select((included, i) => included && TopicOf(_data.ItemIds[i]) == topic)];

    /// <summary>For each item of the data whether it takes part.</summary>
    public bool[] Included { get; }

    public WorkingModel Model { get; }

    /// <summary>How often each score was given on each item.</summary>
    public long[][] ScoreCounts { get; }

    public CalibrationResult NothingToEstimate() => new()
    {
        Status = CalibrationStatus.NothingToEstimate,
        Reason = "no item has responses that differ",
        Parameters = new ParameterTable([]),
        LogLikelihood = 0,
        FreeParameterCount = 0,
        CandidateCount = _data.CandidateCount,
        Cycles = 0,
        LargestChange = 0,
        Warnings = [.. _warnings],
    };

    public CalibrationResult Result(MarginalMaximumLikelihood search, double[] x, ItemStandardErrors?[]? errors)
    {
        var calibrated = new List<CalibratedItem>();
        var xi = new double[Model.LargestParameterCount];
        for (int i = 0; i < Model.Items.Length; i++)
        {
            WorkingItem item = Model.Items[i];
            item.Read(x, Model.Slope(x), xi);
            ItemParameters parameters = item.ToItemParameters(xi.AsSpan(0, item.ParameterCount));
            calibrated.Add(new CalibratedItem(item.Id, parameters, errors?[i]));
            if (!item.IsFixed)
            {
                WarnOf(calibrated[^1], noErrors: errors is not null && errors[i] is null);
            }
        }

        bool converged = search.Converged;
        return new CalibrationResult
        {
            Status = converged ? CalibrationStatus.Converged : CalibrationStatus.CycleLimit,
            Reason = converged
                ? $"the largest change of a parameter, {search.LargestChange:0.##E+0}, is below the tolerance {_options.Tolerance:0.##E+0}"
                : $"after {search.Cycles} cycles the largest change of a parameter is {search.LargestChange:0.##E+0}, above the tolerance {_options.Tolerance:0.##E+0}",
            Parameters = new ParameterTable(calibrated),
            LogLikelihood = search.LogLikelihood,
            FreeParameterCount = Model.Count,
            CandidateCount = _data.CandidateCount,
            Cycles = search.Cycles,
            LargestChange = search.LargestChange,
            PopulationMean = Model.PopulationMean(x),
            PopulationStandardDeviation = Model.PopulationDeviation(x),
            Correlations = Correlations(x),
            Warnings = [.. _warnings],
        };
    }

    private void WarnOf(CalibratedItem item, bool noErrors)
    {
        double a = item.Parameters.Discrimination;
        double b = item.Parameters.Difficulty;
        if (a < -SmallestSlope)
        {
            Warn(CalibrationWarningKind.NegativeDiscrimination, item.Id, $"discrimination is {a:0.###}: better candidates do worse on it; check its key");
        }

        if (Math.Abs(a) > ExtremeSlope || Math.Abs(b) > ExtremeDifficulty)
        {
            Warn(CalibrationWarningKind.Extreme, item.Id, $"a = {a:0.###}, b = {b:0.###}: the estimate has run beyond what responses can tell");
        }

        if (noErrors)
        {
            Warn(CalibrationWarningKind.NoStandardError, item.Id, "no standard errors: the information on its parameters is not positive");
        }
    }

    private TopicCorrelations? Correlations(double[] x)
    {
        if (Model.Topics is not { } topics)
        {
            return null;
        }

        int[] all = [.. Enumerable.Range(0, topics.TopicCount)];
        return new TopicCorrelations(
            TopicNames,
            [.. all.Select(i => all.Select(j => topics.Correlation(x, i, j)).ToImmutableArray())],
            [.. all.Select(i => topics.Mean(x, i))],
            [.. all.Select(i => topics.Deviation(x, i))]);
    }

    private string TopicOf(string id) => _options.Topics!.TryGetValue(id, out string? topic)
        ? topic
        : throw new ArgumentException($"Item {id} has no topic area.", nameof(id));

    private bool CanBeCalibrated(int index, string id, long[] counts)
    {
        long total = 0;
        int seen = 0;
        foreach (long count in counts)
        {
            total += count;
            seen += count > 0 ? 1 : 0;
        }

        if (_options.Model <= ItemModel.FourParameterLogistic && counts.Length > 2)
        {
            throw new ArgumentException(
                $"Item {id} has a score of {counts.Length - 1}, but {_options.Model} takes 0 and 1 only.", nameof(index));
        }

        if (seen <= 1 && counts.Length == 2 && RestsOnPriors(id))
        {
            Warn(CalibrationWarningKind.FewResponses, id, $"{total} responses that do not differ: its parameters are its priors'");
            return true;
        }

        if (total == 0)
        {
            return Refuse(CalibrationWarningKind.NoResponses, id, "no responses: it has no parameters");
        }

        if (seen == 1)
        {
            int only = Array.FindIndex(counts, count => count > 0);
            return Refuse(CalibrationWarningKind.NoVariance, id, $"all {total} responses score {only}: it has no parameters");
        }

        if (seen < counts.Length)
        {
            int empty = Array.FindIndex(counts, count => count == 0);
            return Refuse(
                CalibrationWarningKind.EmptyCategory, id, $"none of {total} responses scores {empty}: it has no parameters until scores are merged");
        }

        if (total < _options.FewResponses)
        {
            Warn(CalibrationWarningKind.FewResponses, id, $"only {total} responses, fewer than {_options.FewResponses}");
        }

        return true;
    }

    /// <summary>True when priors on slope and difficulty give an item parameters that its responses cannot.</summary>
    private bool RestsOnPriors(string id)
    {
        ParameterPrior?[] priors = PriorsOf(id);
        bool slope = priors[(int)PriorParameter.Discrimination] is not null || _options.Model <= ItemModel.OneParameterLogistic;
        return slope && priors[(int)PriorParameter.Difficulty] is not null;
    }

    private void Warn(CalibrationWarningKind kind, string id, string message) => _warnings.Add(new CalibrationWarning(kind, id, message));

    private bool Refuse(CalibrationWarningKind kind, string id, string message)
    {
        Warn(kind, id, message);
        return false;
    }

    private ParameterPrior?[] PriorsOf(string id)
    {
        var priors = new ParameterPrior?[4];
        foreach (ParameterPrior prior in _options.Priors)
        {
            int place = (int)prior.Parameter;
            if (prior.Item == id || (prior.Item is null && priors[place]?.Item is null))
            {
                priors[place] = prior;
            }
        }

        return priors;
    }
}
