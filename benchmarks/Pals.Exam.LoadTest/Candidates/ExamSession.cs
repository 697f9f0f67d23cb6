using Pals.Exam.LoadTest.Http;

namespace Pals.Exam.LoadTest.Candidates;

/// <summary>The requests of one exam to one server; what they have in common is made once.</summary>
internal sealed class ExamSession(HttpClient http, Guid examId, string token)
{
    private readonly Uri _exam = new(http.BaseAddress!, $"/v1/exams/{examId}");
    private readonly Uri _answers = new(http.BaseAddress!, $"/v1/exams/{examId}/answers");
    private readonly string _authorization = $"Bearer {token}";

    /// <summary>Asks for the exam's state.</summary>
    public Task<Reply> Open() => Exchange.Send(http, HttpMethod.Get, _exam, _authorization, null);

    /// <summary>Answers the question at a position.</summary>
    public Task<Reply> Answer(int position, ReadyAnswer answer) =>
        Exchange.Send(http, HttpMethod.Post, _answers, _authorization, answer.Body(position));
}
