using System.Runtime.CompilerServices;
using Pals.Exam.LoadTest.Http;
using Pals.Exam.LoadTest.Runs;

namespace Pals.Exam.LoadTest.Candidates;

/// <summary>An answer that the server acknowledged.</summary>
internal sealed record Acknowledged(string ItemId, ReadyAnswer Answer);

/// <summary>One exam as its candidate sees it. Whatever the server shows is held against everything it showed before.</summary>
internal sealed class SatExam
{
    private readonly AnswerModel _model;
    private readonly StateReader _reader;
    private readonly List<Acknowledged> _acknowledged = [];
    private readonly HashSet<string> _shown = new(StringComparer.Ordinal);
    private ExamSession _session;
    private ReadyAnswer? _inFlight;

    public SatExam(AnswerModel model, StateReader reader, ExamSession session, Guid examId, string token, StateView state)
    {
        _model = model;
        _reader = reader;
        _session = session;
        ExamId = examId;
        Token = token;
        State = state;
        Require(state.ExamId == examId, $"was made as {examId} but opened as {state.ExamId}");
        Require(state is { Status: "in-progress", Progress.Answered: 0, Question.Position: 1 }, "did not begin with its first question");
        _shown.Add(state.Question!.Item.Id);
    }

    public Guid ExamId { get; }

    public string Token { get; }

    public StateView State { get; private set; }

    /// <summary>The answers acknowledged so far, in order of position.</summary>
    public IReadOnlyList<Acknowledged> Answers => _acknowledged;

    public bool HasEnded => State.Question is null;

    /// <summary>True when it ended with fewer questions than it had announced at least.</summary>
    public bool IsShorterThanAnnounced => HasEnded && State.Progress.Answered < State.Progress.Minimum;

    /// <summary>Goes on through another client.</summary>
    public void MoveTo(ExamClient client) => _session = client.Session(ExamId, Token);

    /// <summary>Answers the question that is shown; the response is for <see cref="Take"/>.</summary>
    public Task<Reply> Answer(Func<ShownItem, ReadyAnswer> choose)
    {
        // An answer that got no response is sent again, never another one: it may be on the disk.
        _inFlight ??= choose(State.Question!.Item);
        return _session.Answer(_acknowledged.Count + 1, _inFlight);
    }

    /// <summary>Checks the response to <see cref="Answer"/> and goes on to the state in it.</summary>
    public void Take(Reply reply)
    {
        StateView next = _reader.Read(reply, State);
        _acknowledged.Add(new Acknowledged(State.Question!.Item.Id, _inFlight!));
        _inFlight = null;
        Advance(next);
    }

    /// <summary>Sends the last acknowledged answer again, or reads the state: the question must be the same as before.</summary>
    public async Task Repeat()
    {
        bool isReading = _acknowledged.Count == 0 || _acknowledged.Count % 2 == 0;
        using Reply again = isReading ? await _session.Open() : await AnswerAgain();
        RequireSame(_reader.Read(again, State));
    }

    /// <summary>
    /// After the server was killed: it shows the question that it showed before or, if the answer in flight had reached the disk, the state after
    /// it; then the same answer, sent again, is answered with that state.
    /// </summary>
    public async Task RequireNothingLost(Func<ShownItem, ReadyAnswer> choose)
    {
        using Reply opened = await _session.Open();
        StateView now = _reader.Read(opened, State);
        if (_inFlight is not null && now.Progress.Answered == _acknowledged.Count + 1)
        {
            using Reply answered = await Answer(choose);
            Take(answered);
        }

        RequireSame(now);
        if (_acknowledged.Count > 0)
        {
            using Reply again = await AnswerAgain();
            RequireSame(_reader.Read(again, State));
        }
    }

    private Task<Reply> AnswerAgain() => _session.Answer(_acknowledged.Count, _acknowledged[^1].Answer);

    private void Advance(StateView next)
    {
        int answered = _acknowledged.Count;
        Require(next.ExamId == ExamId, $"was answered as exam {next.ExamId}");
        Require(next.Progress.Answered == answered, $"counts {next.Progress.Answered} answers after {answered}");
        Require(next.Deadline == State.Deadline, "changed its deadline");
        if (next.Question is { } question)
        {
            Require(next.Status == "in-progress" && next.Report is null, $"has status {next.Status} and a question");
            Require(question.Position == answered + 1, $"shows position {question.Position} after {answered} answers");
            Require(_shown.Add(question.Item.Id), $"shows {question.Item.Id} a second time");
            Require(answered < next.Progress.Maximum, $"goes on after {answered} of at most {next.Progress.Maximum} questions");
        }
        else
        {
            Require(next.Status is "passed" or "failed", $"ended as {next.Status} with time left");
            Require(answered <= next.Progress.Maximum, $"ended after {answered} questions, more than {next.Progress.Maximum}");
            RequireConsistent(next.Report ?? throw new CheckFailedException($"Exam {ExamId} ended without a report."), next.Status);
        }

        State = next;
    }

    private void RequireConsistent(ReportView report, string status)
    {
        Require(report.Status == status, $"is {status}, its report says {report.Status}");
        Require(
            report.ScoredItems + report.UnscoredItems == _acknowledged.Count,
            $"reports {report.ScoredItems} + {report.UnscoredItems} questions after {_acknowledged.Count} answers");
        Require(
            _model.Lengths is not { } lengths || (report.ScoredItems >= lengths.Fewest && report.ScoredItems <= lengths.Most),
            $"ended after {report.ScoredItems} scored questions, which its definition does not allow");
        Require(report.TopicAreas.Sum(area => area.Items) == report.ScoredItems, "has topic areas that do not add up to its scored questions");
        int?[] points = [.. _acknowledged.Select(answer => answer.Answer.Points)];
        Require(
            points.Any(value => value is null) || points.Sum() == report.TopicAreas.Sum(area => area.Points),
            $"reports {report.TopicAreas.Sum(area => area.Points)} points for answers worth {points.Sum()}");
        foreach (AnswerView view in report.Answers ?? [])
        {
            Acknowledged given = _acknowledged[view.Position - 1];
            Require(
                view.ItemId == given.ItemId && view.Given.SequenceEqual(given.Answer.Keys), $"reports another answer at position {view.Position} than was given");
        }
    }

    private void RequireSame(StateView again)
    {
        Require(
            again.Question?.Position == State.Question?.Position && again.Question?.Item.Id == State.Question?.Item.Id,
            $"shows {again.Question?.Item.Id} at position {again.Question?.Position} when asked again, before {State.Question?.Item.Id} at {State.Question?.Position}");
        Require(
            again.Status == State.Status && again.Deadline == State.Deadline && again.Progress == State.Progress,
            "has another status, deadline or progress when asked again");
        Require(again.Report?.Composite == State.Report?.Composite, "reports another result when asked again");
    }

    private void Require(bool holds, [InterpolatedStringHandlerArgument(nameof(holds))] FailureText what)
    {
        if (!holds)
        {
            throw Failure(what.Finish());
        }
    }

    private void Require(bool holds, string what)
    {
        if (!holds)
        {
            throw Failure(what);
        }
    }

    private CheckFailedException Failure(string what) => new($"Exam {ExamId} {what}.");
}
