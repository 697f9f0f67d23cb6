using System.Collections.Immutable;
using Microsoft.AspNetCore.Http.HttpResults;
using Pals.Exam.Api.Hosting;
using Pals.Exam.Api.Problems;
using Pals.Exam.Api.Programmes;
using Pals.Exam.Api.Security;
using Pals.Exam.ItemBank.Files;
using Pals.Exam.ItemBank.Programmes;
using Pals.Exam.ItemBank.Storage;

namespace Pals.Exam.Api.Courses;

/// <summary>The courses of a provider.</summary>
internal static class CourseEndpoints
{
    private const int MostListed = 200;

    public static void MapCourses(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder group = routes.MapGroup("/v1/courses").WithTags("Courses").RequireAccess(Role.Provider)
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status403Forbidden);
        group.MapPost("/", Add).WithName("AddCourse").WithSummary("Adds a course")
            .WithDescription("The same course again changes nothing; a course that differs under the same courseId is refused, since completions are held "
                + "against what it was.")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity);
        group.MapGet("/", List).WithName("ListCourses").WithSummary("Lists the provider's courses by courseId")
            .ProducesProblem(StatusCodes.Status400BadRequest);
        group.MapGet("/{courseId}", Get).WithName("GetCourse").WithSummary("Shows a course")
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<Results<Created<CourseResponse>, ProblemHttpResult>> Add(
        NewCourse request, HttpContext http, ExamDatabase database, ProgrammeCatalog programmes, TimeProvider time)
    {
        if ((Check(request, out CourseFormat format, out CourseKind kind)) is { } invalid)
        {
            return invalid.ToResult();
        }

        string providerId = http.ProviderId();
        Outcome<Course> outcome = await database.WriteSettled<Outcome<Course>>(transaction =>
        {
            if (programmes.Find(transaction, request.ProgrammeId) is not { } programme)
            {
                return new Declined(ProblemTypes.UnknownProgramme, "No programme has this name.", "programmeId");
            }

            var course = new Course
            {
                ProviderId = providerId,
                CourseId = request.CourseId,
                ProgrammeId = request.ProgrammeId,
                Title = request.Title,
                Format = format,
                Kind = kind,
                Hours = request.Hours,
                Skills = request.Skills is null ? programme.Courses[kind].Skills : [.. request.Skills],
                StartsOn = request.StartsOn,
                EndsOn = request.EndsOn,
            };
            if (CourseRule.Check(programme, course) is { } refusal)
            {
                return Declined.By(refusal);
            }

            if (CourseRecords.Find(transaction, providerId, course.CourseId) is { } known)
            {
                return known with { Skills = course.Skills } == course && known.Skills.SequenceEqual(course.Skills)
                    ? course
                    : new Declined(ProblemTypes.CourseExists, "Another course has this courseId; choose another.", "courseId");
            }

            DateTimeOffset now = time.GetUtcNow();
            CourseRecords.Add(transaction, course, now);
            AuditRecords.Append(
                transaction, now, http.Caller().Actor, "course.added", $"course:{course.CourseId}", ("provider", providerId), ("programme", course.ProgrammeId));
            return course;
        });
        return outcome.Declined is { } declined
            ? declined.ToResult()
            : TypedResults.Created($"/v1/courses/{request.CourseId}", Response(outcome.Value!));
    }

    private static Results<Ok<CourseList>, ProblemHttpResult> List(HttpContext http, ExamDatabase database, string? after = null, int? limit = null)
    {
        if (Fields.Limit(limit, MostListed) is { } declined)
        {
            return declined.ToResult();
        }

        int count = limit ?? MostListed;
        ImmutableArray<Course> courses = database.Read(transaction => CourseRecords.List(transaction, http.ProviderId(), after ?? "", count + 1));
        return TypedResults.Ok(new CourseList(
            [.. courses.Take(count).Select(Response)], courses.Length > count ? courses[count - 1].CourseId : null));
    }

    private static Results<Ok<CourseResponse>, ProblemHttpResult> Get(string courseId, HttpContext http, ExamDatabase database) =>
        database.Read(transaction => CourseRecords.Find(transaction, http.ProviderId(), courseId)) is { } course
            ? TypedResults.Ok(Response(course))
            : Problem.Of(ProblemTypes.CourseNotFound, "The provider has no such course.");

    private static Declined? Check(NewCourse request, out CourseFormat format, out CourseKind kind)
    {
        kind = default;
        return Fields.Word("format", request.Format, out format)
            ?? Fields.Word("kind", request.Kind, out kind)
            ?? Fields.CourseId(request.CourseId)
            ?? Fields.Text("title", request.Title)
            ?? Fields.Hours(request.Hours)
            ?? Skills(request.Skills)
            ?? (request.EndsOn < request.StartsOn ? Declined.Invalid("endsOn", "endsOn must not lie before startsOn.") : null);
    }

    private static Declined? Skills(IReadOnlyList<string>? skills)
    {
        if (skills is null)
        {
            return null;
        }

        return skills.Count > Fields.MostSkills || skills.Any(skill => skill is null || Fields.Text("skills", skill) is not null)
            || skills.Distinct(StringComparer.OrdinalIgnoreCase).Count() != skills.Count
            ? Declined.Invalid("skills", $"skills must be at most {Fields.MostSkills} different names of 1 to {Fields.LongestName} printable characters.")
            : null;
    }

    private static CourseResponse Response(Course course) => new(
        course.CourseId,
        course.ProgrammeId,
        course.Title,
        Words.Of(course.Format),
        Words.Of(course.Kind),
        course.Hours,
        course.Skills,
        course.StartsOn,
        course.EndsOn);
}
