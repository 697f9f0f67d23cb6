using Pals.Exam.Engine.Numerics;

namespace Pals.Exam.Engine.Calibration;

/// <summary>
/// The vector of all free parameters of a calibration: each item's own, then the slope common to all items, the population's mean and the
/// logarithm of its standard deviation, where they are free.
/// </summary>
internal sealed class WorkingModel
{
    private readonly WorkingItem?[] _byIndex;

    /// <summary>
    /// A model over one dimension, or over one a topic area when <paramref name="topicMeans"/> and <paramref name="topicDeviations"/> tell for each
    /// whether its mean and standard deviation are free.
    /// </summary>
    public WorkingModel(
        WorkingItem[] items, bool sharedSlope, bool freeMean, bool freeDeviation, bool[] topicMeans, bool[] topicDeviations)
    {
        Items = items;
        int next = 0;
        int highest = -1;
        foreach (WorkingItem item in items)
        {
            next += item.FreeCount;
            highest = Math.Max(highest, item.Index);
            LargestParameterCount = Math.Max(LargestParameterCount, item.ParameterCount);
        }

        _byIndex = new WorkingItem?[highest + 1];
        foreach (WorkingItem item in items)
        {
            _byIndex[item.Index] = item;
        }

        ItemParameterCount = next;
        SharedSlope = sharedSlope ? next++ : -1;
        Mean = freeMean ? next++ : -1;
        LogDeviation = freeDeviation ? next++ : -1;
        Topics = topicMeans.Length == 0 ? null : new TopicPopulation(next, topicMeans, topicDeviations);
        Count = next + (Topics?.Count ?? 0);
    }

    public WorkingItem[] Items { get; }

    /// <summary>One more than the highest index of an item in the data.</summary>
    public int IndexCount => _byIndex.Length;

    /// <summary>The item with this index in the data, which takes part.</summary>
    public WorkingItem ItemAt(int index) => _byIndex[index]!;

    /// <summary>Number of free parameters.</summary>
    public int Count { get; }

    /// <summary>How many of them belong to single items; these come first.</summary>
    public int ItemParameterCount { get; }

    /// <summary>Place of the common slope, −1 when there is none.</summary>
    public int SharedSlope { get; }

    /// <summary>Place of the population's mean, −1 when it is 0.</summary>
    public int Mean { get; }

    /// <summary>Place of the logarithm of the population's standard deviation, −1 when it is 1.</summary>
    public int LogDeviation { get; }

    /// <summary>The population over topic areas; null with one dimension.</summary>
    public TopicPopulation? Topics { get; }

    public int LargestParameterCount { get; }

    public bool HasFreePopulation => Mean >= 0 || LogDeviation >= 0;

    /// <summary>The slope of items that have none of their own.</summary>
    public double Slope(ReadOnlySpan<double> x) => SharedSlope >= 0 ? x[SharedSlope] : 1;

    public double PopulationMean(ReadOnlySpan<double> x) => Mean >= 0 ? x[Mean] : 0;

    public double PopulationDeviation(ReadOnlySpan<double> x) => LogDeviation >= 0 ? Math.Exp(x[LogDeviation]) : 1;

    /// <summary>Sum of all log priors.</summary>
    public double LogPrior(ReadOnlySpan<double> x)
    {
        Span<double> xi = stackalloc double[LargestParameterCount];
        double sum = 0;
        foreach (WorkingItem item in Items)
        {
            item.Read(x, Slope(x), xi);
            sum += item.LogPrior(xi[..item.ParameterCount]);
        }

        return sum;
    }

    /// <summary>The largest difference of any parameter: slopes, intercepts, asymptotes themselves (not their logits), mean and deviation.</summary>
    public double LargestChange(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        double largest = 0;
        foreach (WorkingItem item in Items)
        {
            for (int k = 0; k < item.FreeCount; k++)
            {
                int place = item.Offset + k;
                bool asymptote = item.IsDichotomous && k + item.FirstFree >= 2;
                double change = asymptote ? Elementary.Logistic(x[place]) - Elementary.Logistic(y[place]) : x[place] - y[place];
                largest = Math.Max(largest, Math.Abs(change));
            }
        }

        for (int place = ItemParameterCount; place < Count; place++)
        {
            double change = place == LogDeviation || Topics?.IsLogDeviation(place) == true ? Math.Exp(x[place]) - Math.Exp(y[place]) : x[place] - y[place];
            largest = Math.Max(largest, Math.Abs(change));
        }

        return largest;
    }

    /// <summary>True when every value is finite, the slopes and intercepts within bounds, and the boundaries of graded items in order.</summary>
    public bool IsValid(ReadOnlySpan<double> x)
    {
        foreach (double value in x)
        {
            if (!double.IsFinite(value))
            {
                return false;
            }
        }

        foreach (WorkingItem item in Items)
        {
            for (int k = 2; k < item.FreeCount && item.Model == Engine.Items.ItemModel.GradedResponse; k++)
            {
                if (x[item.Offset + k] >= x[item.Offset + k - 1])
                {
                    return false;
                }
            }
        }

        return (LogDeviation < 0 || Math.Abs(x[LogDeviation]) < 3) && (Topics is null || Topics.IsValid(x));
    }
}
