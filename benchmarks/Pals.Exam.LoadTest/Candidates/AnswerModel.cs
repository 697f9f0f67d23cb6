using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using Pals.Exam.ItemBank.Content;
using Pals.Exam.ItemBank.Definitions;

namespace Pals.Exam.LoadTest.Candidates;

/// <summary>What virtual candidates know beforehand: the items of the shipped bank, and how long an exam may be.</summary>
internal sealed class AnswerModel(string definition)
{
    private readonly FrozenDictionary<string, KnownItem>.AlternateLookup<ReadOnlySpan<char>> _items =
        ShippedBank.Load().Items.ToFrozenDictionary(item => item.Id, item => new KnownItem(item), StringComparer.Ordinal)
            .GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Fewest and most scored questions of an exam; null for a definition that is not shipped.</summary>
    public (int Fewest, int Most)? Lengths { get; } = ShippedDefinitions.Text(definition) is null ? null
        : (ShippedDefinitions.Load(definition).Template.MinimumLength, ShippedDefinitions.Load(definition).Template.MaximumLength);

    /// <summary>Finds an item of the shipped bank.</summary>
    public bool TryFind(ReadOnlySpan<char> itemId, [NotNullWhen(true)] out KnownItem? item) => _items.TryGetValue(itemId, out item);
}
