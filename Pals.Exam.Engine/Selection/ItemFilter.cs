using Pals.Exam.Engine.Numerics;

namespace Pals.Exam.Engine.Selection;

/// <summary>Which items a search may return, beyond the content groups that are open.</summary>
internal readonly ref struct ItemFilter
{
    private readonly ItemAvailability _availability;
    private readonly ReadOnlySpan<ulong> _eligible;
    private readonly ReadOnlySpan<ulong> _admissible;
    private readonly Strictness _strictness;

    public ItemFilter(ItemAvailability availability, ReadOnlySpan<ulong> admissible, Strictness strictness)
    {
        _availability = availability;
        _eligible = availability.Eligible;
        _admissible = admissible;
        _strictness = strictness;
    }

    /// <summary>True when the item is unused, not excluded and admissible to the exposure control method.</summary>
    public bool Allows(int item) => Bits.Get(_eligible, item) && (_admissible.IsEmpty || Bits.Get(_admissible, item));

    /// <summary>True when the enemies that the item rules out leave a complete test.</summary>
    public bool LeavesCompleteTest(int item) => _availability.LeavesCompleteTest(item, _strictness);
}
