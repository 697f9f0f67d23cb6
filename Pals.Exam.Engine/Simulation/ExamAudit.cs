using Pals.Exam.Engine.Exams;
using Pals.Exam.Engine.Items;

namespace Pals.Exam.Engine.Simulation;

/// <summary>
/// Counts what finished exams consisted of, from the items alone and without the selection's own bookkeeping, so that it can find its errors:
/// use of items, items for each constraint, constraints and enemies violated. One for each thread; counts add up in any order.
/// </summary>
internal sealed class ExamAudit
{
    private readonly AdaptiveExam _exam;
    private readonly ContentConstraint[] _constraints;
    private readonly bool[][] _counts;
    private readonly int[] _taken;

    public ExamAudit(AdaptiveExam exam)
    {
        _exam = exam;
        ItemPool pool = exam.Pool;
        _constraints =
        [
            .. exam.Definition.TopicAreas.Select(area => new ContentConstraint(
                area.Id, [new(ContentConstraint.TopicAreaAttribute, area.Id)], area.Minimum, area.Maximum)),
            .. exam.Definition.Constraints,
        ];
        _counts = [.. _constraints.Select(c => Enumerable.Range(0, pool.Count).Select(i => c.Matches(pool, i)).ToArray())];
        (_taken, ItemCounts, Least, Most, Total) = Nothing();
    }

    private ExamAudit(ExamAudit other)
    {
        _exam = other._exam;
        _constraints = other._constraints;
        _counts = other._counts;
        (_taken, ItemCounts, Least, Most, Total) = Nothing();
    }

    public IReadOnlyList<ContentConstraint> Constraints => _constraints;

    /// <summary>How often each item of the pool was answered, by its index in the pool.</summary>
    public long[] ItemCounts { get; }

    /// <summary>Least, most and all scored items under each constraint.</summary>
    public int[] Least { get; }

    public int[] Most { get; }

    public long[] Total { get; }

    public long BlueprintViolations { get; private set; }

    public long EnemyViolations { get; private set; }

    public long RepeatedItems { get; private set; }

    /// <summary>An audit of the same exam that has counted nothing.</summary>
    public ExamAudit Fresh() => new(this);

    public void Add(ExamState state)
    {
        ReadOnlySpan<int> items = state.AdministeredItems;
        for (int k = 0; k < items.Length; k++)
        {
            ItemCounts[items[k]]++;
            RepeatedItems += items[..k].Contains(items[k]) ? 1 : 0;
            foreach (int enemy in _exam.Pool.Enemies(items[k]))
            {
                EnemyViolations += items[..k].Contains(enemy) ? 1 : 0;
            }
        }

        for (int c = 0; c < _constraints.Length; c++)
        {
            _taken[c] = 0;
            foreach (int item in state.ScoredItems)
            {
                _taken[c] += _counts[c][item] ? 1 : 0;
            }

            Least[c] = Math.Min(Least[c], _taken[c]);
            Most[c] = Math.Max(Most[c], _taken[c]);
            Total[c] += _taken[c];
            bool tooFew = state.Scored >= _exam.Definition.MinimumLength && _taken[c] < _constraints[c].Minimum;
            BlueprintViolations += tooFew || _taken[c] > _constraints[c].Maximum ? 1 : 0;
        }
    }

    public void Add(ExamAudit other)
    {
        for (int i = 0; i < ItemCounts.Length; i++)
        {
            ItemCounts[i] += other.ItemCounts[i];
        }

        for (int c = 0; c < _constraints.Length; c++)
        {
            Least[c] = Math.Min(Least[c], other.Least[c]);
            Most[c] = Math.Max(Most[c], other.Most[c]);
            Total[c] += other.Total[c];
        }

        BlueprintViolations += other.BlueprintViolations;
        EnemyViolations += other.EnemyViolations;
        RepeatedItems += other.RepeatedItems;
    }

    private (int[] Taken, long[] ItemCounts, int[] Least, int[] Most, long[] Total) Nothing()
    {
        int[] least = new int[_constraints.Length];
        Array.Fill(least, int.MaxValue);
        return (new int[_constraints.Length], new long[_exam.Pool.Count], least, new int[_constraints.Length], new long[_constraints.Length]);
    }
}
