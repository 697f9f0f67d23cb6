using Microsoft.Extensions.Caching.Memory;
using Pals.Exam.Api.Hosting;

namespace Pals.Exam.Api.Exams;

/// <summary>The exams that this node holds in memory, bounded; the ones not touched for long go first.</summary>
internal sealed class LiveExams(IConfiguration configuration) : IDisposable
{
    private const int DefaultCapacity = 10_000;

    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(30);

    private readonly MemoryCache _exams = new(new MemoryCacheOptions
    {
        SizeLimit = Capacity(configuration),
    });

    /// <summary>How many exams are held at most.</summary>
    public static int Capacity(IConfiguration configuration) => Setting.Whole(configuration, "Exams:MaximumInMemory", DefaultCapacity);

    /// <summary>Exams held at present.</summary>
    public int Count => _exams.Count;

    public LiveExam? Find(Guid examId) => _exams.Get<LiveExam>(examId);

    public void Keep(LiveExam exam) => _exams.Set(
        exam.Snapshot.Exam.ExamId, exam, new MemoryCacheEntryOptions { Size = 1, SlidingExpiration = Idle });

    /// <summary>Drops <paramref name="exam"/>, unless another has taken its place.</summary>
    public void Forget(LiveExam exam)
    {
        Guid examId = exam.Snapshot.Exam.ExamId;
        if (Find(examId) == exam)
        {
            _exams.Remove(examId);
        }
    }

    public void Dispose() => _exams.Dispose();
}
