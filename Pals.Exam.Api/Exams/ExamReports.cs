using System.Data.Common;
using Pals.Exam.Api.Programmes;
using Pals.Exam.Api.WrittenExams;
using Pals.Exam.Engine.Ability;
using Pals.Exam.Engine.Assembly;
using Pals.Exam.Engine.Decisions;
using Pals.Exam.Engine.Exams;
using Pals.Exam.ItemBank.Content;
using Pals.Exam.ItemBank.Files;
using Pals.Exam.ItemBank.Programmes;
using Pals.Exam.ItemBank.Storage;

namespace Pals.Exam.Api.Exams;

/// <summary>Makes the score report of an ended exam by replaying it: a report is computed from the answers, never stored.</summary>
internal sealed class ExamReports(ExamDatabase database, ProgrammeCatalog programmes, TimeProvider time)
{
    private const double IntervalLevel = 0.95;

    private const string ProvisionalNote =
        "The difficulty of these questions is set by the judgement of their writers; no calibration on candidates' answers has replaced it yet. "
        + "Read the result as a guide to what to learn, not as a certificate.";

    /// <summary>The report of an exam that has ended.</summary>
    public ReportResponse Of(ExamSnapshot exam)
    {
        StoredExam stored = exam.Exam;
        FormScore? form = exam.Sheet is null ? null : WrittenExam.Score(exam);
        ScoreReport score = form?.Report ?? exam.Result ?? LiveExam.Replay(exam).Report();
        ExamDefinition definition = exam.Material.Definition;
        ScoreScale scale = exam.Material.Scale;
        PercentResponse[] percents = Percents(scale, [score.Composite, .. score.TopicAreas.Select(area => area.Estimate)]);
        (ReportGuidance guidance, bool mayShowKeys) = database.Read(transaction =>
            (ReportGuidance.Of(transaction, exam, programmes, time.GetUtcNow()), MayShowKeys(transaction, stored)));
        return new ReportResponse
        {
            ExamId = stored.ExamId,
            Programme = definition.Programme,
            Title = definition.Title,
            Purpose = Words.Of(stored.Purpose),
            Status = Words.Of(stored.Status),
            EndReason = Words.Of(EndReason(stored, score)),
            StartedAt = stored.StartedAt!.Value.UtcDateTime,
            EndedAt = stored.EndedAt!.Value.UtcDateTime,
            ScoredItems = score.Scored,
            UnscoredItems = score.Pretest,
            Composite = new CompositeResponse(
                score.Composite.Mean,
                score.Composite.StandardDeviation,
                Interval(score.Composite),
                percents[0],
                score.Cut,
                scale.PercentCorrect(score.Cut),
                score.ProbabilityAboveCut),
            Form = form is null ? null : new FormResultResponse(
                exam.Sheet!.FormId,
                exam.Sheet.FormNumber,
                form.Raw.Points,
                exam.Sheet.ItemIds.Length,
                form.Cut.RawScore,
                form.Cut.ExactScore,
                exam.Items.Count(item => item.Answer is null)),
            TopicAreas = [.. score.TopicAreas.Select((area, k) => TopicArea(exam, area, percents[k + 1], score.Cut, guidance))],
            Retake = guidance.Retake,
            ProvisionalParameters = exam.Material.IsProvisional,
            Note = exam.Material.IsProvisional ? ProvisionalNote : null,
            Seed = stored.Purpose == ExamPurpose.Practice ? stored.Seed : null,
            Answers = mayShowKeys ? [.. Reviews(exam)] : null,
        };
    }

    private static TopicAreaResponse TopicArea(ExamSnapshot exam, TopicAreaScore area, PercentResponse percent, double cut, ReportGuidance guidance)
    {
        TopicStanding? standing = ReportGuidance.Standing(exam, area, cut);
        return new TopicAreaResponse(
            area.Id,
            area.Name,
            area.Estimate.Mean,
            area.Estimate.StandardDeviation,
            Interval(area.Estimate),
            percent,
            area.Scored,
            area.Points,
            area.PointsPossible,
            standing is { } side ? Words.Of(side) : null,
            guidance.For(area.Id, standing));
    }

    /// <summary>As stored; an exam from before this was stored ended by its decision if today's engine sees no other end.</summary>
    private static ExamEnd EndReason(StoredExam exam, ScoreReport score) =>
        exam.EndReason ?? (score.End == ExamEnd.None ? ExamEnd.DecisionRule : score.End);

    /// <summary>Keys are shown for practice only, and never while someone is being certified on the same items.</summary>
    private static bool MayShowKeys(DbTransaction transaction, StoredExam exam) =>
        exam.Purpose == ExamPurpose.Practice && !ExamRecords.IsCertifying(transaction, exam.ParameterSetId);

    private static IEnumerable<AnswerReviewResponse> Reviews(ExamSnapshot exam) =>
        from administered in exam.Items
        let answer = administered.Answer
        where answer is not null || exam.Sheet is not null
        let content = exam.Material.Items[administered.ItemId]
        let item = content.Item
        select new AnswerReviewResponse(
            administered.Position,
            item.Id,
            Words.Of(item.Type),
            item.TopicArea,
            content.Scenario is null ? null : new ScenarioResponse(content.Scenario.Id, content.Scenario.Text),
            item.Stem,
            ExamMedia.Of(exam, administered),
            item.Unit,
            answer?.Given ?? [],
            item.Answer,
            answer?.Score ?? 0,
            item.MaximumScore(),
            !exam.Material.Exam.Pool.IsPretest(exam.Material.Exam.Pool.IndexOf(item.Id)),
            item.Rationale,
            [.. item.Options.Select(option => new OptionReviewResponse(option.Key, option.Text, option.Rationale))]);

    private static PercentResponse[] Percents(ScoreScale scale, PosteriorSummary[] estimates)
    {
        double[] abilities = [.. estimates.SelectMany(estimate => new[] { estimate.Mean, estimate.Lower, estimate.Upper })];
        scale.PercentCorrect(abilities, abilities);
        return [.. abilities.Chunk(3).Select(percent => new PercentResponse(percent[0], percent[1], percent[2]))];
    }

    private static IntervalResponse Interval(PosteriorSummary estimate) => new(estimate.Lower, estimate.Upper, IntervalLevel);
}
