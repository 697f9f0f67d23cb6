using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Pals.Exam.Api.Enrolments;

/// <summary>How the candidates of a course did, by topic area: each candidate's last exam that was decided.</summary>
public sealed record CourseResults(
    string CourseId,
    int Candidates,
    int Passed,
    [property: Description("In the order of the exam.")]
    IReadOnlyList<TopicAreaResult> TopicAreas);

/// <summary>A topic area over a cohort.</summary>
public sealed record TopicAreaResult(
    string Id,
    string Name,
    int Candidates,
    [property: Description("Mean of the candidates' scores on the percent scale.")]
    double MeanPercent,
    [property: Description("Their standard deviation; null for fewer than two candidates.")]
    double? StandardDeviation,
    [property: Description("Candidates whose score in the area lies below the passing standard of the exam.")]
    int BelowStandard);

/// <summary>What a provider used, month by month.</summary>
public sealed record UsageList(IReadOnlyList<MonthOfUse> Months);

/// <summary>A month, UTC.</summary>
public sealed record MonthOfUse(
    [property: Description("Such as 2026-03."), RegularExpression("^[0-9]{4}-[0-9]{2}$")] string Month,
    long ExamsMade,
    long CertificationExamsMade,
    long ExamsEnded,
    long ExamsPassed,
    long Enrolments,
    long CardsIssued);
