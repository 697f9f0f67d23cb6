using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Pals.Exam.Engine.Assembly;
using Pals.Exam.Engine.Items;
using Pals.Exam.ItemBank.Content;
using Pals.Exam.ItemBank.Definitions;
using Pals.Exam.ItemBank.Files;
using Pals.Exam.ItemBank.Storage;

namespace Pals.Exam.ItemBank.Forms;

/// <summary>
/// Writes and reads <c>form.json</c>. Everything in the file that follows from something else in it (the form's name, the equated cut, the hashes of
/// the contents) is computed again when it is read: a file that was changed by hand is refused, with the field that does not fit.
/// </summary>
public static class FormFile
{
    /// <summary>The file's name in a form's folder.</summary>
    public const string FileName = "form.json";

    /// <summary>The abilities, relative to the cut, at which the file prints information and expected score.</summary>
    private static readonly ImmutableArray<double> Offsets = [-1, -0.5, 0, 0.5, 1];

    /// <summary>The form as JSON.</summary>
    public static string ToJson(ExamForm form)
    {
        ArgumentNullException.ThrowIfNull(form);
        FormSource source = form.Source;
        EquatedCut cut = form.Form.Cut;
        return JsonSerializer.Serialize(
            new FormJson
            {
                Schema = FormJson.CurrentSchema,
                FormId = form.FormId,
                Number = form.Number,
                Forms = form.Count,
                Programme = source.Definition.Programme,
                Title = source.Definition.Title,
                Provisional = form.IsProvisional,
                Equating = new FormJson.EquatingJson(
                    ExamForm.EquatingMethod,
                    FormText.Reference(form),
                    cut.Ability,
                    cut.ExactScore,
                    cut.RawScore,
                    FormText.Rounding,
                    cut.PassProbability),
                Curves = [.. Offsets.Select(offset => new FormJson.CurvePointJson(
                    cut.Ability + offset, form.Form.Information(cut.Ability + offset), form.Form.ExpectedScore(cut.Ability + offset)))],
                Questions = [.. form.Questions.Select(question => new FormJson.QuestionJson(
                    question.Position,
                    question.Item.Id,
                    question.Item.Version,
                    question.ContentHash,
                    question.Item.MaximumScore(),
                    question.Options,
                    new PublishedItem(question.Item, question.Scenario).ToJson()))],
                Definition = new FormJson.DefinitionJson(
                    source.Definition.Id, Path.GetFileName(source.DefinitionFile.Name), source.DefinitionFile.Text),
                ParameterSet = new FormJson.ParameterSetJson(source.ParameterSetId, source.Bank, [.. source.Items.Select(ToJson)]),
            },
            FormJson.Options) + "\n";
    }

    /// <summary>Reads a file.</summary>
    /// <exception cref="InputException">It is no form, or was changed after it had been assembled.</exception>
    public static ExamForm Read(string path) => FromJson(path, InputFile.ReadAllText(path));

