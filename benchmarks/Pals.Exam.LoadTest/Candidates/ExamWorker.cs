using System.Net;
using Pals.Exam.Engine.Numerics;
using Pals.Exam.LoadTest.Runs;

namespace Pals.Exam.LoadTest.Candidates;

/// <summary>How exams come to be: made by a course provider, or practice.</summary>
/// <param name="ProviderKey">Null for practice exams.</param>
internal sealed record ExamSource(string? ProviderKey, string Definition);

/// <summary>Sits one exam after another, each as a candidate of another known ability.</summary>
internal sealed class ExamWorker(ExamClient client, Recorder recorder, AnswerModel model, ExamSource source, ulong seed, int index) : IWorker
{
    /// <summary>One answer in so many is followed by a repetition that must show the same question.</summary>
    private const int AnswersPerRepeat = 40;

    // The seed of the run draws everything: abilities, answers, repetitions, seeds of practice exams.
    private RandomStream _random = new(seed, (ulong)index);
    private double _theta;
    private CreatedView? _created;
    private int _exams;

    /// <summary>The exam being sat; null between two.</summary>
    public SatExam? Exam { get; private set; }

    /// <summary>Exams that have ended; kept only when asked for.</summary>
    public List<SatExam>? Ended { get; init; }

    public ExamClient Client { get; set; } = client;

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

            await exam.Answer(Client, Choose, status => recorder.Answered(due, status));
            if (_random.NextInt32(AnswersPerRepeat) == 0)
            {
                await exam.Repeat(Client);
                recorder.Repeated();
            }

            LeaveIfEnded(exam);
        }
        catch (StatusException exception) when (exception.MayRepeat)
        {
            if (Exam is null)
            {
                recorder.Failed(exception.Status);
            }

            await Task.Delay(exception.RetryAfter ?? TimeSpan.FromSeconds(1));
        }
        catch (StatusException exception)
        {
            throw new CheckFailedException(exception.Message, exception);
        }
    }

    /// <summary>Holds a server that was started again to everything that the one before it acknowledged.</summary>
    public async Task RequireNothingLost()
    {
        if (Exam is { } exam)
        {
            await exam.RequireNothingLost(Client, Choose);
            LeaveIfEnded(exam);
        }
    }

    private void LeaveIfEnded(SatExam exam)
    {
        if (exam.HasEnded)
        {
            recorder.ExamEnded(_theta, exam.State.Report!.Composite.Estimate, exam.IsShorterThanAnnounced);
            Ended?.Add(exam);
            Exam = null;
        }
    }

    private async Task Begin()
    {
        _theta = _random.NextNormal();
        if (source.ProviderKey is null)
        {
            StateView practice = await Client.StartPractice(_random.NextUInt64() >> 11);
            Exam = new SatExam(
                model, practice.ExamId, practice.Token ?? throw new CheckFailedException($"Exam {practice.ExamId} came without a token."), practice);
            return;
        }

        // What was created before a crash is still there to be opened.
        _created ??= await Client.Create(
            source.ProviderKey, new ExamBody($"virtual-{index}-{++_exams}", source.Definition, "certification"));
        Exam = new SatExam(model, _created.ExamId, _created.Token, await Client.Open(_created.ExamId, _created.Token));
        _created = null;
    }

    private string[] Choose(QuestionView question) => model.Answer(question, _theta, ref _random);
}
