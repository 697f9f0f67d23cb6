using System.Diagnostics;
using System.Diagnostics.Metrics;
using Pals.Exam.Api.Exams;
using Pals.Exam.ItemBank.Files;
using Pals.Exam.ItemBank.Storage;

namespace Pals.Exam.Api.Observability;

/// <summary>
/// What the server measures of its own work, beside what the framework measures of requests, connections and memory. Nothing here says whose exam
/// it was, or what was answered.
/// </summary>
internal sealed class ExamMetrics : IDisposable
{
    /// <summary>Name of the meter and of the source of activities.</summary>
    public const string Name = "Pals.Exam";

    private readonly ActivitySource _activities = new(Name);
    private readonly Counter<long> _answers;
    private readonly Counter<long> _started;
    private readonly Counter<long> _ended;
    private readonly Counter<long> _rejected;
    private readonly Histogram<double> _step;

    public ExamMetrics(IMeterFactory meters, LiveExams live)
    {
        Meter meter = meters.Create(Name);
        _answers = meter.CreateCounter<long>("pals.exam.answers", "{answer}", "Answers by what became of them.");
        _started = meter.CreateCounter<long>("pals.exam.exams.started", "{exam}", "Exams started by their candidates.");
        _ended = meter.CreateCounter<long>("pals.exam.exams.ended", "{exam}", "Exams ended, by result.");
        _rejected = meter.CreateCounter<long>("pals.exam.requests.rejected", "{request}", "Requests that were told to come again later, by status.");
        _step = meter.CreateHistogram(
            "pals.exam.step.duration",
            "s",
            "Time to take an answer into the estimates, decide and choose the next question.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [1e-6, 2e-6, 5e-6, 1e-5, 2e-5, 5e-5, 1e-4, 5e-4, 1e-3, 1e-2, 0.1] });
        meter.CreateObservableGauge("pals.exam.exams.active", () => live.Count, "{exam}", "Exams in progress that this node holds in memory.");
    }

    /// <summary>An answer has arrived; null when nobody traces.</summary>
    public Activity? BeginAnswer() => _activities.StartActivity("answer");

    public void Answered(AnswerResult result, Activity? activity)
    {
        _answers.Add(1, new KeyValuePair<string, object?>("result", Words.Of(result)));
        activity?.SetTag("result", Words.Of(result));
    }

    public void ExamStarted(ExamPurpose purpose) => _started.Add(1, new KeyValuePair<string, object?>("purpose", Words.Of(purpose)));

    public void ExamEnded(StoredExamStatus status) => _ended.Add(1, new KeyValuePair<string, object?>("status", Words.Of(status)));

    public void Rejected(int status) => _rejected.Add(1, new KeyValuePair<string, object?>("status", status));

    public void Dispose() => _activities.Dispose();

    /// <param name="begin">The time stamp of the beginning.</param>
    public void Stepped(long begin)
    {
        if (_step.Enabled)
        {
            _step.Record(Stopwatch.GetElapsedTime(begin).TotalSeconds);
        }
    }
}
