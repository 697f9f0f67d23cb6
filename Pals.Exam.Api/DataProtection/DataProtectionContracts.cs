using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Pals.Exam.Api.Candidates;
using Pals.Exam.Api.Cards;
using Pals.Exam.Api.Enrolments;
using Pals.Exam.Api.Exams;

namespace Pals.Exam.Api.DataProtection;

/// <summary>Everything that is stored about one person.</summary>
public sealed record PersonExport(
    string ProviderId,
    string CandidateId,
    [property: Description("Null for a candidate whom the provider only gave exams.")]
    CandidateResponse? Candidate,
    IReadOnlyList<EnrolmentResponse> Enrolments,
    IReadOnlyList<ExamExport> Exams,
    IReadOnlyList<OwnCardResponse> Cards);

/// <summary>An exam of the person.</summary>
public sealed record ExamExport(
    Guid ExamId,
    [property: AllowedValues("certification", "practice")] string Purpose,
    [property: AllowedValues("not-started", "in-progress", "passed", "failed", "completed", "expired")] string Status,
    DateTime CreatedAt,
    DateTime? StartedAt,
    DateTime? EndedAt,
    [property: Description("What the person answered; keys and scores of single questions are not part of it.")]
    IReadOnlyList<AnswerExport> Answers,
    ReportResponse? Report);

/// <summary>An answer of the person.</summary>
public sealed record AnswerExport(int Position, string ItemId, IReadOnlyList<string> Given, DateTime AnsweredAt, double? Seconds);

/// <summary>What an erasure left.</summary>
public sealed record ErasureResponse(
    [property: Description("Exams that stay for calibration, under random names.")]
    int ExamsKept,
    [property: Description("Cards whose number stays known as erased, without a name.")]
    int CardsErased,
    [property: Description("Cards that the programme keeps for the law until they expire.")]
    int CardsKept);
