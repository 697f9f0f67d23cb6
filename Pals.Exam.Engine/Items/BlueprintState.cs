using System.Collections.Immutable;

namespace Pals.Exam.Engine.Items;

/// <summary>
/// How far one exam has filled its blueprint, and which groups may still be served. For each group <c>need</c> is the least number of further
/// items that it must get, max(minimum − count, Σ need of its children), and <c>room</c> the largest number that it can get,
/// min(maximum − count, Σ room of its children + unused items of its own). A complete test exists if and only if need ≤ room in every group,
/// the root's need fits before the minimum length and its room reaches the maximum length. Every change walks one path to the root.
/// </summary>
internal sealed class BlueprintState
{
    private readonly Blueprint _blueprint;
    private readonly ImmutableArray<BlueprintGroup> _groups;
    private readonly Node[] _nodes;
    private readonly Node[] _saved;
    private int _surplus = -1;
    private int _savedSurplus = -1;

    public BlueprintState(Blueprint blueprint)
    {
        _blueprint = blueprint;
        _groups = blueprint.Groups;
        _nodes = new Node[_groups.Length];
        _saved = new Node[_groups.Length];
    }

    /// <summary>Items chosen so far.</summary>
    public int Count => _nodes[Blueprint.Root].Count;

    /// <summary>True when a complete test exists that holds the items chosen so far.</summary>
    public bool IsFeasible
    {
        get
        {
            for (int g = 0; g < _nodes.Length; g++)
            {
                if (_nodes[g].Need > _nodes[g].Room)
                {
                    return false;
                }
            }

            ref readonly Node root = ref _nodes[Blueprint.Root];
            return root.Room >= 0 && Completes(root.Count, root.Need, root.RoomBelow);
        }
    }

    /// <summary>The first group whose bounds cannot be met, for messages; −1 when a complete test exists.</summary>
    public int FirstUnmet()
    {
        for (int g = _nodes.Length - 1; g >= 0; g--)
        {
            if (_nodes[g].Need > _nodes[g].Room)
            {
                return g;
            }
        }

        return IsFeasible ? -1 : Blueprint.Root;
    }

    /// <summary>Starts an empty exam with <paramref name="unused"/>[g] items directly in group g.</summary>
    public void Reset(ReadOnlySpan<int> unused)
    {
        _surplus = -1;
        for (int g = 0; g < _nodes.Length; g++)
        {
            _nodes[g] = new Node { RoomBelow = unused[g] };
        }

        for (int g = _nodes.Length - 1; g >= 0; g--)
        {
            ref Node node = ref _nodes[g];
            node.Need = Math.Max(_groups[g].Minimum, node.NeedBelow);
            node.Room = Math.Min(_groups[g].Maximum, node.RoomBelow);
            if (g != Blueprint.Root)
            {
                ref Node parent = ref _nodes[_groups[g].Parent];
                parent.NeedBelow += node.Need;
                parent.RoomBelow += node.Room;
            }
        }
    }

    /// <summary>
    /// So many unused items may be lost, whichever they are, and a complete test remains: the smallest surplus of RoomBelow over what a group needs. Each
    /// loss lowers RoomBelow by at most 1 along one path, and nothing else.
    /// </summary>
    public int Surplus
    {
        get
        {
            if (_surplus < 0)
            {
                ref readonly Node root = ref _nodes[Blueprint.Root];
                int surplus = root.RoomBelow - (_blueprint.MaximumLength - root.Count);
                for (int g = 0; g < _nodes.Length; g++)
                {
                    surplus = Math.Min(surplus, _nodes[g].RoomBelow - _nodes[g].Need);
                }

                _surplus = Math.Max(surplus, 0);
            }

            return _surplus;
        }
    }

    /// <summary>True when a complete test remains after one more item directly in <paramref name="group"/>.</summary>
    public bool CanAdd(int group) => BlockingGroup(group) < 0;

    /// <summary>The group whose bounds forbid one more item directly in <paramref name="group"/>, or −1 when none does.</summary>
    public int BlockingGroup(int group)
    {
        int need = 0;
        int room = -1;
        for (int g = group; ; g = _groups[g].Parent)
        {
            ref readonly Node node = ref _nodes[g];
            int count = node.Count + 1;
            int needBelow = node.NeedBelow + need;
            int roomBelow = node.RoomBelow + room;
            int newNeed = Math.Max(_groups[g].Minimum - count, needBelow);
            int newRoom = Math.Min(_groups[g].Maximum - count, roomBelow);
            if (newNeed > newRoom || newRoom < 0)
            {
                return g;
            }

            if (g == Blueprint.Root)
            {
                return Completes(count, newNeed, roomBelow) ? -1 : g;
            }

            need = newNeed - node.Need;
            room = newRoom - node.Room;
        }
    }

    /// <summary>True when one more item directly in <paramref name="group"/> passes no maximum, whatever becomes of the minima.</summary>
    public bool IsBelowMaximum(int group)
    {
        for (int g = group; g >= 0; g = _groups[g].Parent)
        {
            if (_nodes[g].Count >= _groups[g].Maximum)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Takes an unused item directly in <paramref name="group"/> into the exam.</summary>
    public void Add(int group) => Change(group, 1, -1);

    /// <summary>Takes an unused item directly in <paramref name="group"/> away: it can no longer be served.</summary>
    public void Withdraw(int group) => Change(group, 0, -1);

    /// <summary>Gives an item directly in <paramref name="group"/> back.</summary>
    public void Restore(int group) => Change(group, 0, 1);

    /// <summary>Remembers the state for <see cref="Undo"/>.</summary>
    public void Save()
    {
        _nodes.CopyTo(_saved, 0);
        _savedSurplus = _surplus;
    }

    /// <summary>Goes back to what <see cref="Save"/> remembered.</summary>
    public void Undo()
    {
        _saved.CopyTo(_nodes, 0);
        _surplus = _savedSurplus;
    }

    private void Change(int group, int count, int room)
    {
        _surplus = -1;
        int need = 0;
        for (int g = group; g >= 0; g = _groups[g].Parent)
        {
            ref Node node = ref _nodes[g];
            node.Count += count;
            node.NeedBelow += need;
            node.RoomBelow += room;
            int newNeed = Math.Max(_groups[g].Minimum - node.Count, node.NeedBelow);
            int newRoom = Math.Min(_groups[g].Maximum - node.Count, node.RoomBelow);
            need = newNeed - node.Need;
            room = newRoom - node.Room;
            node.Need = newNeed;
            node.Room = newRoom;
        }
    }

    private bool Completes(int count, int need, int roomBelow) =>
        need <= Math.Max(0, _blueprint.MinimumLength - count) && roomBelow >= _blueprint.MaximumLength - count;

    private struct Node
    {
        public int Count;
        public int NeedBelow;
        public int RoomBelow;
        public int Need;
        public int Room;
    }
}
