using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Pals.Exam.Engine.Assembly;
using Pals.Exam.Engine.Decisions;
using Pals.Exam.Engine.Exams;
using Pals.Exam.Engine.Items;
using Pals.Exam.ItemBank.Content;
using Pals.Exam.ItemBank.Definitions;
using Pals.Exam.ItemBank.Storage;

namespace Pals.Exam.ItemBank.Forms;

/// <summary>
/// A written form with everything that it takes to print, sit and score it, whatever becomes of the bank afterwards: the questions word for word, the
/// definition, and the parameters of the whole reference form. Written to and read from <c>form.json</c> by <see cref="FormFile"/>. Immutable; the
/// online sitting and the scoring of answer sheets share it.
/// </summary>
public sealed class ExamForm
{
    /// <summary>How standards are equated, for documents.</summary>
    public const string EquatingMethod = "item response theory true-score equating";

    private const int FingerprintLetters = 6;

    private readonly Lazy<FormScorer> _scorer;

    internal ExamForm(FormSource source, ImmutableArray<FormQuestion> questions, int number, int count)
    {
        Source = source;
        Number = number;
        Count = count;
        Questions = questions;
        FormId = NameOf(source, questions, number);
        Form = WrittenForm.Create(source.Pool, [.. questions.Select(question => source.Pool.IndexOf(question.Item.Id))], source.Definition.Cut);
        _scorer = new Lazy<FormScorer>(() => new FormScorer(source.Definition, Form));
    }

    /// <summary>The form's name, which is printed on every page: programme, a fingerprint of its content, its number.</summary>
    public string FormId { get; }

    /// <summary>Its number among the forms that were assembled together, from 1.</summary>
    public int Number { get; }

    /// <summary>How many forms were assembled together.</summary>
    public int Count { get; }

    /// <summary>What it was assembled from.</summary>
    public FormSource Source { get; }

    /// <summary>The questions in their order.</summary>
    public ImmutableArray<FormQuestion> Questions { get; }

    /// <summary>The form as the engine sees it, with its equated cut.</summary>
    public WrittenForm Form { get; }

    /// <summary>The exam's definition, its cut in logits.</summary>
    public ExamDefinition Definition => Source.Definition;

    /// <summary>True when the parameters are judgements that no calibration has replaced: cuts and results are then provisional.</summary>
    public bool IsProvisional => Source.IsProvisional;

    /// <summary>The percent scale on which people read abilities.</summary>
    public ScoreScale Scale => Source.Scale;

    /// <summary>The forms of an assembly, with the questions of the bank that the source was made from.</summary>
    public static ImmutableArray<ExamForm> Of(FormSource source, Bank bank, AssemblyResult assembly)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(bank);
        ArgumentNullException.ThrowIfNull(assembly);
        return [.. assembly.Forms.Select((form, f) => new ExamForm(
            source, [.. form.Items.Select((index, k) => Question(source, bank, index, k + 1))], f + 1, assembly.Forms.Length))];
    }

    /// <summary>Scores one sitting.</summary>
    /// <param name="answers">
    /// One answer for each question in order, in the item's own option keys (see <see cref="FormQuestion.Options"/>); an empty one was left out and
    /// scores 0.
    /// </param>
    /// <param name="end">Why the sitting ended, for the report.</param>
    /// <exception cref="ArgumentException">There is not one answer for each question, or one is refused.</exception>
    public FormScore Score(IReadOnlyList<IReadOnlyList<string>> answers, ExamEnd end = ExamEnd.MaximumLength)
    {
        ArgumentNullException.ThrowIfNull(answers);
        if (answers.Count != Questions.Length)
        {
            throw new ArgumentException($"The form has {Questions.Length} questions, but there are {answers.Count} answers.", nameof(answers));
        }

        return _scorer.Value.Score([.. Questions.Select((question, k) => question.Score(answers[k]))], end);
    }

    private static FormQuestion Question(FormSource source, Bank bank, int index, int position)
    {
        Item item = bank.FindItem(source.Pool.ItemId(index))
            ?? throw new ArgumentException($"The bank has no item {source.Pool.ItemId(index)}.", nameof(bank));
        return new FormQuestion(
            position,
            item,
            item.Scenario is null ? null : bank.FindScenario(item.Scenario),
            source.Items[index].ContentHash,
            [.. item.Options.Select(option => option.Key)]);
    }

    private static string NameOf(FormSource source, ImmutableArray<FormQuestion> questions, int number)
    {
        string content = $"{source.ParameterSetId}\n{source.Definition.Id}\n{source.DefinitionFile.Text}\n"
            + string.Concat(questions.Select(question => $"{question.Item.Id}\t{question.ContentHash}\t{string.Concat(question.Options)}\n"));
        string fingerprint = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(content)))[..FingerprintLetters];
        return $"{source.Definition.Programme.ToUpperInvariant()}-{fingerprint}-{number}";
    }
}

/// <summary>What forms are assembled from: a definition, and the pool under one parameter set.</summary>
public sealed class FormSource
{
    internal FormSource(DefinitionFile definition, string bank, bool isProvisional, ImmutableArray<FormPoolItem> items, ItemPool pool)
    {
        DefinitionFile = definition;
        Bank = bank;
        IsProvisional = isProvisional;
        Items = items;
        Pool = pool;
        ParameterSetId = StoredParameterSet.NameOf(
            bank, isProvisional, items.Select(item => (item.ItemId, item.ContentHash, item.Parameters, item.IsScored)));
        Definition = definition.For(pool);
        Scale = ScoreScale.Create(Definition, pool);
    }

    /// <summary>The definition as it was read.</summary>
    public DefinitionFile DefinitionFile { get; }

    /// <summary>The definition with its cut in logits.</summary>
    public ExamDefinition Definition { get; }

    /// <summary>The bank that the items belong to.</summary>
    public string Bank { get; }

    /// <summary>True when the parameters are judgements that no calibration has replaced.</summary>
    public bool IsProvisional { get; }

    /// <summary>The name of the parameter set, the same as in the database.</summary>
    public string ParameterSetId { get; }

    /// <summary>Every item of the pool without its content.</summary>
    public ImmutableArray<FormPoolItem> Items { get; }

    /// <summary>The pool.</summary>
    public ItemPool Pool { get; }

    /// <summary>The percent scale of the reference form, which is all scored items of the pool.</summary>
    public ScoreScale Scale { get; }

    /// <summary>The source of forms from a bank's items under <paramref name="set"/>, in its order.</summary>
    /// <exception cref="ArgumentException">The items do not make a pool.</exception>
    public static FormSource Of(DefinitionFile definition, StoredParameterSet set)
    {
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(set);
        Item[] contents = [.. set.Items.Select(item => PublishedItem.FromJson(item.Content).Item)];
        var ids = contents.Select(item => item.Id).ToHashSet(StringComparer.Ordinal);
        return new FormSource(
            definition,
            set.Bank,
            set.IsProvisional,
            [.. set.Items.Select((item, i) => new FormPoolItem(item.ItemId, item.Version, item.ContentHash, contents[i].TopicArea, item.Parameters, item.IsScored))],
            ItemPool.Create(set.Items.Select((item, i) => contents[i].ToPoolItem(item.Parameters, i) with
            {
                IsPretest = !item.IsScored,

                // A parameter set may leave items out: their enemies have then nobody to be kept from.
                Enemies = [.. contents[i].Enemies.Where(ids.Contains)],
            })));
    }
}

/// <summary>An item of the pool that a form was drawn from.</summary>
public sealed record FormPoolItem(string ItemId, int Version, string ContentHash, string TopicArea, ItemParameters Parameters, bool IsScored);
