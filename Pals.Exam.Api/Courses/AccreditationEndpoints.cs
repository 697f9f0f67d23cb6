using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Pals.Exam.Api.Cards;
using Pals.Exam.Api.Hosting;
using Pals.Exam.Api.Problems;
using Pals.Exam.Api.Programmes;
using Pals.Exam.Api.Security;
using Pals.Exam.ItemBank.Programmes;
using Pals.Exam.ItemBank.Storage;

namespace Pals.Exam.Api.Courses;

/// <summary>Who accredits a course provider: recorded by administrators, who have seen the proof.</summary>
internal static class AccreditationEndpoints
{
    public static void MapAccreditations(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder group = routes.MapGroup($"/v1/providers/{{{AccessControl.ProviderIdParameter}}}/accreditations").WithTags("Providers")
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status404NotFound);
        group.MapGet("/", List).WithName("ListAccreditations").WithSummary("Lists a course provider's accreditations")
            .RequireAccess(Role.Provider | Role.Administrator, ResourceOf.Provider);
        group.MapPut("/{body}", Set).WithName("SetAccreditation").WithSummary("Records or extends an accreditation")
            .RequireAccess(Role.Administrator, ResourceOf.Provider)
            .ProducesProblem(StatusCodes.Status400BadRequest);
    }

    private static Ok<AccreditationList> List(string providerId, ExamDatabase database, TimeProvider time) => TypedResults.Ok(new AccreditationList(
    [
        .. database.Read(transaction => AccreditationRecords.Of(transaction, providerId)).Select(accreditation => Response(accreditation, time)),
    ]));

    private static async Task<Results<Ok<AccreditationResponse>, ProblemHttpResult>> Set(
        string providerId,
        string body,
        NewAccreditation request,
        ExamDatabase database,
        ProgrammeCatalog programmes,
        HttpContext context,
        TimeProvider time)
    {
        string[] known = database.Read(transaction => programmes.All(transaction).SelectMany(programme => programme.AccreditedBy).Distinct().ToArray());
        Declined? declined = known.Contains(body)
            ? Fields.Text("number", request.Number, 100)
            : Declined.Invalid("body", $"body must be one of {string.Join(", ", known)}.");
        if (declined is not null)
        {
            return declined.ToResult();
        }

        var accreditation = new Accreditation(body, request.Number, request.ExpiresOn);
        DateTimeOffset now = time.GetUtcNow();
        await database.WriteSettled(transaction =>
        {
            AccreditationRecords.Set(transaction, providerId, accreditation, now);
            AuditRecords.Append(
                transaction,
                now,
                context.Caller().Actor,
                "accreditation.set",
                $"provider:{providerId}",
                ("body", body),
                ("expiresOn", request.ExpiresOn.ToString("O", CultureInfo.InvariantCulture)));
            return true;
        });
        return TypedResults.Ok(Response(accreditation, time));
    }

    private static AccreditationResponse Response(Accreditation accreditation, TimeProvider time) => new(
        accreditation.Body,
        accreditation.Number,
        accreditation.ExpiresOn,
        accreditation.ExpiresOn >= CardOffice.Today(time.GetUtcNow()));
}
