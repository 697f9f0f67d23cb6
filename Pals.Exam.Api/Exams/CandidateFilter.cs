using Pals.Exam.Api.Problems;
using Pals.Exam.Api.Security;

namespace Pals.Exam.Api.Exams;

/// <summary>
/// Lets the candidate of an exam in, who shows its token. An unknown exam, a token of another exam and a wrong token get one and the same
/// answer, so that nobody can find out which exams exist.
/// </summary>
internal sealed class CandidateFilter(ExamRoom room) : IEndpointFilter
{
    public const string ExamIdParameter = "examId";

    // Compared when there is no exam, so that its absence takes no less time.
    private static readonly byte[] NoHash = new byte[32];

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        HttpContext http = context.HttpContext;
        if (BearerCredential.Of(http.Request) is not string token)
        {
            await Problem.Write(http, ProblemTypes.MissingCredentials, "Send Authorization: Bearer and the exam's token.");
            return Results.Empty;
        }

        ExamSnapshot? exam = Guid.TryParseExact(http.GetRouteValue(ExamIdParameter) as string, "D", out Guid examId) ? room.Find(examId) : null;
        bool admitted = exam is null ? Secret.Matches(token, NoHash) : exam.Accepts(token);
        return admitted
            ? await next(context)
            : Problem.Of(ProblemTypes.ExamNotFound, "Either there is no such exam, or the token is not that of this exam.");
    }
}
