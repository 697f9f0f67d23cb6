using System.Globalization;
using System.Text.Json;
using Pals.Exam.ItemBank.Storage;

namespace Pals.Exam.Api.Exams;

/// <summary>A question as JSON, written once for all who are shown it: what follows its position is the same for everybody, unless it has pictures.</summary>
internal sealed class QuestionText
{
    private static readonly byte[] Begin = "{\"position\":"u8.ToArray();

    private readonly bool _isTheSameForAll;
    private readonly byte[] _afterPosition;

    public QuestionText(QuestionResponse question)
    {
        // The position of a question that nobody is shown is 0.
        byte[] text = JsonSerializer.SerializeToUtf8Bytes(question, ResponseJson.Contracts.QuestionResponse);
        _isTheSameForAll = question.Media.Count == 0;
        _afterPosition = text[(Begin.Length + 1)..];
    }

    /// <summary>Bytes that it takes, or somewhat more.</summary>
    public int Length => Begin.Length + Digits + _afterPosition.Length;

    private static int Digits => 11;

    /// <summary>Writes the question as the exam shows it at a position.</summary>
    public void Write(Utf8JsonWriter json, ExamSnapshot exam, AdministeredItem shown)
    {
        if (!_isTheSameForAll)
        {
            JsonSerializer.Serialize(json, ExamStates.Question(exam, shown), ResponseJson.Contracts.QuestionResponse);
            return;
        }

        byte[] text = new byte[Length];
        Begin.CopyTo(text, 0);
        shown.Position.TryFormat(text.AsSpan(Begin.Length), out int digits, provider: CultureInfo.InvariantCulture);
        int end = Begin.Length + digits;
        _afterPosition.CopyTo(text, end);
        json.WriteRawValue(text.AsSpan(0, end + _afterPosition.Length), skipInputValidation: true);
    }
}
