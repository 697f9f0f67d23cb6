using System.Collections.Immutable;
using Pals.Exam.ItemBank.Files;
using YamlDotNet.RepresentationModel;

namespace Pals.Exam.ItemBank.Yaml;

/// <summary>
/// A mapping whose keys are asked for one by one. A missing key is noted with its place, and a stand-in is returned so that reading goes on
/// to the next problem; keys that nobody asked for are unknown.
/// </summary>
internal sealed class YamlMap
{
    private readonly string _what;
    private readonly Dictionary<string, YamlNode> _values = [];
    private readonly List<string> _asked = [];

    private YamlMap(YamlMappingNode node, FilePosition position, YamlProblems problems, string what)
    {
        Position = position;
        Problems = problems;
        _what = what;
        foreach ((YamlNode key, YamlNode value) in node.Children)
        {
            if (key is YamlScalarNode { Value: { } name })
            {
                _values.Add(name, value);
            }
            else
            {
                problems.Add(YamlValue.PositionOf(key), "expected a word as key");
            }
        }
    }

    public YamlProblems Problems { get; }

    public FilePosition Position { get; }

    /// <summary>Reads a mapping and then notes every key that was not asked for, with the keys that were as a help.</summary>
    public static T Read<T>(YamlMappingNode node, FilePosition position, YamlProblems problems, string what, Func<YamlMap, T> read)
    {
        var map = new YamlMap(node, position, problems, what);
        T result = read(map);
        foreach (YamlNode key in node.Children.Keys)
        {
            if (key is YamlScalarNode { Value: { } name } && !map._asked.Contains(name))
            {
                problems.Add(
                    YamlValue.PositionOf(key), $"unknown key '{name}' in {what}; expected one of {string.Join(", ", map._asked)}");
            }
        }

        return result;
    }

    public bool Has(string key) => Optional(key) is not null;

    /// <summary>Where the value of <paramref name="key"/> stands; the mapping's own place when it has none.</summary>
    public FilePosition At(string key) => _values.TryGetValue(key, out YamlNode? value) ? YamlValue.PositionOf(value) : Position;

    public void Problem(string key, string message) => Problems.Add(At(key), $"{key}: {message}");

    public string Text(string key) => Required(key)?.Text() ?? "";

    public string? OptionalText(string key) => Optional(key)?.Text();

    /// <inheritdoc cref="YamlValue.TextOrEmpty"/>
    public string TextOrEmpty(string key) => Required(key)?.TextOrEmpty() ?? "";

    public int Integer(string key, int minimum, int maximum) => Required(key)?.Integer(minimum, maximum) ?? minimum;

    public int OptionalInteger(string key, int minimum, int maximum, int byDefault) => Optional(key)?.Integer(minimum, maximum) ?? byDefault;

    public double Number(string key, double minimum, double maximum) => Required(key)?.Number(minimum, maximum) ?? minimum;

    public double? OptionalNumber(string key, double minimum, double maximum) => Optional(key)?.Number(minimum, maximum);

    public decimal Decimal(string key) => Required(key)?.Decimal() ?? 0;

    public decimal PositiveDecimal(string key) => Required(key)?.PositiveDecimal() ?? 1;

    public decimal? OptionalPositiveDecimal(string key) => Optional(key)?.PositiveDecimal();

    public DateOnly Date(string key) => Required(key)?.Date() ?? default;

    public T Word<T>(string key)
        where T : struct, Enum => Required(key)?.Word<T>() ?? default;

    public T OptionalWord<T>(string key, T byDefault)
        where T : struct, Enum => Optional(key)?.Word<T>() ?? byDefault;

    public ImmutableArray<string> Texts(string key) => Required(key)?.Texts() ?? [];

    public ImmutableArray<double> Numbers(string key, double minimum, double maximum) => Optional(key)?.Numbers(minimum, maximum) ?? [];

    /// <summary>Rows of numbers.</summary>
    public ImmutableArray<ImmutableArray<double>> NumberRows(string key, double minimum, double maximum) =>
        [.. (Optional(key)?.List() ?? []).Select(row => row.Numbers(minimum, maximum))];

    /// <summary>All keys, each with its text.</summary>
    public ImmutableDictionary<string, string> AllTexts() => _values.Keys.ToImmutableDictionary(key => key, Text);

    public T? Map<T>(string key, Func<YamlMap, T> read)
        where T : class => Required(key) is { } value && value.TryMap(key, read, out T? result) ? result : null;

    public T? OptionalMap<T>(string key, Func<YamlMap, T> read)
        where T : class => Optional(key) is { } value && value.TryMap(key, read, out T? result) ? result : null;

    /// <summary>A list of mappings; <paramref name="read"/> is also told how many came before.</summary>
    public ImmutableArray<T> Maps<T>(string key, string what, Func<YamlMap, int, T> read) => MapsOf(Required(key), what, read);

    public ImmutableArray<T> OptionalMaps<T>(string key, string what, Func<YamlMap, int, T> read) => MapsOf(Optional(key), what, read);

    /// <inheritdoc cref="YamlValue.Variant"/>
    public T Variant<T>(string key, IReadOnlyDictionary<string, Func<YamlMap, T>> kinds, T byDefault)
        where T : class => Optional(key)?.Variant(kinds, byDefault) ?? byDefault;

    private static ImmutableArray<T> MapsOf<T>(YamlValue? list, string what, Func<YamlMap, int, T> read)
    {
        var results = ImmutableArray.CreateBuilder<T>();
        foreach (YamlValue entry in list?.List() ?? [])
        {
            if (entry.TryMap(what, map => read(map, results.Count), out T? result))
            {
                results.Add(result!);
            }
        }

        return results.ToImmutable();
    }

    private YamlValue? Optional(string key)
    {
        if (!_asked.Contains(key))
        {
            _asked.Add(key);
        }

        return _values.TryGetValue(key, out YamlNode? node) ? new YamlValue(key, node, Problems) : null;
    }

    private YamlValue? Required(string key)
    {
        YamlValue? value = Optional(key);
        if (value is null)
        {
            Problems.Add(Position, $"missing key '{key}' in {_what}");
        }

        return value;
    }
}
