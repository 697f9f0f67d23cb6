using System.Collections.Immutable;
using System.Globalization;
using Pals.Exam.ItemBank.Files;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Pals.Exam.ItemBank.Yaml;

/// <summary>
/// A mapping whose keys are asked for one by one. What is missing or of the wrong kind is noted with its place and a stand-in is
/// returned, so that reading goes on to the next problem; keys that nobody asked for are unknown.
/// </summary>
internal sealed class YamlMap
{
    private readonly YamlMappingNode _node;
    private readonly YamlProblems _problems;
    private readonly string _what;
    private readonly Dictionary<string, YamlNode> _values = [];
    private readonly List<string> _asked = [];

    public YamlMap(YamlMappingNode node, YamlProblems problems, string what)
    {
        _node = node;
        _problems = problems;
        _what = what;
        foreach ((YamlNode key, YamlNode value) in node.Children)
        {
            if (key is YamlScalarNode { Value: { } name })
            {
                _values.Add(name, value);
            }
            else
            {
                problems.Add(PositionOf(key), "expected a word as key");
            }
        }
    }

    public YamlProblems Problems => _problems;

    public FilePosition Position => PositionOf(_node);

    public bool Has(string key)
    {
        Ask(key);
        return _values.ContainsKey(key);
    }

    /// <summary>Where the value of <paramref name="key"/> stands.</summary>
    public FilePosition At(string key) => _values.TryGetValue(key, out YamlNode? value) ? PositionOf(value) : Position;

    public void Problem(string key, string message) => _problems.Add(At(key), $"{key}: {message}");

    /// <summary>Text that is not empty.</summary>
    public string Text(string key) => Required(key) is { } node ? TextOf(key, node) : "";

    public string? OptionalText(string key) => Optional(key) is { } node ? TextOf(key, node) : null;

    /// <summary>Text that may be empty when it is written so on purpose: <c>''</c>.</summary>
    public string TextOrEmpty(string key) => Required(key) switch
    {
        null => "",
        YamlScalarNode { Style: not ScalarStyle.Plain, Value: "" } => "",
        var node => TextOf(key, node),
    };

    public int Integer(string key, int minimum, int maximum) =>
        Required(key) is { } node ? IntegerOf(key, node, minimum, maximum) : minimum;

    public int OptionalInteger(string key, int minimum, int maximum, int byDefault) =>
        Optional(key) is { } node ? IntegerOf(key, node, minimum, maximum) : byDefault;

    public double Number(string key, double minimum, double maximum) =>
        Required(key) is { } node ? NumberOf(key, node, minimum, maximum) : minimum;

    public double? OptionalNumber(string key, double minimum, double maximum) =>
        Optional(key) is { } node ? NumberOf(key, node, minimum, maximum) : null;

    public decimal Decimal(string key) => Required(key) is { } node ? DecimalOf(key, node) ?? 0 : 0;

    public decimal PositiveDecimal(string key) => Required(key) is { } node ? PositiveDecimalOf(key, node) : 1;

    public decimal? OptionalPositiveDecimal(string key) => Optional(key) is { } node ? PositiveDecimalOf(key, node) : null;

    public DateOnly Date(string key)
    {
        if (Required(key) is not { } node || TextOf(key, node) is not { Length: > 0 } text)
        {
            return default;
        }

        if (!DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly date))
        {
            Problem(key, $"expected a date such as 2026-11-20, found '{text}'");
        }

