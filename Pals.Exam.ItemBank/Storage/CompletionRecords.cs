using System.Collections.Immutable;
using System.Data.Common;
using Dapper;
using Pals.Exam.ItemBank.Programmes;

namespace Pals.Exam.ItemBank.Storage;

/// <summary>What providers attested of courses: a correction is a further revision, and the newest counts.</summary>
public static class CompletionRecords
{
    /// <summary>What was attested last; null when nothing was.</summary>
    public static Completion? Find(DbTransaction transaction, Guid enrolmentId)
    {
        string id = Ids.Of(enrolmentId);
        (int Revision, double Hours, string CompletedOn)? row = transaction.Connection!.QuerySingleOrDefault<(int, double, string)?>(
            """
            SELECT revision, hours, completed_on FROM completions
            WHERE enrolment_id = @id AND revision = (SELECT MAX(revision) FROM completions WHERE enrolment_id = @id)
            """,
            new { id },
            transaction);
        if (row is not (int revision, double hours, string completedOn))
        {
            return null;
        }

        IEnumerable<(string Skill, string Assessor, string AssessedOn)> skills = transaction.Connection!.Query<(string, string, string)>(
            """
            SELECT skill, assessor, assessed_on FROM completion_skills WHERE enrolment_id = @id AND revision = @revision ORDER BY ordinal
            """,
            new { id, revision },
            transaction);
        return new Completion(
            hours,
            Dates.Parse(completedOn),
            [.. skills.Select(skill => new SkillAssessment(skill.Skill, skill.Assessor, Dates.Parse(skill.AssessedOn)))]);
    }

    /// <summary>Stores what a provider attests, in place of what it attested before.</summary>
    public static void Add(DbTransaction transaction, Guid enrolmentId, Completion completion, string attestedBy, DateTimeOffset now)
    {
        string id = Ids.Of(enrolmentId);
        int revision = 1 + (transaction.Connection!.ExecuteScalar<int?>(
            "SELECT MAX(revision) FROM completions WHERE enrolment_id = @id", new { id }, transaction) ?? 0);
        transaction.Connection!.Execute(
            """
            INSERT INTO completions (enrolment_id, revision, hours, completed_on, attested_by, attested_at)
            VALUES (@id, @revision, @Hours, @completedOn, @attestedBy, @attestedAt)
            """,
            new { id, revision, completion.Hours, completedOn = Dates.Of(completion.CompletedOn), attestedBy, attestedAt = now.ToUnixTimeMilliseconds() },
            transaction);
        transaction.Connection!.Execute(
            """
            INSERT INTO completion_skills (enrolment_id, revision, ordinal, skill, assessor, assessed_on)
            VALUES (@id, @revision, @ordinal, @Skill, @Assessor, @assessedOn)
            """,
            completion.Skills.Select((skill, ordinal) => new
            {
                id,
                revision,
                ordinal,
                skill.Skill,
                skill.Assessor,
                assessedOn = Dates.Of(skill.AssessedOn),
            }),
            transaction);
    }
}
