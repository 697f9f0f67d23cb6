using Microsoft.AspNetCore.Http.HttpResults;
using Pals.Exam.ItemBank.Files;
using Pals.Exam.ItemBank.Programmes;

namespace Pals.Exam.Api.Problems;

/// <summary>Why something asked for is not done: what becomes a problem over HTTP, and a line of the list of errors for an uploaded table.</summary>
public sealed record Declined(ProblemType Type, string Detail, string? Field = null, DateTimeOffset? NotBefore = null)
{
    /// <summary>A field of the request that is not as described.</summary>
    public static Declined Invalid(string field, string detail) => new(ProblemTypes.InvalidRequest, detail, field);

    /// <summary>What the rules of a programme object to.</summary>
    public static Declined By(Refusal refusal, string? field = null) =>
        new(ProblemTypes.Of(refusal.Kind), refusal.Sentence, field, refusal.NotBefore);

    /// <summary>The problem as a response.</summary>
    public ProblemHttpResult ToResult()
    {
        var problem = Problem.Details(Type, Detail, Field);
        if (NotBefore is { } time)
        {
            problem.Extensions["notBefore"] = time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);
        }

        return TypedResults.Problem(problem);
    }
}