        return date;
    }

    /// <summary>One of the words for <typeparamref name="T"/>.</summary>
    public T Word<T>(string key)
        where T : struct, Enum => Required(key) is { } node ? WordOf<T>(key, node) : default;

    public T OptionalWord<T>(string key, T byDefault)
        where T : struct, Enum => Optional(key) is { } node ? WordOf<T>(key, node) : byDefault;

    /// <summary>A list of words or numbers, all as text.</summary>
    public ImmutableArray<string> Texts(string key) => Required(key) is { } node ? TextsOf(key, node) : [];

    public ImmutableArray<string> OptionalTexts(string key) => Optional(key) is { } node ? TextsOf(key, node) : [];

    /// <summary>A mapping, read by <paramref name="read"/> and then searched for unknown keys.</summary>
    public T? Map<T>(string key, Func<YamlMap, T> read)
        where T : class => Required(key) is { } node ? MapOf(key, node, read) : null;

    public T? OptionalMap<T>(string key, Func<YamlMap, T> read)
        where T : class => Optional(key) is { } node ? MapOf(key, node, read) : null;

    /// <summary>
    /// One of several kinds: its word alone, or a mapping with the word under <c>type</c> and the kind's own options beside it.
    /// </summary>
    public T Variant<T>(string key, IReadOnlyDictionary<string, Func<YamlMap, T>> kinds, T byDefault)
        where T : class
    {
        YamlNode? node = Optional(key);
        YamlMappingNode mapping = node switch
        {
            YamlMappingNode given => given,
            YamlScalarNode word => WithType(word),
            _ => new YamlMappingNode(),
        };
        return node is null ? byDefault : ReadAndClose(mapping, key, map => ReadVariant(map, key, node, kinds) ?? byDefault);
    }

    /// <summary>All keys, each with its text.</summary>
    public ImmutableDictionary<string, string> AllTexts()
    {
        foreach (string key in _values.Keys)
        {
            Ask(key);
        }

        return _values.ToImmutableDictionary(pair => pair.Key, pair => TextOf(pair.Key, pair.Value));
    }

    /// <summary>Rows of numbers.</summary>
    public ImmutableArray<ImmutableArray<double>> NumberRows(string key, double minimum, double maximum) => Optional(key) switch
    {
        null => [],
        YamlSequenceNode rows => [.. rows.Children.Select(row => NumbersOf(key, row, minimum, maximum))],
        var node => NoList<ImmutableArray<double>>(key, node),
    };

    public ImmutableArray<double> Numbers(string key, double minimum, double maximum) =>
        Optional(key) is { } node ? NumbersOf(key, node, minimum, maximum) : [];

    /// <summary>A list of mappings, each read by <paramref name="read"/> and then searched for unknown keys.</summary>
    public ImmutableArray<T> Maps<T>(string key, string what, Func<YamlMap, int, T> read) =>
        Required(key) is { } node ? MapsOf(key, what, node, read) : [];

    public ImmutableArray<T> OptionalMaps<T>(string key, string what, Func<YamlMap, int, T> read) =>
        Optional(key) is { } node ? MapsOf(key, what, node, read) : [];

    /// <summary>Notes every key that was not asked for, with the keys that were as a help. To be called when all has been read.</summary>
    public void ReportUnknownKeys()
    {
        foreach (YamlNode key in _node.Children.Keys)
        {
            if (key is YamlScalarNode { Value: { } name } && !_asked.Contains(name))
            {
                _problems.Add(PositionOf(key), $"unknown key '{name}' in {_what}; expected one of {string.Join(", ", _asked)}");
            }
        }
    }

    private static FilePosition PositionOf(YamlNode node) => new((int)node.Start.Line, (int)node.Start.Column);

    private static string KindOf(YamlNode node) => node switch
    {
        YamlMappingNode => "a mapping",
        YamlSequenceNode => "a list",
        YamlScalarNode { Style: ScalarStyle.Plain, Value: null or "" or "~" or "null" } => "nothing",
        YamlScalarNode scalar => $"'{scalar.Value}'",
        _ => "an alias",
    };

    private void Ask(string key)
    {
        if (!_asked.Contains(key))
        {
            _asked.Add(key);
        }
    }

    private YamlNode? Optional(string key)
    {
        Ask(key);
        return _values.GetValueOrDefault(key);
    }

    private YamlNode? Required(string key)
    {
        YamlNode? node = Optional(key);
        if (node is null)
        {
            _problems.Add(Position, $"missing key '{key}' in {_what}");
        }

        return node;
    }

    private string TextOf(string key, YamlNode node)
    {
        if (node is YamlScalarNode scalar && (scalar.Style != ScalarStyle.Plain || scalar.Value is not (null or "" or "~" or "null")))
        {
            string text = scalar.Value!.Trim();
            if (text.Length > 0)
            {
                return text;
            }
        }

        _problems.Add(PositionOf(node), $"{key}: expected text, found {KindOf(node)}");
        return "";
    }

    private int IntegerOf(string key, YamlNode node, int minimum, int maximum)
    {
        string text = TextOf(key, node);
        if (text.Length == 0)
        {
            return minimum;
        }

        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value) && value >= minimum && value <= maximum)
        {
            return value;
        }

        _problems.Add(PositionOf(node), $"{key}: expected a whole number {Range(minimum, int.MinValue, maximum, int.MaxValue)}, found '{text}'");
        return minimum;
    }

    private double NumberOf(string key, YamlNode node, double minimum, double maximum)
    {
        string text = TextOf(key, node);
        if (text.Length == 0)
        {
            return minimum;
        }

        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
            && double.IsFinite(value) && value >= minimum && value <= maximum)
        {
            return value;
        }

        _problems.Add(PositionOf(node), $"{key}: expected a number {Range(minimum, double.MinValue, maximum, double.MaxValue)}, found '{text}'");
        return minimum;
    }

    private decimal? DecimalOf(string key, YamlNode node)
    {
        if (TextOf(key, node) is not { Length: > 0 } text)
        {
            return null;
        }

        if (decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal value))
        {
            return value;
        }

        Problem(key, $"expected a number, found '{text}'");
        return null;
    }

    private decimal PositiveDecimalOf(string key, YamlNode node)
    {
        decimal value = DecimalOf(key, node) ?? 1;
        if (value > 0)
        {
            return value;
        }

        Problem(key, $"expected a number above 0, found '{value}'");
        return 1;
    }

    private static string Range<T>(T minimum, T lowest, T maximum, T highest)
        where T : IEquatable<T> => (minimum.Equals(lowest), maximum.Equals(highest)) switch
        {
            (true, true) => "of any size",
            (true, false) => $"of at most {maximum}",
            (false, true) => $"of at least {minimum}",
            _ => $"from {minimum} to {maximum}",
        };

    private T WordOf<T>(string key, YamlNode node)
        where T : struct, Enum
    {
        string text = TextOf(key, node);
        if (!Words.TryParse(text, out T value) && text.Length > 0)
        {
            Problem(key, $"expected one of {Words.All<T>()}, found '{text}'");
        }

        return value;
    }

    private static YamlMappingNode WithType(YamlScalarNode word) => new(new YamlScalarNode("type"), word);

    private T? ReadVariant<T>(YamlMap map, string key, YamlNode node, IReadOnlyDictionary<string, Func<YamlMap, T>> kinds)
        where T : class
    {
        string type = map.Text("type");
        if (kinds.TryGetValue(type, out Func<YamlMap, T>? read))
        {
            return read(map);
        }

        if (type.Length > 0)
        {
            _problems.Add(PositionOf(node), $"{key}: expected one of {string.Join(", ", kinds.Keys)}, found '{type}'");
        }

        return null;
    }

    private ImmutableArray<string> TextsOf(string key, YamlNode node) =>
        node is YamlSequenceNode list ? [.. list.Children.Select(child => TextOf(key, child))] : NoList<string>(key, node);

    private ImmutableArray<double> NumbersOf(string key, YamlNode node, double minimum, double maximum) =>
        node is YamlSequenceNode list
            ? [.. list.Children.Select(child => NumberOf(key, child, minimum, maximum))]
            : NoList<double>(key, node);

    private ImmutableArray<T> NoList<T>(string key, YamlNode node)
    {
        _problems.Add(PositionOf(node), $"{key}: expected a list, found {KindOf(node)}");
        return [];
    }

    private T? MapOf<T>(string key, YamlNode node, Func<YamlMap, T> read)
        where T : class
    {
        if (node is not YamlMappingNode mapping)
        {
            _problems.Add(PositionOf(node), $"{key}: expected a mapping, found {KindOf(node)}");
            return null;
        }

        return ReadAndClose(mapping, key, read);
    }

    private T ReadAndClose<T>(YamlMappingNode mapping, string what, Func<YamlMap, T> read)
    {
        var map = new YamlMap(mapping, _problems, what);
        T result = read(map);
        map.ReportUnknownKeys();
        return result;
    }

    private ImmutableArray<T> MapsOf<T>(string key, string what, YamlNode node, Func<YamlMap, int, T> read)
    {
        if (node is not YamlSequenceNode list)
        {
            return NoList<T>(key, node);
        }

        var results = ImmutableArray.CreateBuilder<T>(list.Children.Count);
        foreach (YamlNode child in list.Children)
        {
            if (child is YamlMappingNode childMap)
            {
                results.Add(ReadAndClose(childMap, what, map => read(map, results.Count)));
            }
            else
            {
                _problems.Add(PositionOf(child), $"{key}: expected {what} as a mapping, found {KindOf(child)}");
            }
        }

        return results.ToImmutable();
    }
}
