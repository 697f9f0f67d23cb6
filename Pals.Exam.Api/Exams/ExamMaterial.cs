using System.Collections.Frozen;
using Pals.Exam.Api.WrittenExams;
using Pals.Exam.Engine.Decisions;
using Pals.Exam.Engine.Exams;
using Pals.Exam.ItemBank.Content;
using Pals.Exam.ItemBank.Storage;

namespace Pals.Exam.Api.Exams;

/// <summary>What exams of one definition over one parameter set share: immutable, computed once.</summary>
/// <param name="Exam">The exam ready to be sat.</param>
/// <param name="Items">What is shown of each item of its pool, by id.</param>
/// <param name="IsProvisional">True when the parameters are judgements that no calibration has replaced.</param>
public sealed record ExamMaterial(AdaptiveExam Exam, FrozenDictionary<string, PublishedItem> Items, bool IsProvisional)
{
    /// <summary>The percent scale on which people read abilities.</summary>
    public ScoreScale Scale { get; } = ScoreScale.Create(Exam.Definition, Exam.Pool);

    /// <summary>Each item as its candidates see it, but for its position and its pictures, which have the exam's own addresses.</summary>
    public FrozenDictionary<string, QuestionResponse> Questions { get; } = Items.ToFrozenDictionary(item => item.Key, item => ExamStates.Question(item.Value));

    /// <summary>The same as JSON.</summary>
    internal FrozenDictionary<string, QuestionText> QuestionTexts => _questionTexts.Value;

    private readonly Lazy<FrozenDictionary<string, QuestionText>> _questionTexts = new(
        () => Items.ToFrozenDictionary(item => item.Key, item => new QuestionText(ExamStates.Question(item.Value))));

    /// <summary>The forms of a written exam; null for an adaptive one.</summary>
    public WrittenForms? Forms { get; init; }

    /// <summary>The definition.</summary>
    public ExamDefinition Definition => Exam.Definition;

    /// <summary>The item of that id.</summary>
    public Item Item(string itemId) => Items[itemId].Item;
}
