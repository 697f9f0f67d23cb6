using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Pals.Exam.Engine.Items;

namespace Pals.Exam.Engine.Calibration;

/// <summary>The parameters of a set of items, in a fixed order, each with its standard errors where they are known. Immutable.</summary>
public sealed class ParameterTable
{
    private readonly Dictionary<string, int> _indices;

    /// <summary>Makes a table of <paramref name="items"/>, keeping their order.</summary>
    /// <exception cref="ArgumentException">An item stands twice.</exception>
    public ParameterTable(IEnumerable<CalibratedItem> items)
    {
        Items = [.. items];
        _indices = new Dictionary<string, int>(Items.Length, StringComparer.Ordinal);
        for (int i = 0; i < Items.Length; i++)
        {
            if (!_indices.TryAdd(Items[i].Id, i))
            {
                throw new ArgumentException($"Item {Items[i].Id} stands twice.", nameof(items));
            }
        }
    }

    /// <summary>The items, in order.</summary>
    public ImmutableArray<CalibratedItem> Items { get; }

    /// <summary>Finds an item by its id.</summary>
    public bool TryFind(string id, [NotNullWhen(true)] out CalibratedItem? item)
    {
        item = _indices.TryGetValue(id, out int index) ? Items[index] : null;
        return item is not null;
    }
}

/// <summary>An item with its parameters and, after a calibration, their standard errors.</summary>
/// <param name="Id">The item's id.</param>
/// <param name="Parameters">Slope–threshold form, logistic metric, D = 1.</param>
/// <param name="StandardErrors">Null when none are known.</param>
public sealed record CalibratedItem(string Id, ItemParameters Parameters, ItemStandardErrors? StandardErrors = null);

/// <summary>The standard errors of one item's parameters; NaN for a parameter that was not estimated.</summary>
/// <param name="Discrimination">Of a.</param>
/// <param name="Difficulty">Of b; NaN for an item with thresholds.</param>
/// <param name="LowerAsymptote">Of c.</param>
/// <param name="UpperAsymptote">Of d.</param>
/// <param name="Thresholds">Of b1…bk; empty for scores 0 and 1.</param>
public sealed record ItemStandardErrors(
    double Discrimination, double Difficulty, double LowerAsymptote, double UpperAsymptote, ImmutableArray<double> Thresholds);
