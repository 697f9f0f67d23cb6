using System.Buffers;
using System.Text.Json;
using Pals.Exam.Api.Hosting;
using Pals.Exam.ItemBank.Content;
using Pals.Exam.ItemBank.Files;
using Pals.Exam.ItemBank.Rhythms;
using Pals.Exam.ItemBank.Storage;

namespace Pals.Exam.Api.Exams;

/// <summary>Shows an exam to its candidate: nothing here may give an answer away.</summary>
internal sealed class ExamStates(ExamReports reports, ServerClock clock)
{
    /// <summary>More than a state without its question takes.</summary>
    private const int LongestFrame = 512;

    /// <summary>
    /// Writes the exam state as the response: text for text what <see cref="Of"/> is as JSON. An adaptive exam in progress, the answer to almost every
    /// request, is put together around its question, whose text is the same for everybody.
    /// </summary>
    public async Task Write(HttpResponse response, ExamSnapshot exam)
    {
        if (exam.Sheet is not null || exam.Exam.HasEnded)
        {
            await TypedResults.Ok(Of(exam)).ExecuteAsync(response.HttpContext);
            return;
        }

        AdministeredItem waiting = exam.Items[^1];
        QuestionText text = exam.Material.QuestionTexts[waiting.ItemId];
        var buffer = new ArrayBufferWriter<byte>(LongestFrame + text.Length);
        using (var json = new Utf8JsonWriter(buffer, ResponseJson.Writing))
        {
            Write(json, exam, waiting, text);
        }

        response.ContentType = "application/json; charset=utf-8";
        response.ContentLength = buffer.WrittenCount;
        await response.BodyWriter.WriteAsync(buffer.WrittenMemory, response.HttpContext.RequestAborted);
    }

    private void Write(Utf8JsonWriter json, ExamSnapshot exam, AdministeredItem waiting, QuestionText text)
    {
        ExamTime time = exam.Time;
        DateTimeOffset now = clock.Now;
        (int minimum, int maximum) = Lengths(exam);
        json.WriteStartObject();
        json.WriteString("examId"u8, exam.Exam.ExamId);
        json.WriteString("status"u8, Words.Of(exam.Exam.Status));
        if (time.DeadlineAt(now) is { } deadline)
        {
            json.WriteString("deadline"u8, deadline.UtcDateTime);
        }
        else
        {
            json.WriteNull("deadline"u8);
        }

        json.WriteString("now"u8, now.UtcDateTime);
        json.WriteBoolean("paused"u8, time.IsPaused);
        json.WriteStartObject("progress"u8);
        json.WriteNumber("answered"u8, exam.Answered);
        json.WriteNumber("minimum"u8, minimum);
        json.WriteNumber("maximum"u8, maximum);
        json.WriteEndObject();
        json.WritePropertyName("question"u8);
        if (time.IsPaused)
        {
            json.WriteNullValue();
        }
        else
        {
            text.Write(json, exam, waiting);
        }

        json.WriteNull("report"u8);
        json.WriteEndObject();
    }

    /// <summary>The exam state of the contract; the report comes with it when the exam has ended.</summary>
    public ExamStateResponse Of(ExamSnapshot exam, string? token = null)
    {
        (int minimum, int maximum) = Lengths(exam);
        ExamTime time = exam.Time;
        DateTimeOffset now = clock.Now;
        return new ExamStateResponse
        {
            ExamId = exam.Exam.ExamId,
            Status = Words.Of(exam.Exam.Status),
            Deadline = time.DeadlineAt(now)?.UtcDateTime,
            Now = now.UtcDateTime,
            Paused = time.IsPaused,
            Progress = new ProgressResponse(exam.Answered, minimum, maximum),
            Question = !exam.Exam.HasEnded && !time.IsPaused && Waiting(exam) is { } waiting ? Question(exam, waiting) : null,
            Form = exam.Sheet is { } sheet ? new FormNameResponse(sheet.FormId, sheet.FormNumber) : null,
            Report = exam.Exam.HasEnded ? reports.Of(exam) : null,
            Token = token,
        };
    }

    private static (int Minimum, int Maximum) Lengths(ExamSnapshot exam)
    {
        var definition = exam.Material.Definition;
        return (definition.MinimumLength + definition.PretestItems, definition.MaximumLength + definition.PretestItems);
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
