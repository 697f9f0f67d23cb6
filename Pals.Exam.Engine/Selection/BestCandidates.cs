namespace Pals.Exam.Engine.Selection;

/// <summary>The best few candidates seen, best first; among equal values the lower item index is the better.</summary>
internal sealed class BestCandidates
{
    private readonly Candidate[] _list;
    private int _capacity;
    private int _count;

    public BestCandidates(int capacity)
    {
        _list = new Candidate[capacity];
        _capacity = capacity;
    }

    public ReadOnlySpan<Candidate> Ranked => _list.AsSpan(0, _count);

    /// <summary>A candidate below this value does not enter; −∞ while there is room.</summary>
    public double Threshold => _count < _capacity ? double.NegativeInfinity : _list[_count - 1].Value;

    public void Clear(int capacity)
    {
        _capacity = Math.Min(capacity, _list.Length);
        _count = 0;
    }

    public bool Contains(int item)
    {
        foreach (Candidate candidate in Ranked)
        {
            if (candidate.Item == item)
            {
                return true;
            }
        }

        return false;
    }

    public bool Admits(Candidate candidate) => _count < _capacity || IsBetter(candidate, _list[_count - 1]);

    /// <summary>Takes a candidate in that <see cref="Admits"/> has let pass.</summary>
    public void Insert(Candidate candidate)
    {
        int place = _count < _capacity ? _count++ : _count - 1;
        while (place > 0 && IsBetter(candidate, _list[place - 1]))
        {
            _list[place] = _list[place - 1];
            place--;
        }

        _list[place] = candidate;
    }

    public static bool IsBetter(Candidate x, Candidate y) => x.Value > y.Value || (x.Value == y.Value && x.Item < y.Item);
}
