using System.Collections.Immutable;
using Pals.Exam.Engine.Ability;
using Pals.Exam.Engine.Decisions;
using Pals.Exam.Engine.Items;
using Pals.Exam.Engine.Numerics;
using Pals.Exam.Engine.Selection;

namespace Pals.Exam.Engine.Exams;

/// <summary>
/// One exam in progress: a pure function of its <see cref="AdaptiveExam"/>, seed, excluded items, prior, items given and answers. Owned by one exam; the
/// caller serializes access. Steps allocate nothing.
/// </summary>
public sealed class ExamState
{
    /// <summary>Stands for an item that nobody has given yet, so that it is to be chosen.</summary>
    internal const int NotGiven = -1;

    private readonly AdaptiveExam _exam;
    private readonly StepExplainer? _explainer;
    private readonly AbilityPosterior _posterior;
    private readonly ItemAvailability _availability;
    private readonly SelectionContext _context;
    private readonly ItemSelector _selector;
    private readonly PretestPlan _pretest;
    private readonly int[] _administered;
    private readonly int[] _scores;
    private readonly int[] _scoredItems;
    private readonly int[] _scoredScores;
    private readonly double[] _estimates;
    private int _scenario = -1;
    private int _scenarioPlace;
    private int _answered;
    private int _scored;

    internal ExamState(AdaptiveExam exam, ulong seed, ReadOnlySpan<int> excluded, AbilityPrior prior, StepExplainer? explainer, int given)
    {
        _exam = exam;
        _explainer = explainer;
        Seed = seed;
        _posterior = new AbilityPosterior(prior, exam.Grids.AsSpan(), exam.Weights.AsSpan(), exam.Steepest);
        _availability = new ItemAvailability(exam);
        _pretest = new PretestPlan(exam, seed, excluded, _availability);
        LiftedExclusions = _availability.Exclude(excluded);
        int longest = exam.Definition.MaximumLength + exam.Definition.PretestItems;
        _administered = new int[longest];
        _scores = new int[longest];
        _scoredItems = new int[exam.Definition.MaximumLength];
        _scoredScores = new int[exam.Definition.MaximumLength];
        _estimates = new double[exam.Definition.MaximumLength];
        _context = new SelectionContext(this, exam, _posterior);
        _selector = new ItemSelector(exam, _availability, _context);
        Serve(given);
    }

    /// <summary>The seed.</summary>
    public ulong Seed { get; }

    /// <summary>Where the exam stands.</summary>
    public ExamStatus Status { get; private set; }

    /// <summary>Why it ended.</summary>
    public ExamEnd End { get; private set; }

    /// <summary>Number of answers, pretest items included.</summary>
    public int Answered => _answered;

    /// <summary>Number of scored answers.</summary>
    public int Scored => _scored;

    /// <summary>The position of the item that waits for an answer, from 1; after the end the position of the last answer.</summary>
    public int Position => Status == ExamStatus.InProgress ? _answered + 1 : _answered;

    /// <summary>Index of the item that waits for an answer, or −1 after the end.</summary>
    public int NextItem { get; private set; } = -1;

    /// <summary>True when the item that waits for an answer is unscored.</summary>
    public bool NextIsPretest { get; private set; }

    /// <summary>Items answered, in order, pretest items included.</summary>
    public ReadOnlySpan<int> AdministeredItems => _administered.AsSpan(0, _answered);

    /// <summary>Scores of <see cref="AdministeredItems"/>.</summary>
    public ReadOnlySpan<int> Scores => _scores.AsSpan(0, _answered);

    /// <summary>Scored items answered, in order.</summary>
    public ReadOnlySpan<int> ScoredItems => _scoredItems.AsSpan(0, _scored);

    /// <summary>Scores of <see cref="ScoredItems"/>.</summary>
    public ReadOnlySpan<int> ScoredScores => _scoredScores.AsSpan(0, _scored);

    /// <summary>Number of exclusions lifted at the start because the blueprint could not be met without.</summary>
    public int LiftedExclusions { get; }

    /// <summary>Number of dimensions of ability.</summary>
    public int Dimensions => _posterior.Dimensions;

    /// <summary>Mean and standard deviation of the composite as of the last answer; converged once the exam has ended.</summary>
    public PosteriorSummary Composite => _posterior.Composite;

    /// <summary>Posterior probability that the composite lies above the cut.</summary>
    public double ProbabilityAboveCut
    {
        get
        {
            PosteriorSummary composite = Composite;
            return NormalDistribution.Cdf((composite.Mean - _exam.Definition.Cut) / composite.StandardDeviation);
        }
    }

    /// <summary>Mean and standard deviation of a dimension as of the last answer.</summary>
    public PosteriorSummary Ability(int dimension) => new(_posterior.Mean(dimension), Math.Sqrt(_posterior.Variance(dimension)));

    /// <summary>Takes the score of the item that waits for an answer, updates the estimates, decides, and chooses the next item.</summary>
    /// <exception cref="InvalidOperationException">The exam has ended.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The item has no such score.</exception>
    public void Answer(int score) => Answer(score, NotGiven);

    /// <summary>
    /// Takes a score like <see cref="Answer(int)"/>, but where <paramref name="given"/> was given next in the exam that is being replayed, the exam
    /// goes on with it, whatever this engine would have decided or chosen.
    /// </summary>
    internal void Answer(int score, int given)
    {
        RequireInProgress();
        int item = NextItem;
        ref readonly ItemFacts facts = ref _exam.Facts[item];
        if ((uint)score > (uint)facts.MaximumScore)
        {
            throw new ArgumentOutOfRangeException(
                nameof(score), score, $"Item {_exam.Pool.ItemId(item)} is scored from 0 to {facts.MaximumScore}.");
        }

        _administered[_answered] = item;
        _scores[_answered++] = score;
        if (!NextIsPretest)
        {
            _scoredItems[_scored] = item;
            _scoredScores[_scored++] = score;
            _posterior.Add(facts.Dimension, _exam.Rows.Row(facts.FirstRow + score));
            _estimates[_scored - 1] = _posterior.CompositeMean;
        }

        if (Decide())
        {
            if (given != NotGiven)
            {
                Reopen(given);
            }

            return;
        }

        Serve(given);
    }

