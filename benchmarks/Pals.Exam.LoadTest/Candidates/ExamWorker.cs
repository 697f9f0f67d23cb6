using Pals.Exam.Engine.Numerics;
using Pals.Exam.LoadTest.Http;
using Pals.Exam.LoadTest.Runs;

namespace Pals.Exam.LoadTest.Candidates;

/// <summary>How exams come to be: made by a course provider, or practice.</summary>
/// <param name="ProviderKey">Null for practice exams.</param>
internal sealed record ExamSource(string? ProviderKey, string Definition);

/// <summary>Sits one exam after another, each as a candidate of another known ability.</summary>
internal sealed class ExamWorker : IWorker
{
    /// <summary>One answer in so many is followed by a repetition that must show the same question.</summary>
    private const int AnswersPerRepeat = 40;

    private readonly Recorder _recorder;
    private readonly AnswerModel _model;
    private readonly StateReader _reader;
    private readonly ExamSource _source;
    private readonly int _index;
    private readonly Func<ShownItem, ReadyAnswer> _choose;
    private ExamClient _client;

    // The seed of the run draws everything: abilities, answers, repetitions, seeds of practice exams.
    private RandomStream _random;
    private double _theta;
    private CreatedView? _created;
    private int _exams;

    public ExamWorker(ExamClient client, Recorder recorder, AnswerModel model, ExamSource source, ulong seed, int index)
    {
        _client = client;
        _recorder = recorder;
        _model = model;
        _reader = new StateReader(model);
        _source = source;
        _index = index;
        _random = new RandomStream(seed, (ulong)index);
        _choose = item => item.Draw(_theta, ref _random);
    }

    /// <summary>The exam being sat; null between two.</summary>
    public SatExam? Exam { get; private set; }

    /// <summary>Exams that have ended; kept only when asked for.</summary>
    public List<SatExam>? Ended { get; init; }

    public bool IsBetweenExams => Exam is null;

    public async Task Step(long due)
    {
        try
        {
            if (Exam is not { } exam)
            {
                await Begin();
                return;
            }

            using (Reply reply = await exam.Answer(_choose))
            {
                _recorder.Answered(due, reply.Status);
                exam.Take(reply);
            }

            if (_random.NextInt32(AnswersPerRepeat) == 0)
            {
                await exam.Repeat();
                _recorder.Repeated();
            }

            LeaveIfEnded(exam);
        }
        catch (StatusException exception) when (exception.MayRepeat)
        {
            if (Exam is null)
            {
                _recorder.Failed(exception.Status);
            }

            await Task.Delay(exception.RetryAfter ?? TimeSpan.FromSeconds(1));
        }
        catch (StatusException exception)
        {
            throw new CheckFailedException(exception.Message, exception);
        }
    }

    /// <summary>Goes on through another client.</summary>
    public void MoveTo(ExamClient client)
    {
        _client = client;
        Exam?.MoveTo(client);
    }

    /// <summary>Holds a server that was started again to everything that the one before it acknowledged.</summary>
    public async Task RequireNothingLost()
    {
        if (Exam is { } exam)
        {
            await exam.RequireNothingLost(_choose);
            LeaveIfEnded(exam);
        }
    }

    private void LeaveIfEnded(SatExam exam)
    {
        if (exam.HasEnded)
        {
            _recorder.ExamEnded(_theta, exam.State.Report!.Composite.Estimate, exam.IsShorterThanAnnounced);
            Ended?.Add(exam);
            Exam = null;
        }
    }

    private async Task Begin()
    {
        _theta = _random.NextNormal();
        if (_source.ProviderKey is null)
        {
            using Reply started = await _client.StartPractice(_random.NextUInt64() >> 11);
            StateView practice = _reader.Read(started, null);
            string token = practice.Token ?? throw new CheckFailedException($"Exam {practice.ExamId} came without a token.");
            Exam = new SatExam(_model, _reader, _client.Session(practice.ExamId, token), practice.ExamId, token, practice);
            return;
        }

        // What was created before a crash is still there to be opened.
        _created ??= await _client.Create(
            _source.ProviderKey, new ExamBody($"virtual-{_index}-{++_exams}", _source.Definition, "certification"));
        ExamSession session = _client.Session(_created.ExamId, _created.Token);
        using Reply opened = await session.Open();
        Exam = new SatExam(_model, _reader, session, _created.ExamId, _created.Token, _reader.Read(opened, null));
        _created = null;
    }
}
