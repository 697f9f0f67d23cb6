using System.Collections.Immutable;
using System.Data.Common;
using Pals.Exam.Api.Enrolments;
using Pals.Exam.Api.Programmes;
using Pals.Exam.Engine.Exams;
using Pals.Exam.Engine.Numerics;
using Pals.Exam.ItemBank.Files;
using Pals.Exam.ItemBank.Programmes;
using Pals.Exam.ItemBank.Storage;

namespace Pals.Exam.Api.Exams;

/// <summary>What a report says beyond the result: what to study, and when the exam can be taken again. Both are of the day on which it is read.</summary>
/// <param name="Advice">What to study by topic area, where the programme says so and the exam has measured the area.</param>
/// <param name="Retake">Null for practice and for a pass.</param>
internal sealed record ReportGuidance(ImmutableDictionary<string, StudyAdvice> Advice, RetakeResponse? Retake)
{
    private const string NotEnrolled = "Your course provider can tell you whether and when you can take the exam again.";

    /// <summary>What the programme says to the candidate of an ended exam.</summary>
    public static ReportGuidance Of(DbTransaction transaction, ExamSnapshot exam, ProgrammeCatalog programmes, DateTimeOffset now)
    {
        StoredExam stored = exam.Exam;
        bool isCertification = stored.Purpose == ExamPurpose.Certification;
        StoredEnrolment? enrolment = isCertification ? EnrolmentRecords.OfExam(transaction, stored.ExamId) : null;
        Programme? programme = enrolment is null
            ? programmes.OfDefinition(transaction, exam.Material.Definition.Id)
            : programmes.Require(transaction, enrolment.ProgrammeId);
        return new ReportGuidance(
            Measures(exam) && programme is not null
                ? programme.StudyAdvice.ToImmutableDictionary(advice => advice.TopicArea, StringComparer.Ordinal)
                : ImmutableDictionary<string, StudyAdvice>.Empty,
            isCertification && stored.Status != StoredExamStatus.Passed ? Outlook(transaction, enrolment, programme, now) : null);
    }

    /// <summary>Where the candidate stands in an area; null when the exam has not measured the areas.</summary>
    public static TopicStanding? Standing(ExamSnapshot exam, TopicAreaScore area, double cut) => Measures(exam)
        ? StudyAdvice.Standing(NormalDistribution.Cdf((area.Estimate.Mean - cut) / area.Estimate.StandardDeviation))
        : null;

    /// <summary>What to say of an area in which the candidate stands there; null when the programme says nothing.</summary>
    public TopicAdviceResponse? For(string topicArea, TopicStanding? standing) =>
        standing is { } side && Advice.TryGetValue(topicArea, out StudyAdvice? advice)
            ? new TopicAdviceResponse(advice.For(side), advice.Reading)
            : null;

    /// <summary>An exam that ended without a result, or that knows one ability alone, says nothing of its topic areas.</summary>
    private static bool Measures(ExamSnapshot exam) =>
        exam.Exam.Status != StoredExamStatus.Expired && exam.Material.Definition.Dimensions == ExamDimensions.Joint;

    private static RetakeResponse Outlook(DbTransaction transaction, StoredEnrolment? enrolment, Programme? programme, DateTimeOffset now)
    {
        if (enrolment is null)
        {
            return new RetakeResponse("unknown", null, null, null, null, NotEnrolled);
        }

        RetakeOutlook outlook = RetakeOutlook.Of(programme!, EnrolmentDesk.Standing(transaction, enrolment, programme!, now), now);
        return new RetakeResponse(
            outlook.NotBefore is null ? "closed" : outlook.NotBefore <= now ? "open" : "later",
            outlook.AttemptsLeft,
            outlook.NotBefore?.UtcDateTime,
            outlook.LastDay,
            outlook.Refusal is null ? null : Words.Of(outlook.Refusal.Kind),
            outlook.Sentence(now));
    }
}