    /// <summary>Ends the exam because time ran out, by the definition's rule.</summary>
    /// <exception cref="InvalidOperationException">The exam has ended.</exception>
    public void Expire()
    {
        RequireInProgress();
        _posterior.Converge();
        Finish(ExamEnd.TimeLimit, OutOfTime.Passes(_exam.Definition, _estimates.AsSpan(0, _scored), IsAboveCut));
    }

    /// <summary>The result from the converged posterior. Leaves the exam as it is.</summary>
    public ScoreReport Report()
    {
        int[] areas = new int[_scored];
        for (int k = 0; k < areas.Length; k++)
        {
            areas[k] = _exam.TopicAreaOfItem[_scoredItems[k]];
        }

        return ScoreReport.Of(
            _exam.Definition, _exam.Pool, _posterior.CloneConverged(), ScoredItems, ScoredScores, areas, Status, End, _answered - _scored);
    }

    /// <summary>
    /// What this engine chose for the position at hand, or −1 when it would have ended the exam: <see cref="NextItem"/>, except in a replay of what another
    /// engine gave.
    /// </summary>
    internal int OwnChoice { get; private set; } = -1;

    internal SelectionContext Context => _context;

    internal ItemAvailability Availability => _availability;

    private bool IsAboveCut => _posterior.CompositeMean > _exam.Definition.Cut;

    /// <summary>
    /// Ends the exam when it is time. A decision is taken on the working estimate and stands only if the converged one agrees, so that
    /// decision and report never contradict each other. A case scenario is finished before a decision, and a pretest item that it has put off is given,
    /// so that no exam is shorter than the minimum with all its pretest items.
    /// </summary>
    private bool Decide()
    {
        if (_scenario < 0 && _pretest.IsDue(_answered + 1))
        {
            return false;
        }

        if (_scored == _exam.Definition.MaximumLength)
        {
            _posterior.Converge();
            Decision last = Rule();
            Finish(ExamEnd.MaximumLength, last == Decision.Pass || (last != Decision.Fail && IsAboveCut));
            return true;
        }

        if (_scored < _exam.Definition.MinimumLength || _scenario >= 0 || Rule() == Decision.Continue)
        {
            return false;
        }

        _posterior.Converge();
        Decision decision = Rule();
        if (decision == Decision.Continue)
        {
            _posterior.Resume();
            return false;
        }

        Finish(ExamEnd.DecisionRule, decision == Decision.Pass || (decision == Decision.Stop && IsAboveCut));
        return true;
    }

    private Decision Rule()
    {
        PosteriorSummary composite = Composite;
        return _exam.Definition.DecisionRule.Decide(new DecisionContext
        {
            Definition = _exam.Definition,
            Pool = _exam.Pool,
            Items = ScoredItems,
            Scores = ScoredScores,
            Mean = composite.Mean,
            StandardDeviation = composite.StandardDeviation,
            ConfidenceQuantile = _exam.ConfidenceQuantile,
            Abilities = _context,
        });
    }

    private void Finish(ExamEnd end, bool passed)
    {
        End = end;
        Status = passed ? ExamStatus.Passed : ExamStatus.Failed;
        NextItem = -1;
        NextIsPretest = false;
    }

    private void Serve(int given)
    {
        OwnChoice = Choose();
        Give(given == NotGiven ? OwnChoice : given);
    }

    /// <summary>Goes on with an item that was given although this engine has just ended the exam.</summary>
    private void Reopen(int given)
    {
        Status = ExamStatus.InProgress;
        End = ExamEnd.None;
        _posterior.Resume();
        Serve(given);
        OwnChoice = -1;
    }

    private int Choose()
    {
        if (_scenario >= 0)
        {
            return _exam.Pool.Scenarios[_scenario].Items[_scenarioPlace];
        }

        if (_pretest.IsDue(_answered + 1))
        {
            return _pretest.Next;
        }

        if (_explainer is not null && _explainer.Position == Position)
        {
            _explainer.BeforeChoice(this);
        }

        return _selector.Choose();
    }

    private void Give(int item)
    {
        NextItem = item;
        NextIsPretest = item >= 0 && !Bits.Get(_exam.ScoredItems, item);
        if (item < 0)
        {
            _posterior.Converge();
            Finish(ExamEnd.PoolExhausted, IsAboveCut);
        }
        else if (NextIsPretest)
        {
            _pretest.Take(item, _availability);
        }
        else if (_scenario < 0)
        {
            Begin(item);
        }
        else if (++_scenarioPlace == _exam.Pool.Scenarios[_scenario].Items.Length)
        {
            _scenario = -1;
        }
    }

    /// <summary>Takes an item, or all items of the scenario that it begins, into the exam.</summary>
    private void Begin(int item)
    {
        int scenario = _exam.Facts[item].Scenario;
        if (scenario < 0)
        {
            _availability.Take(item);
            return;
        }

        ImmutableArray<int> members = _exam.Pool.Scenarios[scenario].Items;
        foreach (int member in members)
        {
            _availability.Take(member);
        }

        _scenario = members.Length > 1 ? scenario : -1;
        _scenarioPlace = 1;
    }

    private void RequireInProgress()
    {
        if (Status != ExamStatus.InProgress)
        {
            throw new InvalidOperationException($"The exam has ended ({Status}).");
        }
    }
}