    /// <summary>Reads what <see cref="ToJson(ExamForm)"/> wrote; <paramref name="name"/> is for messages.</summary>
    /// <exception cref="InputException">It is no form, or was changed after it had been assembled.</exception>
    public static ExamForm FromJson(string name, string json)
    {
        try
        {
            FormJson file = JsonSerializer.Deserialize<FormJson>(json, FormJson.Options) ?? throw new JsonException("a form was expected, but null was found");
            Require(file.Schema == FormJson.CurrentSchema, name, "schema", $"expected {FormJson.CurrentSchema}, found '{file.Schema}'");
            FormSource source = Source(name, file);
            var form = new ExamForm(source, Questions(name, file, source.Pool), file.Number, file.Forms);
            Verify(name, file, form);
            return form;
        }
        catch (JsonException e)
        {
            throw new InputException(name, (int)(e.LineNumber ?? -1) + 1, (int)(e.BytePositionInLine ?? -1) + 1, $"is no form: {e.Message.Split(" Path:")[0]}", e);
        }
        catch (ArgumentException e)
        {
            throw new InputException(name, 0, 0, $"is no form: {e.Message.Split(" (Parameter '")[0]}", e);
        }
    }

    private static FormSource Source(string name, FormJson file)
    {
        ImmutableArray<FormPoolItem> items = [.. file.ParameterSet.Items.Select(item => FromJson(name, item))];
        DefinitionFile definition = DefinitionReader.Read(file.Definition.Name, file.Definition.Text);
        ItemPool pool = ItemPool.Create(items.Select(item => new PoolItem(item.ItemId, item.Parameters, item.TopicArea) { IsPretest = !item.IsScored }));
        var source = new FormSource(definition, file.ParameterSet.Bank, file.Provisional, items, pool);
        Require(
            source.ParameterSetId == file.ParameterSet.Id,
            name,
            "parameterSet.id",
            "the items and parameters are not those of this set; the file was changed after it had been written");
        return source;
    }

    private static ImmutableArray<FormQuestion> Questions(string name, FormJson file, ItemPool pool)
    {
        var hashes = file.ParameterSet.Items.ToDictionary(item => item.ItemId, item => item.ContentHash, StringComparer.Ordinal);
        var questions = ImmutableArray.CreateBuilder<FormQuestion>(file.Questions.Count);
        foreach (FormJson.QuestionJson question in file.Questions)
        {
            string field = $"questions[{questions.Count}]";
            string hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(question.Content)));
            Require(
                hash == question.ContentHash && hashes.GetValueOrDefault(question.ItemId) == hash,
                name,
                $"{field}.content",
                $"is not the content of item '{question.ItemId}' in this parameter set; the file was changed after it had been written");
            PublishedItem content = PublishedItem.FromJson(question.Content);
            Item item = content.Item;
            Require(question.Position == questions.Count + 1, name, $"{field}.position", $"expected {questions.Count + 1}, found {question.Position}");
            Require(item.Id == question.ItemId && pool.IndexOf(item.Id) >= 0, name, $"{field}.itemId", $"the content is that of item '{item.Id}'");
            Require(
                question.Options.Order(StringComparer.Ordinal).SequenceEqual(item.Options.Select(option => option.Key).Order(StringComparer.Ordinal)),
                name,
                $"{field}.options",
                $"expected each of {string.Join(", ", item.Options.Select(option => option.Key))} once");
            questions.Add(new FormQuestion(question.Position, item, content.Scenario, hash, [.. question.Options]));
        }

        return questions.MoveToImmutable();
    }

    private static void Verify(string name, FormJson file, ExamForm form)
    {
        EquatedCut cut = form.Form.Cut;
        Require(
            file.Equating.RawCut == cut.RawScore && file.Equating.CutAbility == cut.Ability && file.Equating.ExactScore == cut.ExactScore,
            name,
            "equating",
            $"the parameters give a cut of {cut.Ability:R} logits, {cut.ExactScore:R} points and {cut.RawScore} whole points; the file was changed after it had been written");
        Require(
            file.FormId == form.FormId, name, "formId", $"this content has the name {form.FormId}; the file was changed after it had been written");
    }

    private static FormJson.PoolItemJson ToJson(FormPoolItem item)
    {
        ItemParameters p = item.Parameters;
        return new FormJson.PoolItemJson(
            item.ItemId, item.Version, item.ContentHash, item.TopicArea, item.IsScored, Words.Of(p.Model),
            p.Discrimination, p.Difficulty, p.LowerAsymptote, p.UpperAsymptote)
        {
            Thresholds = p.Thresholds.IsEmpty ? null : p.Thresholds,
        };
    }

    private static FormPoolItem FromJson(string name, FormJson.PoolItemJson item)
    {
        Require(Words.TryParse(item.Model, out ItemModel model), name, $"model of item {item.ItemId}", $"expected one of {Words.All<ItemModel>()}, found '{item.Model}'");
        double[] thresholds = [.. item.Thresholds ?? []];
        ItemParameters parameters = model switch
        {
            ItemModel.GradedResponse => ItemParameters.Graded(item.A, thresholds),
            ItemModel.GeneralizedPartialCredit => ItemParameters.PartialCredit(item.A, thresholds),
            _ => ItemParameters.Dichotomous(model, item.A, item.B, item.C, item.D),
        };
        return new FormPoolItem(item.ItemId, item.Version, item.ContentHash, item.TopicArea, parameters, item.Scored);
    }

    private static void Require(bool condition, string name, string field, string message)
    {
        if (!condition)
        {
            throw new InputException(name, 0, 0, $"{field}: {message}");
        }
    }
}
