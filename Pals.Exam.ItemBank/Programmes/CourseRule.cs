using System.Collections.Immutable;
using System.Globalization;

namespace Pals.Exam.ItemBank.Programmes;

/// <summary>A course of a provider.</summary>
public sealed record Course
{
    public required string ProviderId { get; init; }

    /// <summary>The provider's own name for it.</summary>
    public required string CourseId { get; init; }

    public required string ProgrammeId { get; init; }

    public required string Title { get; init; }

    public required CourseFormat Format { get; init; }

    public required CourseKind Kind { get; init; }

    public required double Hours { get; init; }

    /// <summary>The skill assessments that each candidate must pass.</summary>
    public required ImmutableArray<string> Skills { get; init; }

    public DateOnly? StartsOn { get; init; }

    public DateOnly? EndsOn { get; init; }
}

/// <summary>What a provider attests of a candidate who has completed a course.</summary>
public sealed record Completion(double Hours, DateOnly CompletedOn, ImmutableArray<SkillAssessment> Skills);

/// <summary>A skill assessment that was passed.</summary>
public sealed record SkillAssessment(string Skill, string Assessor, DateOnly AssessedOn);

/// <summary>Whether courses and completions hold what the programme asks for.</summary>
public static class CourseRule
{
    /// <summary>What the course lacks; null when it may be offered.</summary>
    public static Refusal? Check(Programme programme, Course course)
    {
        CourseRequirement least = programme.Courses[course.Kind];
        if (course.Hours < least.Hours)
        {
            return new Refusal(
                RefusalKind.CourseBelowProgramme, $"A course of this kind in {programme.Name} has at least {Hours(least.Hours)} hours, not {Hours(course.Hours)}.");
        }

        string[] missing = [.. least.Skills.Except(course.Skills, StringComparer.OrdinalIgnoreCase)];
        return missing.Length == 0
            ? null
            : new Refusal(RefusalKind.CourseBelowProgramme, $"A course of this kind in {programme.Name} assesses also: {string.Join("; ", missing)}.");
    }

    /// <summary>What the completion lacks; null when it may be attested on <paramref name="today"/>.</summary>
    public static Refusal? Check(Course course, Completion completion, DateOnly today)
    {
        string? lack = Lack(course, completion, today);
        return lack is null ? null : new Refusal(RefusalKind.CompletionBelowCourse, lack);
    }

    private static string? Lack(Course course, Completion completion, DateOnly today)
    {
        if (completion.Hours < course.Hours)
        {
            return $"The course has {Hours(course.Hours)} hours; {Hours(completion.Hours)} were attended.";
        }

        if (completion.CompletedOn > today)
        {
            return $"A course cannot be completed in the future ({completion.CompletedOn:yyyy-MM-dd}).";
        }

        if (completion.CompletedOn < course.StartsOn)
        {
            return $"The course began on {course.StartsOn:yyyy-MM-dd}, after the day of completion ({completion.CompletedOn:yyyy-MM-dd}).";
        }

        if (completion.Skills.FirstOrDefault(skill => !course.Skills.Contains(skill.Skill, StringComparer.OrdinalIgnoreCase)) is { } unknown)
        {
            return $"The course has no skill assessment '{unknown.Skill}'; it has {string.Join("; ", course.Skills)}.";
        }

        if (completion.Skills.FirstOrDefault(skill => skill.AssessedOn > completion.CompletedOn) is { } late)
        {
            return $"The assessment of '{late.Skill}' ({late.AssessedOn:yyyy-MM-dd}) lies after the day of completion ({completion.CompletedOn:yyyy-MM-dd}).";
        }

        string[] missing = [.. course.Skills.Except(completion.Skills.Select(skill => skill.Skill), StringComparer.OrdinalIgnoreCase)];
        return missing.Length > 0 ? $"These skill assessments are missing: {string.Join("; ", missing)}." : null;
    }

    private static string Hours(double hours) => hours.ToString("0.##", CultureInfo.InvariantCulture);
}
