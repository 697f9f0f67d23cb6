using Pals.Exam.Api.Hosting;
using Pals.Exam.ItemBank.Content;
using Pals.Exam.ItemBank.Files;
using Pals.Exam.ItemBank.Rhythms;
using Pals.Exam.ItemBank.Storage;

namespace Pals.Exam.Api.Exams;

/// <summary>Shows an exam to its candidate: nothing here may give an answer away.</summary>
internal sealed class ExamStates(ExamReports reports, ServerClock clock)
{
    /// <summary>The exam state of the contract; the report comes with it when the exam has ended.</summary>
    public ExamStateResponse Of(ExamSnapshot exam, string? token = null)
    {
        var definition = exam.Material.Definition;
        ExamTime time = exam.Time;
        DateTimeOffset now = clock.Now;
        return new ExamStateResponse
        {
            ExamId = exam.Exam.ExamId,
            Status = Words.Of(exam.Exam.Status),
            Deadline = time.DeadlineAt(now)?.UtcDateTime,
            Now = now.UtcDateTime,
            Paused = time.IsPaused,
            Progress = new ProgressResponse(
                exam.Answered, definition.MinimumLength + definition.PretestItems, definition.MaximumLength + definition.PretestItems),
            Question = !exam.Exam.HasEnded && !time.IsPaused && Waiting(exam) is { } waiting ? Question(exam, waiting) : null,
            Form = exam.Sheet is { } sheet ? new FormNameResponse(sheet.FormId, sheet.FormNumber) : null,
            Report = exam.Exam.HasEnded ? reports.Of(exam) : null,
            Token = token,
        };
    }

    /// <summary>The item that waits for an answer; on a form the first of them, and null when all are answered.</summary>
    private static AdministeredItem? Waiting(ExamSnapshot exam) =>
        exam.Sheet is null ? exam.Items[^1] : exam.Items.FirstOrDefault(item => item.Answer is null);

    /// <summary>A question as its candidate may see it.</summary>
    public static QuestionResponse Question(ExamSnapshot exam, AdministeredItem administered)
    {
        QuestionResponse question = exam.Material.Questions[administered.ItemId];
        return question with { Position = administered.Position, Media = ExamMedia.Of(exam, administered) };
    }

    /// <summary>What a candidate may see of an item, wherever it is shown.</summary>
    public static QuestionResponse Question(PublishedItem published)
    {
        (Item item, CaseScenario? scenario) = published;
        return new QuestionResponse
        {
            Position = 0,
            ItemId = item.Id,
            Type = Words.Of(item.Type),
            TopicArea = item.TopicArea,
            Scenario = scenario is null ? null : new ScenarioResponse(scenario.Id, scenario.Text),
            Stem = item.Stem,
            Media = [.. item.Media.Select(strip => new MediaResponse("rhythm-strip", "", StripDescription.Of(strip)))],
            Options = [.. item.Options.Select(option => new OptionResponse(option.Key, option.Text))],
            Unit = item.Unit,
        };
    }
}
