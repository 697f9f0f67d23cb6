using System.Net;
using Pals.Exam.LoadTest.Runs;

namespace Pals.Exam.LoadTest.Candidates;

/// <summary>An answer that the server acknowledged.</summary>
internal sealed record Acknowledged(string ItemId, string[] Answer);

/// <summary>One exam as its candidate sees it. Whatever the server shows is held against everything it showed before.</summary>
internal sealed class SatExam
{
    private const double Seconds = 12.5;

    private readonly AnswerModel _model;
    private readonly List<Acknowledged> _acknowledged = [];
    private readonly HashSet<string> _shown = new(StringComparer.Ordinal);
    private string[]? _inFlight;

    public SatExam(AnswerModel model, Guid examId, string token, StateView state)
    {
        _model = model;
        ExamId = examId;
        Token = token;
        State = state;
        Require(state.ExamId == examId, $"was made as {examId} but opened as {state.ExamId}");
        Require(state is { Status: "in-progress", Progress.Answered: 0, Question.Position: 1 }, "did not begin with its first question");
        _shown.Add(state.Question!.ItemId);
    }

    public Guid ExamId { get; }

    public string Token { get; }

    public StateView State { get; private set; }

    /// <summary>The answers acknowledged so far, in order of position.</summary>
    public IReadOnlyList<Acknowledged> Answers => _acknowledged;

    public bool HasEnded => State.Question is null;

    /// <summary>True when it ended with fewer questions than it had announced at least.</summary>
    public bool IsShorterThanAnnounced => HasEnded && State.Progress.Answered < State.Progress.Minimum;

    /// <summary>Answers the question that is shown; <paramref name="answered"/> is told the status as soon as the response is there.</summary>
    public async Task Answer(ExamClient client, Func<QuestionView, string[]> choose, Action<HttpStatusCode> answered)
    {
        // An answer that got no response is sent again, never another one: it may be on the disk.
        string[] answer = _inFlight ??= choose(State.Question!);
        StateView next = await client.Answer(ExamId, Token, new AnswerBody(_acknowledged.Count + 1, answer, Seconds), answered);
        _inFlight = null;
        _acknowledged.Add(new Acknowledged(State.Question!.ItemId, answer));
        Advance(next);
    }

    /// <summary>Sends the last acknowledged answer again, or reads the state: the question must be the same as before.</summary>
    public async Task Repeat(ExamClient client)
    {
        bool isReading = _acknowledged.Count == 0 || _acknowledged.Count % 2 == 0;
        StateView again = isReading
            ? await client.Open(ExamId, Token)
            : await client.Answer(ExamId, Token, new AnswerBody(_acknowledged.Count, _acknowledged[^1].Answer, Seconds));
        RequireSame(again);
    }

    /// <summary>
    /// After the server was killed: it shows the question that it showed before or, if the answer in flight had reached the disk, the state after
    /// it; then the same answer, sent again, is answered with that state.
    /// </summary>
    public async Task RequireNothingLost(ExamClient client, Func<QuestionView, string[]> choose)
    {
        StateView now = await client.Open(ExamId, Token);
        if (_inFlight is not null && now.Progress.Answered == _acknowledged.Count + 1)
        {
            await Answer(client, choose, _ => { });
        }

        RequireSame(now);
        if (_acknowledged.Count > 0)
        {
            RequireSame(await client.Answer(ExamId, Token, new AnswerBody(_acknowledged.Count, _acknowledged[^1].Answer, Seconds)));
        }
    }

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
            Require(_shown.Add(question.ItemId), $"shows {question.ItemId} a second time");
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
        int?[] points = [.. _acknowledged.Select(answer => _model.Points(answer.ItemId, answer.Answer))];
        Require(
            points.Any(value => value is null) || points.Sum() == report.TopicAreas.Sum(area => area.Points),
            $"reports {report.TopicAreas.Sum(area => area.Points)} points for answers worth {points.Sum()}");
        foreach (AnswerView view in report.Answers ?? [])
        {
            Acknowledged given = _acknowledged[view.Position - 1];
            Require(
                view.ItemId == given.ItemId && view.Given.SequenceEqual(given.Answer), $"reports another answer at position {view.Position} than was given");
        }
    }

    private void RequireSame(StateView again)
    {
        Require(
            again.Question?.Position == State.Question?.Position && again.Question?.ItemId == State.Question?.ItemId,
            $"shows {again.Question?.ItemId} at position {again.Question?.Position} when asked again, before {State.Question?.ItemId} at {State.Question?.Position}");
        Require(
            again.Status == State.Status && again.Deadline == State.Deadline && again.Progress == State.Progress,
            $"has another status, deadline or progress when asked again");
        Require(again.Report?.Composite == State.Report?.Composite, "reports another result when asked again");
    }

    private void Require(bool holds, string what)
    {
        if (!holds)
        {
            throw new CheckFailedException($"Exam {ExamId} {what}.");
        }
    }
}
