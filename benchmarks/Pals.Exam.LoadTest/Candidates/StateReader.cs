using System.Text.Json;
using Pals.Exam.LoadTest.Http;
using Pals.Exam.LoadTest.Runs;

namespace Pals.Exam.LoadTest.Candidates;

/// <summary>
/// Reads exam states. By hand, because the load generator shares its cores with the server: most of a state is text that no check needs, and
/// its strings are nearly always ones that the reader has already.
/// </summary>
internal sealed class StateReader(AnswerModel model)
{
    private const int MostIdCharacters = 64;
    private const string InProgress = "in-progress";

    /// <param name="before">The state that the exam had before; null when it has just begun.</param>
    /// <exception cref="StatusException">The response is not one of success.</exception>
    /// <exception cref="CheckFailedException">The response is no exam state.</exception>
    public StateView Read(Reply reply, StateView? before)
    {
        reply.RequireSuccess();
        return Read(reply.Body, before);
    }

    /// <inheritdoc cref="Read(Reply, StateView?)"/>
    public StateView Read(ReadOnlySpan<byte> json, StateView? before)
    {
        try
        {
            var reader = new Utf8JsonReader(json);
            StateView state = ReadState(ref reader, before);
            return reader.Read() ? throw new JsonException("something follows the state") : state;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException)
        {
            throw new CheckFailedException($"A response is no exam state: {exception.Message}", exception);
        }
    }

    private StateView ReadState(ref Utf8JsonReader reader, StateView? before)
    {
        Guid? examId = null;
        string? status = null;
        string? deadline = null;
        string? token = null;
        ProgressView? progress = null;
        QuestionView? question = null;
        ReportView? report = null;
        reader.Read();
        RequireObject(ref reader, "a state");
        while (NextProperty(ref reader))
        {
            if (TryEnter(ref reader, "examId"u8))
            {
                examId = reader.GetGuid();
            }
            else if (TryEnter(ref reader, "status"u8))
            {
                status = Text(ref reader, InProgress);
            }
            else if (TryEnter(ref reader, "deadline"u8))
            {
                deadline = Text(ref reader, before?.Deadline);
            }
            else if (TryEnter(ref reader, "token"u8))
            {
                token = reader.GetString();
            }
            else if (TryEnter(ref reader, "progress"u8))
            {
                progress = ReadProgress(ref reader);
            }
            else if (TryEnter(ref reader, "question"u8))
            {
                question = reader.TokenType == JsonTokenType.Null ? null : ReadQuestion(ref reader);
            }
            else if (TryEnter(ref reader, "report"u8))
            {
                report = reader.TokenType == JsonTokenType.Null ? null : JsonSerializer.Deserialize(ref reader, ExamJson.Default.ReportView);
            }
            else
            {
                reader.Skip();
            }
        }

        return new StateView(
            examId ?? throw Missing("examId"),
            status ?? throw Missing("status"),
            deadline,
            token,
            progress ?? throw Missing("progress"),
            question,
            report);
    }

    private static ProgressView ReadProgress(ref Utf8JsonReader reader)
    {
        int? answered = null;
        int? minimum = null;
        int? maximum = null;
        RequireObject(ref reader, "progress");
        while (NextProperty(ref reader))
        {
            if (TryEnter(ref reader, "answered"u8))
            {
                answered = reader.GetInt32();
            }
            else if (TryEnter(ref reader, "minimum"u8))
            {
                minimum = reader.GetInt32();
            }
            else if (TryEnter(ref reader, "maximum"u8))
            {
                maximum = reader.GetInt32();
            }
            else
            {
                reader.Skip();
            }
        }

        return new ProgressView(
            answered ?? throw Missing("progress.answered"), minimum ?? throw Missing("progress.minimum"), maximum ?? throw Missing("progress.maximum"));
    }

    private QuestionView ReadQuestion(ref Utf8JsonReader reader)
    {
        Utf8JsonReader beginning = reader;
        int? position = null;
        KnownItem? item = null;
        RequireObject(ref reader, "question");
        while (NextProperty(ref reader))
        {
            if (TryEnter(ref reader, "position"u8))
            {
                position = reader.GetInt32();
            }
            else if (TryEnter(ref reader, "itemId"u8))
            {
                item = Find(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }

        return new QuestionView(position ?? throw Missing("question.position"), item is null ? ReadUnknown(ref beginning) : item);
    }

    private KnownItem? Find(ref Utf8JsonReader reader)
    {
        if (reader.ValueSpan.Length > MostIdCharacters)
        {
            return null;
        }

        Span<char> id = stackalloc char[MostIdCharacters];
        return model.TryFind(id[..reader.CopyString(id)], out KnownItem? item) ? item : null;
    }

    // The type and the options, which an item of another bank needs for its answer, may have stood before its identifier.
    private static UnknownItem ReadUnknown(ref Utf8JsonReader reader)
    {
        QuestionBody question = JsonSerializer.Deserialize(ref reader, ExamJson.Default.QuestionBody)!;
        return question is { ItemId: not null, Type: not null, Options: not null } ? new UnknownItem(question) : throw Missing("question.itemId, type or options");
    }

    private static void RequireObject(ref Utf8JsonReader reader, string what)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException($"{what} is no object");
        }
    }

    /// <summary>Moves to the next property of an object; false at its end.</summary>
    private static bool NextProperty(ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.TokenType == JsonTokenType.PropertyName;
    }

    /// <summary>Moves to the value of a property if the property is called <paramref name="name"/>.</summary>
    private static bool TryEnter(ref Utf8JsonReader reader, ReadOnlySpan<byte> name) => reader.ValueTextEquals(name) && reader.Read();

    /// <summary>A string or null; <paramref name="likely"/> itself when that is what it says, so that nothing is allocated.</summary>
    private static string? Text(ref Utf8JsonReader reader, string? likely) =>
        reader.TokenType == JsonTokenType.String && likely is not null && reader.ValueTextEquals(likely) ? likely : reader.GetString();

    private static JsonException Missing(string field) => new($"it has no {field}");
}
