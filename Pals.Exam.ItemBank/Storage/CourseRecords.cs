using System.Collections.Immutable;
using System.Data.Common;
using System.Text.Json;
using Dapper;
using Pals.Exam.ItemBank.Files;
using Pals.Exam.ItemBank.Programmes;

namespace Pals.Exam.ItemBank.Storage;

/// <summary>Courses: inserted once, never changed, since completions are held against them.</summary>
public static class CourseRecords
{
    private const string Columns =
        """
        SELECT provider_id AS ProviderId, course_id AS CourseId, programme_id AS ProgrammeId, title AS Title, format AS Format, kind AS Kind,
               hours AS Hours, skills AS Skills, starts_on AS StartsOn, ends_on AS EndsOn
        FROM courses
        """;

    /// <summary>Stores a new course.</summary>
    public static void Add(DbTransaction transaction, Course course, DateTimeOffset now) => transaction.Connection!.Execute(
        """
        INSERT INTO courses (provider_id, course_id, programme_id, title, format, kind, hours, skills, starts_on, ends_on, created_at)
        VALUES (@ProviderId, @CourseId, @ProgrammeId, @Title, @format, @kind, @Hours, @skills, @startsOn, @endsOn, @createdAt)
        """,
        new
        {
            course.ProviderId,
            course.CourseId,
            course.ProgrammeId,
            course.Title,
            format = Words.Of(course.Format),
            kind = Words.Of(course.Kind),
            course.Hours,
            skills = JsonSerializer.Serialize(course.Skills.AsEnumerable()),
            startsOn = Dates.Of(course.StartsOn),
            endsOn = Dates.Of(course.EndsOn),
            createdAt = now.ToUnixTimeMilliseconds(),
        },
        transaction);

    /// <summary>The course, or null.</summary>
    public static Course? Find(DbTransaction transaction, string providerId, string courseId) =>
        transaction.Connection!.QuerySingleOrDefault<Row>(
            $"{Columns} WHERE provider_id = @providerId AND course_id = @courseId", new { providerId, courseId }, transaction)?.ToCourse();

    /// <summary>A provider's courses after a courseId, in its order.</summary>
    public static ImmutableArray<Course> List(DbTransaction transaction, string providerId, string after, int count) =>
    [
        .. transaction.Connection!.Query<Row>(
            $"""
            {Columns} WHERE provider_id = @providerId AND course_id > @after
            ORDER BY course_id {SqlDialect.Of(transaction).First("@count")}
            """,
            new { providerId, after, count },
            transaction).Select(row => row.ToCourse()),
    ];

    private sealed class Row
    {
        public required string ProviderId { get; init; }

        public required string CourseId { get; init; }

        public required string ProgrammeId { get; init; }

        public required string Title { get; init; }

        public required string Format { get; init; }

        public required string Kind { get; init; }

        public required double Hours { get; init; }

        public required string Skills { get; init; }

        public string? StartsOn { get; init; }

        public string? EndsOn { get; init; }

        public Course ToCourse() => new()
        {
            ProviderId = ProviderId,
            CourseId = CourseId,
            ProgrammeId = ProgrammeId,
            Title = Title,
            Format = Words.Parse<CourseFormat>(Format),
            Kind = Words.Parse<CourseKind>(Kind),
            Hours = Hours,
            Skills = [.. JsonSerializer.Deserialize<string[]>(Skills)!],
            StartsOn = Dates.ParseOptional(StartsOn),
            EndsOn = Dates.ParseOptional(EndsOn),
        };
    }
}
