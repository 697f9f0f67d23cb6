using Pals.Exam.Engine.Items;

namespace Pals.Exam.Engine.Assembly;

/// <summary>One form under construction, with its cost kept up to date as units come and go.</summary>
internal sealed class DraftForm
{
    /// <summary>What an item too many or too few in a content group costs, or a pair of enemies: so much that no match of curves is worth it.</summary>
    public const double ViolationCost = 1000;

    /// <summary>Departures of a balanced feature within one item are rounding and cost nothing.</summary>
    private const double FreeDeparture = 1;

    private const double FeatureCost = 0.1;

    private readonly AssemblyProblem _problem;
    private readonly List<int> _units = [];
    private readonly int[] _place;
    private readonly int[] _uses;
    private readonly int[] _groups;
    private readonly int[] _features;
    private readonly double[] _information;
    private readonly double[] _score;
    private int _enemies;

    public DraftForm(AssemblyProblem problem)
    {
        _problem = problem;
        _place = new int[problem.Units.Length];
        Array.Fill(_place, -1);
        _uses = new int[problem.Pool.Count];
        _groups = new int[problem.Blueprint.Groups.Length];
        _features = new int[problem.Features.Length];
        _information = new double[problem.Abilities.Length];
        _score = new double[problem.Abilities.Length];
    }

    /// <summary>The units in no particular order.</summary>
    public IReadOnlyList<int> Units => _units;

    /// <summary>Number of items.</summary>
    public int Length { get; private set; }

    public bool Holds(int unit) => _place[unit] >= 0;

    /// <summary>Number of items in a content group.</summary>
    public int Count(int group) => group == Blueprint.Root ? Length : _groups[group];

    public void Add(int index)
    {
        AssemblyUnit unit = _problem.Units[index];
        _place[index] = _units.Count;
        _units.Add(index);
        Change(unit, 1);
    }

    public void Remove(int index)
    {
        int last = _units[^1];
        _units[_place[index]] = last;
        _place[last] = _place[index];
        _units.RemoveAt(_units.Count - 1);
        _place[index] = -1;
        Change(_problem.Units[index], -1);
    }

    /// <summary>The cost of the form as it stands, without overlap.</summary>
    public double Cost()
    {
        double cost = ViolationCost * _enemies;
        for (int g = 1; g < _groups.Length; g++)
        {
            BlueprintGroup group = _problem.Blueprint.Groups[g];
            cost += ViolationCost * Math.Max(0, Math.Max(group.Minimum - _groups[g], _groups[g] - group.Maximum));
        }

        for (int f = 0; f < _features.Length; f++)
        {
            double departure = Math.Max(0, Math.Abs(_features[f] - _problem.FeatureTargets[f]) - FreeDeparture);
            cost += FeatureCost * departure * departure;
        }

        return cost + _problem.Mismatch(_information, _score);
    }

    /// <summary>What the form breaks, one sentence each.</summary>
    public IEnumerable<string> Violations(int number)
    {
        for (int g = 1; g < _groups.Length; g++)
        {
            BlueprintGroup group = _problem.Blueprint.Groups[g];
            if (_groups[g] < group.Minimum || _groups[g] > group.Maximum)
            {
                yield return $"form {number}: '{group.Name}' asks for {FormBlueprint.Bounds(group)} items, and no better than {_groups[g]} was found";
            }
        }

        int[] items = [.. _units.SelectMany(unit => _problem.Units[unit].Items).Order()];
        foreach (int item in items)
        {
            foreach (int enemy in _problem.Pool.Enemies(item).ToArray())
            {
                if (enemy > item && _uses[enemy] > 0)
                {
                    yield return $"form {number}: items {_problem.Pool.ItemId(item)} and {_problem.Pool.ItemId(enemy)} are enemies, and none of the two could be spared";
                }
            }
        }
    }

    private void Change(AssemblyUnit unit, int sign)
    {
        Length += sign * unit.Size;
        foreach (int group in unit.Groups)
        {
            _groups[group] += sign;
        }

        foreach (int feature in unit.Features)
        {
            _features[feature] += sign;
        }

        for (int p = 0; p < _information.Length; p++)
        {
            _information[p] += sign * unit.Information[p];
            _score[p] += sign * unit.Score[p];
        }

        foreach (int item in unit.Items)
        {
            if (sign < 0)
            {
                _uses[item]--;
            }

            foreach (int enemy in _problem.Pool.Enemies(item))
            {
                _enemies += sign * _uses[enemy];
            }

            if (sign > 0)
            {
                _uses[item]++;
            }
        }
    }
}
