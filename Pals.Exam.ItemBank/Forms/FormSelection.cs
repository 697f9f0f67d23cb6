using System.Collections.Immutable;
using Pals.Exam.ItemBank.Content;
using Pals.Exam.ItemBank.Definitions;
using Pals.Exam.ItemBank.Files;
using Pals.Exam.ItemBank.Storage;
using Pals.Exam.ItemBank.Yaml;

namespace Pals.Exam.ItemBank.Forms;

/// <summary>
/// Which items stand on the forms of a definition, in which order: the outcome of an assembly without anything that the bank already holds. Shipped
/// in the forms folder of a bank, under the name of the definition.
/// </summary>
/// <param name="Definition">Name of the definition.</param>
/// <param name="Forms">The item ids of each form.</param>
public sealed record FormSelection(string Definition, ImmutableArray<ImmutableArray<string>> Forms)
{
    /// <summary>The file's name in the folder of assembled forms.</summary>
    public const string FileName = "forms.yaml";

    /// <summary>The selection of forms that were assembled together.</summary>
    public static FormSelection Of(IReadOnlyList<ExamForm> forms)
    {
        ArgumentNullException.ThrowIfNull(forms);
        return new FormSelection(forms[0].Definition.Id, [.. forms.Select(form => form.Questions.Select(question => question.Item.Id).ToImmutableArray())]);
    }

    /// <summary>The forms that are shipped for a definition; null when there are none.</summary>
    public static FormSelection? Shipped(DefinitionFile definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        string path = $"{ShippedBank.FolderOf(definition.BankName)}forms/{definition.Template.Id}.yaml";
        return ShippedBank.Text(path) is { } text ? Read(path, text) : null;
    }

    /// <summary>Reads a file of forms.</summary>
    /// <exception cref="InputException">Something is wrong with it; all problems are named.</exception>
    public static FormSelection Read(string name, string text) => YamlFile.Read(name, text, map => new FormSelection(
        map.Text("definition"), map.Maps("forms", "a form", (form, _) => form.Texts("items"))));

    /// <summary>The forms of a selection as a file.</summary>
    public static void Write(TextWriter writer, FormSelection selection, string? comment = null)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(selection);
        if (comment is not null)
        {
            writer.Write($"# {comment}\n\n");
        }

        writer.Write($"definition: {selection.Definition}\nforms:\n");
        foreach (ImmutableArray<string> form in selection.Forms)
        {
            writer.Write("  - items:\n");
            foreach (string item in form)
            {
                writer.Write($"      - {item}\n");
            }
        }
    }

    /// <summary>True when every item of the forms is in the set and counts.</summary>
    public bool Fits(StoredParameterSet set)
    {
        ArgumentNullException.ThrowIfNull(set);
        HashSet<string> scored = [.. set.Items.Where(item => item.IsScored).Select(item => item.ItemId)];
        return Forms.All(form => form.All(scored.Contains));
    }

    /// <summary>The forms over a pool that has all their items.</summary>
    /// <exception cref="ArgumentException">An item is not in the pool, stands twice or does not count.</exception>
    public ImmutableArray<ExamForm> Over(FormSource source, IReadOnlyDictionary<string, PublishedItem> contents) =>
        [.. Forms.Select((form, k) => Form(source, contents, form, k + 1, Forms.Length))];

    /// <summary>One form of these items, which are all in the pool; options stand as the bank has them.</summary>
    /// <exception cref="ArgumentException">An item is not in the pool, stands twice or does not count.</exception>
    public static ExamForm Form(
        FormSource source, IReadOnlyDictionary<string, PublishedItem> contents, ImmutableArray<string> itemIds, int number, int count)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(contents);
        Dictionary<string, string> hashes = source.Items.ToDictionary(item => item.ItemId, item => item.ContentHash, StringComparer.Ordinal);
        return new ExamForm(source, [.. itemIds.Select(Question)], number, count);

        FormQuestion Question(string id, int k) => contents.TryGetValue(id, out PublishedItem? content)
            ? new FormQuestion(k + 1, content.Item, content.Scenario, hashes[id], [.. content.Item.Options.Select(option => option.Key)])
            : throw new ArgumentException($"Item {id} is not in the pool.", nameof(itemIds));
    }
}
