using System.Collections.Immutable;
using Pals.Exam.Engine.Ability;
using Pals.Exam.Engine.Items;
using Pals.Exam.Engine.Numerics;
using Pals.Exam.Engine.Selection;

namespace Pals.Exam.Engine.Exams;

/// <summary>Watches one step of a replayed exam: looks at everything right before the choice, and again at what was chosen.</summary>
internal sealed class StepExplainer
{
    private readonly AdaptiveExam _exam;
    private readonly int[] _excluded;
    private ImmutableArray<Candidate> _candidates = [];
    private ImmutableArray<RuledOutItem> _ruledOut = [];
    private bool _isRelaxed;

    public StepExplainer(AdaptiveExam exam, int position, ReadOnlySpan<int> excluded)
    {
        _exam = exam;
        _excluded = excluded.ToArray();
        Position = position;
    }

    /// <summary>The step to watch.</summary>
    public int Position { get; }

    /// <summary>Called before a scored item is chosen.</summary>
    public void BeforeChoice(ExamState state)
    {
        var ranking = new ScanRanking(_exam, state.Availability, state.Context);
        ReadOnlySpan<ulong> admissible = _exam.Exposure is null ? default : _exam.Exposure.Admissible(state.Context);
        ReadOnlySpan<Candidate> ranked = default;
        Strictness strictness = Strictness.Blueprint;
        for (; strictness <= Strictness.Eligibility; strictness++)
        {
            ranked = ranking.Rank(strictness, admissible, int.MaxValue);
            if (ranked.IsEmpty && !admissible.IsEmpty)
            {
                admissible = default;
                ranked = ranking.Rank(strictness, admissible, int.MaxValue);
            }

            if (!ranked.IsEmpty)
            {
                break;
            }
        }

        _candidates = [.. ranked];
        _isRelaxed = strictness > Strictness.Blueprint;
        _ruledOut = RuledOut(state, admissible);
    }

    /// <summary>The explanation, once the step has been taken.</summary>
    public StepExplanation Explain(ExamState state)
    {
        int item = state.NextItem;
        StepReason reason = state.NextIsPretest ? StepReason.Pretest
            : item != state.OwnChoice ? StepReason.EarlierEngine
            : _candidates.IsEmpty ? StepReason.CaseScenario
            : _candidates[0].Item == item ? StepReason.BestCandidate
            : StepReason.ExposureControl;
        return new StepExplanation(
            Position,
            item,
            state.OwnChoice,
            reason,
            state.Composite,
            [.. Enumerable.Range(0, state.Dimensions).Select(state.Ability)],
            _candidates,
            _ruledOut,
            _exam.Definition.Selection,
            _exam.Definition.Exposure,
            _exam.Definition.MaximumExposureRate,
            _isRelaxed);
    }

    private ImmutableArray<RuledOutItem> RuledOut(ExamState state, ReadOnlySpan<ulong> admissible)
    {
        ItemPool pool = _exam.Pool;
        var candidates = new HashSet<int>();
        foreach (Candidate candidate in _candidates)
        {
            int scenario = pool.Scenario(candidate.Item);
            candidates.UnionWith(scenario < 0 ? [candidate.Item] : pool.Scenarios[scenario].Items);
        }

        var ruledOut = ImmutableArray.CreateBuilder<RuledOutItem>();
        for (int i = 0; i < pool.Count; i++)
        {
            if (!candidates.Contains(i))
            {
                ruledOut.Add(Why(state, admissible, i));
            }
        }

        return ruledOut.ToImmutable();
    }

    private RuledOutItem Why(ExamState state, ReadOnlySpan<ulong> admissible, int item)
    {
        ItemPool pool = _exam.Pool;
        if (pool.IsPretest(item))
        {
            return new RuledOutItem(item, RuledOutBy.Pretest, null);
        }

        if (!state.Availability.IsEligible(item))
        {
            ReadOnlySpan<int> given = state.AdministeredItems;
            if (given.Contains(item))
            {
                return new RuledOutItem(item, RuledOutBy.AlreadyGiven, null);
            }

            foreach (int enemy in pool.Enemies(item))
            {
                if (given.Contains(enemy) || (pool.IsPretest(enemy) && !_excluded.Contains(item)))
                {
                    return new RuledOutItem(item, RuledOutBy.Enemy, pool.ItemId(enemy));
                }
            }

            return new RuledOutItem(item, _excluded.Contains(item) ? RuledOutBy.Excluded : RuledOutBy.SetAside, null);
        }

        if (!admissible.IsEmpty && !Bits.Get(admissible, item))
        {
            return new RuledOutItem(item, RuledOutBy.Inadmissible, null);
        }

        int group = state.Availability.BlockingGroup(_exam.Blueprint.GroupOfItem[item]);
        return group >= 0
            ? new RuledOutItem(item, RuledOutBy.Blueprint, _exam.Blueprint.Groups[group].Name)
            : new RuledOutItem(item, RuledOutBy.WouldStrandTheBlueprint, null);
    }
}
