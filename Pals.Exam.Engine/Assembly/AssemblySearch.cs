using Pals.Exam.Engine.Numerics;

namespace Pals.Exam.Engine.Assembly;

/// <summary>
/// Simulated annealing over exchanges (Kirkpatrick, Gelatt &amp; Vecchi 1983): items of a form go back to the bank for others, or change places with
/// items of another form. Test assembly is a 0–1 program (van der Linden 2005); its demands are kept here as costs that no match of curves can
/// outweigh, and its objective, which is not linear, is minimized directly. Deterministic for a seed.
/// </summary>
internal sealed class AssemblySearch
{
    /// <summary>What an item that two forms share costs: more than matching can gain, less than breaking the blueprint.</summary>
    public const double OverlapCost = 50;

    /// <summary>At the first temperature a form wanders freely, items shared or not; at the last one no rise of cost that shows is taken.</summary>
    private const double FirstTemperature = 200;
    private const double LastTemperature = 1e-5;

    /// <summary>How often an exchange stays within one content group, so that the blueprint holds.</summary>
    private const double WithinGroup = 0.9;

    /// <summary>Draws of further items when a case scenario is exchanged for single items.</summary>
    private const int Attempts = 32;

    /// <summary>How often two exchanges are tried at once.</summary>
    private const double TwoAtOnce = 0.3;

    private readonly AssemblyProblem _problem;
    private readonly DraftForm[] _forms;
    private readonly int[] _uses;
    private readonly double[] _costs;
    private readonly Swap[] _swaps = [new([], []), new([], [])];
    private RandomStream _random;

    public AssemblySearch(AssemblyProblem problem, ulong run)
    {
        _problem = problem;
        _random = new RandomStream(problem.Options.Seed, run);
        _uses = new int[problem.Units.Length];
        _forms = new DraftForm[problem.Options.Forms];
        for (int f = 0; f < _forms.Length; f++)
        {
            _forms[f] = Begin();
        }

        _costs = [.. _forms.Select(form => form.Cost())];
    }

    public IReadOnlyList<DraftForm> Forms => _forms;

    /// <summary>The cost of all forms and their overlap.</summary>
    public double Cost => _forms.Sum(form => form.Cost()) + Overlap(_problem, _uses);

    /// <summary>What the overlap of forms costs, given in how many forms each unit is.</summary>
    public static double Overlap(AssemblyProblem problem, ReadOnlySpan<int> uses)
    {
        double sum = 0;
        for (int u = 0; u < uses.Length; u++)
        {
            sum += OverlapCost * problem.Units[u].Size * (uses[u] * (uses[u] - 1) / 2);
        }

        return sum;
    }

    /// <summary>Runs the whole schedule.</summary>
    public void Run(Action<double>? progress, CancellationToken cancellation)
    {
        const int Report = 4096;
        long steps = (long)_problem.Options.StepsPerForm * _forms.Length;
        double cooling = PortableMath.Exp(PortableMath.Log(LastTemperature / FirstTemperature) / steps);
        double temperature = FirstTemperature;
        for (long step = 0; step < steps; step++, temperature *= cooling)
        {
            if (step % Report == 0)
            {
                cancellation.ThrowIfCancellationRequested();
                progress?.Invoke((double)step / steps);
            }

            Try(temperature);
        }
    }

    /// <summary>
    /// Tries one exchange, or two at once, which lead over ridges that one cannot pass; takes them back unless they lower the cost or chance lets them
    /// pass.
    /// </summary>
    private void Try(double temperature)
    {
        int f = _random.NextInt32(_forms.Length);
        DraftForm form = _forms[f];
        int other = _forms.Length > 1 && _random.NextDouble() < 0.5 ? _random.NextInt32(_forms.Length - 1) : -1;
        if (other >= f)
        {
            other++;
        }

        DraftForm? partner = other < 0 ? null : _forms[other];
        int wanted = _random.NextDouble() < TwoAtOnce ? 2 : 1;
        int made = 0;
        double rise = -_costs[f] - (partner is null ? 0 : _costs[other]);
        while (made < wanted && Propose(form, partner, _swaps[made]))
        {
            rise += Exchange(form, partner, _swaps[made].Given, _swaps[made].Taken);
            made++;
        }

        if (made == 0)
        {
            return;
        }

        double cost = form.Cost();
        double partnerCost = partner?.Cost() ?? 0;
        rise += cost + partnerCost;
        if (rise <= 0 || _random.NextDouble() < PortableMath.Exp(-rise / temperature))
        {
            _costs[f] = cost;
            if (partner is not null)
            {
                _costs[other] = partnerCost;
            }

            return;
        }

        while (made > 0)
        {
            made--;
            Exchange(form, partner, _swaps[made].Taken, _swaps[made].Given);
        }
    }

