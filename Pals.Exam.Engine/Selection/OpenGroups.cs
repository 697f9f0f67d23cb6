using System.Runtime.CompilerServices;

namespace Pals.Exam.Engine.Selection;

/// <summary>Which content groups may be served at one step, each found out when it is first asked for.</summary>
internal sealed class OpenGroups
{
    private readonly ItemAvailability _availability;
    private readonly Openness[] _groups;
    private Strictness _strictness;

    public OpenGroups(ItemAvailability availability, int groups)
    {
        _availability = availability;
        _groups = new Openness[groups];
    }

    private enum Openness : byte
    {
        Unknown,
        Open,
        Closed,
    }

    /// <summary>Begins a step.</summary>
    public void Reset(Strictness strictness)
    {
        _strictness = strictness;
        Array.Clear(_groups);
    }

    /// <summary>True when items directly in a group may be served.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Contains(int group) => _groups[group] switch
    {
        Openness.Open => true,
        Openness.Closed => false,
        _ => Find(group),
    };

    private bool Find(int group)
    {
        bool isOpen = _availability.IsOpen(group, _strictness);
        _groups[group] = isOpen ? Openness.Open : Openness.Closed;
        return isOpen;
    }
}
