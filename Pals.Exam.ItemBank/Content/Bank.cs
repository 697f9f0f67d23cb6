using System.Collections.Immutable;
using Pals.Exam.ItemBank.Files;

namespace Pals.Exam.ItemBank.Content;

/// <summary>What one file of a bank holds: items and the facts they rest on.</summary>
/// <param name="Name">The file's name, for messages.</param>
/// <param name="TopicArea">The topic area of all its items, or null when each item names its own.</param>
public sealed record BankFile(
    string Name,
    string? TopicArea,
    ImmutableArray<Fact> Facts,
    ImmutableArray<CaseScenario> Scenarios,
    ImmutableArray<Item> Items);

/// <summary>An item bank: all its files, in which every id is unique.</summary>
public sealed class Bank
{
    private readonly Dictionary<string, Item> _items;
    private readonly Dictionary<string, Fact> _facts;
    private readonly Dictionary<string, CaseScenario> _scenarios;

    private Bank(
        ImmutableArray<BankFile> files,
        Dictionary<string, Item> items,
        Dictionary<string, Fact> facts,
        Dictionary<string, CaseScenario> scenarios)
    {
        Files = files;
        Items = [.. files.SelectMany(file => file.Items)];
        _items = items;
        _facts = facts;
        _scenarios = scenarios;
    }

    public ImmutableArray<BankFile> Files { get; }

    /// <summary>All items, file after file.</summary>
    public ImmutableArray<Item> Items { get; }

    public IEnumerable<Fact> Facts => Files.SelectMany(file => file.Facts);

    public IEnumerable<CaseScenario> Scenarios => Files.SelectMany(file => file.Scenarios);

    /// <exception cref="InputException">An id stands twice.</exception>
    public static Bank Of(IEnumerable<BankFile> files)
    {
        ImmutableArray<BankFile> all = [.. files];
        var errors = new List<InputError>();
        Dictionary<string, Item> items = ById(all.SelectMany(file => file.Items), "item", item => item.Id, item => item.Source, errors);
        Dictionary<string, Fact> facts = ById(all.SelectMany(file => file.Facts), "fact", fact => fact.Id, fact => fact.ReadFrom, errors);
        Dictionary<string, CaseScenario> scenarios =
            ById(all.SelectMany(file => file.Scenarios), "scenario", scenario => scenario.Id, scenario => scenario.ReadFrom, errors);
        return errors.Count == 0 ? new Bank(all, items, facts, scenarios) : throw new InputException(errors);
    }

    public Item? FindItem(string id) => _items.GetValueOrDefault(id);

    public Fact? FindFact(string id) => _facts.GetValueOrDefault(id);

    public CaseScenario? FindScenario(string id) => _scenarios.GetValueOrDefault(id);

    private static Dictionary<string, T> ById<T>(
        IEnumerable<T> entries, string what, Func<T, string> id, Func<T, SourceMap?> source, List<InputError> errors)
    {
        var byId = new Dictionary<string, T>(StringComparer.Ordinal);
        foreach (T entry in entries)
        {
            if (!byId.TryAdd(id(entry), entry))
            {
                SourceMap? first = source(byId[id(entry)]);
                SourceMap? second = source(entry);
                FilePosition at = second?.At("id") ?? default;
                string where = first is null ? "" : $" (first at {first.File}:{first.At("id").Line})";
                errors.Add(new InputError(second?.File ?? "bank", at.Line, at.Column, $"{what} id '{id(entry)}' stands twice{where}"));
            }
        }

        return byId;
    }
}
