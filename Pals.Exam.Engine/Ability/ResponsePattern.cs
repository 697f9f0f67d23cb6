using Pals.Exam.Engine.Items;

namespace Pals.Exam.Engine.Ability;

/// <summary>The scores of one candidate on a list of items: sums over the items at one ability.</summary>
internal readonly ref struct ResponsePattern : IResponsePattern
{
    private readonly ReadOnlySpan<ItemParameters> _items;
    private readonly ReadOnlySpan<int> _scores;

    public ResponsePattern(ReadOnlySpan<ItemParameters> items, ReadOnlySpan<int> scores)
    {
        if (items.Length != scores.Length)
        {
            throw new ArgumentException($"There are {items.Length} items, but {scores.Length} scores.", nameof(scores));
        }

        IsLogConcave = true;
        for (int i = 0; i < items.Length; i++)
        {
            if ((uint)scores[i] > (uint)items[i].MaximumScore)
            {
                throw new ArgumentException(
                    $"The scores of item {i} are 0 to {items[i].MaximumScore}, but its score is {scores[i]}.", nameof(scores));
            }

            IsLogConcave &= items[i].LowerAsymptote == 0 && items[i].UpperAsymptote == 1;
        }

        _items = items;
        _scores = scores;
    }

    public bool IsLogConcave { get; }

    public bool IsEmpty => _items.IsEmpty;

    public double LogLikelihood(double theta)
    {
        Span<double> logs = stackalloc double[MaximumCategories];
        double sum = 0;
        for (int i = 0; i < _items.Length; i++)
        {
            ItemParameters item = _items[i];
            Span<double> log = item.CategoryCount <= MaximumCategories ? logs[..item.CategoryCount] : new double[item.CategoryCount];
            item.LogProbabilities(theta, log);
            sum += log[_scores[i]];
        }

        return sum;
    }

    public (double First, double Second) Slopes(double theta)
    {
        double first = 0;
        double second = 0;
        for (int i = 0; i < _items.Length; i++)
        {
            (double s, double h) = _items[i].LogDerivatives(_scores[i], theta);
            first += s;
            second += h;
        }

        return (first, second);
    }

    public PatternSums Sums(double theta)
    {
        (double first, double second) = Slopes(theta);
        double information = 0;
        double informationSlope = 0;
        double j = 0;
        double jSlope = 0;
        foreach (ItemParameters item in _items)
        {
            InformationDerivatives part = item.InformationDerivatives(theta);
            information += part.Information;
            informationSlope += part.InformationSlope;
            j += part.WarmJ;
            jSlope += part.WarmJSlope;
        }

        return new PatternSums(first, second, new InformationDerivatives(information, informationSlope, j, jSlope));
    }

    private const int MaximumCategories = 32;
}
