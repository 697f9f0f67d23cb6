using System.Data.Common;
using Microsoft.AspNetCore.Http.HttpResults;
using Pals.Exam.Api.Hosting;
using Pals.Exam.Api.Problems;
using Pals.Exam.Api.Programmes;
using Pals.Exam.Api.Security;
using Pals.Exam.ItemBank.Programmes;
using Pals.Exam.ItemBank.Storage;

namespace Pals.Exam.Api.Enrolments;

/// <summary>Candidates and completions by the table: all of it is stored, or nothing and every error is told by line and column.</summary>
internal static class UploadEndpoints
{
    private const string Csv = "text/csv";

    public static void MapUploads(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder group = routes.MapGroup("/v1/uploads").WithTags("Enrolments").RequireAccess(Role.Provider)
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
            .ProducesProblem(StatusCodes.Status415UnsupportedMediaType)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity);
        group.MapPost("/enrolments", Enrolments).WithName("UploadEnrolments").WithSummary("Adds candidates and enrols them, by CSV")
            .WithDescription("Columns candidateId, name, profession, courseId, and if you like email and previousCard. A candidate who is enrolled already "
                + "stays so: uploading a longer list again is safe.")
            .Accepts<string>(Csv);
        group.MapPost("/completions", Completions).WithName("UploadCompletions").WithSummary("Attests completions, by CSV")
            .WithDescription("Columns candidateId, courseId, hours, completedOn, skill, assessor, assessedOn: one line for each skill assessment, with the "
                + "same hours and completedOn on all lines of a candidate.")
            .Accepts<string>(Csv);
    }

    private static async Task<Results<Ok<EnrolmentUpload>, ProblemHttpResult>> Enrolments(
        HttpContext http, ExamDatabase database, EnrolmentDesk desk, TimeProvider time)
    {
        try
        {
            UploadedTable table = await UploadedTable.Read(http.Request, ["candidateId", "name", "profession", "courseId"], ["email", "previousCard"]);
            string providerId = http.ProviderId();
            string actor = http.Caller().Actor;
            DateTimeOffset now = time.GetUtcNow();
            return TypedResults.Ok(await database.WriteSettled(transaction => Enrol(transaction, providerId, actor, table.Again(), desk, now)));
        }
        catch (TableRejectedException rejected)
        {
            return rejected.ToResult();
        }
    }

    private static EnrolmentUpload Enrol(
        DbTransaction transaction, string providerId, string actor, UploadedTable table, EnrolmentDesk desk, DateTimeOffset now)
    {
        var result = new EnrolmentUpload(table.Rows.Count, 0, 0, 0, 0);
        foreach (UploadedTable.Row row in table.Rows)
        {
            string candidateId = row.Text("candidateId");
            var details = new CandidateDetails(row.Text("name"), row.Optional("email"), row.Text("profession"));
            if ((Fields.CandidateId(candidateId) ?? details.Check()) is { } invalid)
            {
                table.Add(row, invalid);
                continue;
            }

            if (CourseRecords.Find(transaction, providerId, row.Text("courseId")) is not { } course)
            {
                table.Add(row, new Declined(ProblemTypes.UnknownCourse, $"there is no course '{row.Text("courseId")}'; add it first", "courseId"));
                continue;
            }

            Outcome<CandidateChange> put = desk.Put(transaction, providerId, candidateId, details, actor, now);
            if (put.Declined is { } declined)
            {
                table.Add(row, declined);
                continue;
            }

            Outcome<StoredEnrolment> enrolled = desk.Enrol(transaction, put.Value!.Candidate, course, row.Optional("previousCard"), actor, now);
            bool wasEnrolled = enrolled.Declined?.Type == ProblemTypes.EnrolmentExists;
            if (enrolled.Declined is { } refused && !wasEnrolled)
            {
                table.Add(row, refused);
            }

            result = result with
            {
                CandidatesAdded = result.CandidatesAdded + (put.Value.IsNew ? 1 : 0),
                CandidatesChanged = result.CandidatesChanged + (put.Value.IsChanged ? 1 : 0),
                Enrolled = result.Enrolled + (wasEnrolled ? 0 : 1),
                EnrolledBefore = result.EnrolledBefore + (wasEnrolled ? 1 : 0),
            };
        }

        table.RequireNoErrors();
        return result;
    }

    private static async Task<Results<Ok<CompletionUpload>, ProblemHttpResult>> Completions(
        HttpContext http, ExamDatabase database, EnrolmentDesk desk, TimeProvider time)
    {
        try
        {
            UploadedTable table = await UploadedTable.Read(
                http.Request, ["candidateId", "courseId", "hours", "completedOn", "skill", "assessor", "assessedOn"], []);
            List<AttestedCompletion> completions = Group(table);
            table.RequireNoErrors();
            string providerId = http.ProviderId();
            string actor = http.Caller().Actor;
            DateTimeOffset now = time.GetUtcNow();
            return TypedResults.Ok(await database.WriteSettled(transaction => Attest(transaction, providerId, actor, table.Again(), completions, desk, now)));
        }
        catch (TableRejectedException rejected)
        {
            return rejected.ToResult();
        }
    }

    private static CompletionUpload Attest(
        DbTransaction transaction,
        string providerId,
        string actor,
        UploadedTable table,
        List<AttestedCompletion> completions,
        EnrolmentDesk desk,
        DateTimeOffset now)
    {
        int cards = 0;
        foreach ((UploadedTable.Row row, string candidateId, string courseId, Completion completion) in completions)
        {
            if (CandidateRecords.Find(transaction, providerId, candidateId) is not { } candidate
                || EnrolmentRecords.Find(transaction, candidate.Key, courseId) is not { } enrolment)
            {
                table.Add(row, new Declined(ProblemTypes.EnrolmentNotFound, $"'{candidateId}' is not enrolled in '{courseId}'", "candidateId"));
                continue;
            }

            bool hadCard = CardRecords.OfEnrolment(transaction, enrolment.EnrolmentId) is not null;
            if (desk.Attest(transaction, enrolment, completion, actor, now) is { } declined)
            {
                table.Add(row, declined);
            }
            else if (!hadCard && CardRecords.OfEnrolment(transaction, enrolment.EnrolmentId) is not null)
            {
                cards++;
            }
        }

        table.RequireNoErrors();
        return new CompletionUpload(table.Rows.Count, completions.Count, cards);
    }

    /// <summary>The lines of each candidate and course put together.</summary>
    private static List<AttestedCompletion> Group(UploadedTable table)
    {
        var completions = new List<AttestedCompletion>();
        foreach (IGrouping<(string, string), UploadedTable.Row> group in table.Rows.GroupBy(row => (row.Text("candidateId"), row.Text("courseId"))))
        {
            UploadedTable.Row first = group.First();
            var skills = new List<SkillAssessment>();
            foreach (UploadedTable.Row row in group)
            {
                foreach (string same in new[] { "hours", "completedOn" })
                {
                    if (row.Text(same) != first.Text(same))
                    {
                        table.Add(row, Declined.Invalid(same, $"{same} is '{row.Text(same)}' here, but '{first.Text(same)}' in line {first.Line}"));
                    }
                }

                if (skills.Any(skill => string.Equals(skill.Skill, row.Text("skill"), StringComparison.OrdinalIgnoreCase)))
                {
                    table.Add(row, Declined.Invalid("skill", $"'{row.Text("skill")}' stands twice for this candidate"));
                }

                foreach (string field in new[] { "skill", "assessor" })
                {
                    if (Fields.Text(field, row.Text(field)) is { } invalid)
                    {
                        table.Add(row, invalid);
                    }
                }

                skills.Add(new SkillAssessment(row.Text("skill"), row.Text("assessor"), row.Day("assessedOn")));
            }

            double hours = first.Number("hours");
            if (Fields.Hours(hours) is { } outOfRange)
            {
                table.Add(first, outOfRange);
            }

            completions.Add(new AttestedCompletion(
                first, group.Key.Item1, group.Key.Item2, new Completion(hours, first.Day("completedOn"), [.. skills])));
        }

        return completions;
    }

    private sealed record AttestedCompletion(UploadedTable.Row Row, string CandidateId, string CourseId, Completion Completion);
}
