using Pals.Exam.Engine.Exams;

namespace Pals.Exam.Engine.Selection;

/// <summary>
/// Chooses the next scored item of one exam: the best by the criterion of what blueprint and eligibility allow, unless exposure control prefers
/// another.
/// </summary>
internal sealed class ItemSelector
{
    private readonly AdaptiveExam _exam;
    private readonly ItemAvailability _availability;
    private readonly SelectionContext _context;
    private readonly IndexedRanking? _indexed;
    private readonly ProgressiveSearch? _progressive;
    private readonly ScanRanking? _scan;

    public ItemSelector(AdaptiveExam exam, ItemAvailability availability, SelectionContext context)
    {
        _exam = exam;
        _availability = availability;
        _context = context;
        if (exam.Index is not null)
        {
            _indexed = new IndexedRanking(exam, exam.Index, availability, context);
            _progressive = exam.Progressive is null ? null : new ProgressiveSearch(exam, exam.Progressive, availability, context, _indexed);
        }

        if (exam.Index is null || (exam.Progressive is null && exam.Exposure?.ListLength > IndexedRanking.LongestList))
        {
            _scan = new ScanRanking(exam, availability, context);
        }
    }

    /// <summary>The item to serve, or −1 when no eligible item is left.</summary>
    public int Choose()
    {
        for (Strictness strictness = Strictness.Blueprint; strictness <= Strictness.Eligibility; strictness++)
        {
            int item = Choose(strictness);
            if (item >= 0)
            {
                return item;
            }
        }

        return -1;
    }

    private int Choose(Strictness strictness)
    {
        IExposureControl? exposure = _exam.Exposure;
        if (exposure is ProgressiveRestricted.Bound progressive && _progressive is not null && progressive.ListLengthAt(_context) > 1)
        {
            return _progressive.Choose(strictness, progressive.Weight(_context));
        }

        int last = -1;
        while (true)
        {
            ReadOnlySpan<Candidate> offered = Rank(strictness, exposure);
            if (offered.IsEmpty)
            {
                return last;
            }

            int place = exposure is null ? 0 : exposure.Choose(_context, offered);
            if (place >= 0)
            {
                return offered[place].Item;
            }

            last = offered[0].Item;
            foreach (Candidate refused in offered)
            {
                _availability.Withdraw(refused.Item);
                if (strictness == Strictness.Blueprint && !_availability.IsFeasible)
                {
                    // No complete test without this item: it cannot be refused.
                    _availability.Restore(refused.Item);
                    return refused.Item;
                }
            }
        }
    }

    private ReadOnlySpan<Candidate> Rank(Strictness strictness, IExposureControl? exposure)
    {
        if (exposure is null)
        {
            return Rank(strictness, default, 1, isOrdered: true);
        }

        int length = exposure.ListLengthAt(_context);
        ReadOnlySpan<ulong> admissible = exposure.Admissible(_context);
        ReadOnlySpan<Candidate> offered = Rank(strictness, admissible, length, exposure.NeedsOrder);

        // Where the blueprint leaves nothing of what is admissible, it is admissibility that gives way.
        return offered.IsEmpty && !admissible.IsEmpty ? Rank(strictness, default, length, exposure.NeedsOrder) : offered;
    }

    private ReadOnlySpan<Candidate> Rank(Strictness strictness, ReadOnlySpan<ulong> admissible, int length, bool isOrdered) =>
        _indexed is not null && length <= IndexedRanking.LongestList
            ? _indexed.Rank(strictness, admissible, length)
            : _scan!.Rank(strictness, admissible, length, isOrdered);
}
