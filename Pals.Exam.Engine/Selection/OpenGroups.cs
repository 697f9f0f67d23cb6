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
    public bool Contains(int group)
    {
        if (_groups[group] == Openness.Unknown)
        {
            _groups[group] = _availability.IsOpen(group, _strictness) ? Openness.Open : Openness.Closed;
        }

        return _groups[group] == Openness.Open;
    }
}