    /// <summary>Draws equally many items to give and to take; false when that does not come out even.</summary>
    private bool Propose(DraftForm form, DraftForm? partner, Swap swap)
    {
        swap.Given.Clear();
        swap.Taken.Clear();
        int given = form.Units[_random.NextInt32(form.Units.Count)];
        if (partner?.Holds(given) == true)
        {
            return false;
        }

        int group = _problem.Units[given].Group;
        int[] among = _random.NextDouble() < WithinGroup ? _problem.UnitsOfGroup[group] : [];
        int taken = among.Length > 0 ? among[_random.NextInt32(among.Length)] : _random.NextInt32(_problem.Units.Length);
        if (!CanTake(form, partner, taken))
        {
            return false;
        }

        swap.Given.Add(given);
        swap.Taken.Add(taken);
        int missing = _problem.Units[taken].Size - _problem.Units[given].Size;
        for (int attempt = 0; attempt < Attempts && missing != 0; attempt++)
        {
            bool give = missing > 0;
            int[] pool = _problem.UnitsOfGroup[_problem.Units[give ? given : taken].Group];
            int unit = pool[_random.NextInt32(pool.Length)];
            int size = _problem.Units[unit].Size;
            if (size > Math.Abs(missing) || swap.Given.Contains(unit) || swap.Taken.Contains(unit))
            {
                continue;
            }

            if (give && form.Holds(unit) && partner?.Holds(unit) != true)
            {
                swap.Given.Add(unit);
                missing -= size;
            }
            else if (!give && CanTake(form, partner, unit))
            {
                swap.Taken.Add(unit);
                missing += size;
            }
        }

        return missing == 0;
    }

    private static bool CanTake(DraftForm form, DraftForm? partner, int unit) => !form.Holds(unit) && partner?.Holds(unit) != false;

    /// <summary>Carries an exchange out and returns how much the cost of overlap rises.</summary>
    private double Exchange(DraftForm form, DraftForm? partner, List<int> given, List<int> taken)
    {
        double overlap = 0;
        foreach (int unit in given)
        {
            form.Remove(unit);
            if (partner is null)
            {
                overlap -= OverlapCost * _problem.Units[unit].Size * --_uses[unit];
            }
        }

        foreach (int unit in taken)
        {
            partner?.Remove(unit);
            form.Add(unit);
            if (partner is null)
            {
                overlap += OverlapCost * _problem.Units[unit].Size * _uses[unit]++;
            }
        }

        if (partner is not null)
        {
            foreach (int unit in given)
            {
                partner.Add(unit);
            }
        }

        return overlap;
    }

    /// <summary>A first form: content groups filled in their order, least used units first, chance between equals.</summary>
    private DraftForm Begin()
    {
        var form = new DraftForm(_problem);
        int[] order = [.. Enumerable.Range(0, _problem.Units.Length)
            .Select(unit => (Unit: unit, Key: _uses[unit] + _random.NextDouble()))
            .OrderBy(entry => entry.Key)
            .Select(entry => entry.Unit)];

        // First what the groups ask for, then whatever fills the length; the search puts right what this leaves.
        foreach (bool strict in new[] { true, false })
        {
            foreach (int unit in order)
            {
                AssemblyUnit candidate = _problem.Units[unit];
                if (!form.Holds(unit)
                    && form.Length + candidate.Size <= _problem.Options.Length
                    && (!strict || HasRoom(form, candidate)))
                {
                    form.Add(unit);
                    _uses[unit]++;
                }
            }
        }

        return form.Length == _problem.Options.Length
            ? form
            : throw new ArgumentException(
                $"A form of {_problem.Options.Length} items cannot be made: the pool's scored items, case scenarios whole, fill {form.Length}.",
                nameof(AssemblyOptions.Length));
    }

    private bool HasRoom(DraftForm form, AssemblyUnit unit)
    {
        foreach (int group in unit.Groups)
        {
            if (form.Count(group) + unit.Groups.Count(g => g == group) > _problem.Blueprint.Groups[group].Maximum)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>What a form gives and what it takes.</summary>
    private readonly record struct Swap(List<int> Given, List<int> Taken);
}
