using System.Collections.Immutable;
using System.Data.Common;
using Pals.Exam.Api.Exams;
using Pals.Exam.Engine.Assembly;
using Pals.Exam.Engine.Exams;
using Pals.Exam.ItemBank.Content;
using Pals.Exam.ItemBank.Forms;
using Pals.Exam.ItemBank.Storage;

namespace Pals.Exam.Api.WrittenExams;

/// <summary>
/// How a written exam begins and ends. Everything between is on its sheet: what stands there when the exam ends is copied to the items that it
/// showed, so that reports, calibration and exposure find every kind of exam in the same place.
/// </summary>
internal static class WrittenExam
{
    /// <summary>Gives a new exam its form.</summary>
    public static void Assign(DbTransaction transaction, StoredExam exam, WrittenForms forms)
    {
        ImmutableArray<string> before = exam is { ProviderId: { } providerId, CandidateId: { } candidateId }
            ? WrittenExamRecords.GivenBefore(transaction, providerId, candidateId)
            : [];
        ExamForm form = forms.Choose(exam.Seed, before);
        WrittenExamRecords.Add(transaction, exam.ExamId, form.FormId, form.Number, form.Questions.Select(question => question.Item.Id));
    }

    /// <summary>The exam with what stands on its sheet, where that has not been copied yet.</summary>
    public static ExamSnapshot WithSheet(ExamSnapshot exam, WrittenSheet sheet) => exam.Exam.HasEnded
        ? exam
        : exam with
        {
            Items = [.. exam.Items.Select((item, k) => sheet.Answers[k] is { Given.IsEmpty: false } answer
                ? item with { Answer = Scored(exam.Material.Item(item.ItemId), answer) }
                : item)],
        };

    /// <summary>
    /// Copies the answers that stand on the sheet of an exam in progress to its items, and tells the status that they come to and how many there are;
    /// null when the exam is no longer in progress, or its time runs otherwise by now. The caller ends it in the same transaction.
    /// </summary>
    public static (StoredExamStatus Status, int Answered)? Close(DbTransaction transaction, ExamSnapshot exam, bool isOutOfTime)
    {
        Guid examId = exam.Exam.ExamId;
        SqlDialect.Of(transaction).HoldExam(transaction, examId.ToString("D"));
        WrittenSheet sheet = WrittenExamRecords.Find(transaction, examId)!;
        int answered = 0;
        int[] scores = new int[sheet.ItemIds.Length];
        for (int k = 0; k < scores.Length; k++)
        {
            if (sheet.Answers[k] is { Given.IsEmpty: false } given)
            {
                ItemAnswer answer = Scored(exam.Material.Item(sheet.ItemIds[k]), given);
                if (!ExamRecords.Answer(transaction, examId, k + 1, answer, exam.Exam.TimeEvents.Length))
                {
                    return null;
                }

                scores[k] = answer.Score;
                answered++;
            }
        }

        WrittenForm form = exam.Form!.Form;
        bool passes = form.RawScore(scores).Reaches(form.Cut.RawScore) && !(isOutOfTime && exam.Material.Definition.OutOfTime == OutOfTimeRule.Fail);

        // A form on which nothing was answered before time ran out has measured nothing.
        StoredExamStatus status = isOutOfTime && answered == 0
            ? StoredExamStatus.Expired
            : passes ? StoredExamStatus.Passed : StoredExamStatus.Failed;
        return (status, answered);
    }

    /// <summary>The score report of an exam that has ended, with its raw score.</summary>
    public static FormScore Score(ExamSnapshot exam) => exam.Form!.Score(
        [.. exam.Items.Select(item => (IReadOnlyList<string>)(item.Answer?.Given ?? []))],
        exam.Exam.IsOutOfTime ? ExamEnd.TimeLimit : ExamEnd.MaximumLength);

    private static ItemAnswer Scored(Item item, SheetAnswer answer) => new()
    {
        Given = answer.Given,
        Score = item.Score(answer.Given),
        AnsweredAt = answer.ReceivedAt,
        Seconds = answer.Seconds,
    };
}
