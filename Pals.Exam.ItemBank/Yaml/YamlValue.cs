using System.Collections.Immutable;
using System.Globalization;
using Pals.Exam.ItemBank.Files;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Pals.Exam.ItemBank.Yaml;

/// <summary>
/// The value under a key, to be read as what the schema expects there. What is of another kind is noted with its place, and a stand-in is
/// returned so that reading goes on to the next problem.
/// </summary>
internal readonly struct YamlValue(string key, YamlNode node, YamlProblems problems)
{
    public FilePosition Position => PositionOf(node);

    public static FilePosition PositionOf(YamlNode node) => new((int)node.Start.Line, (int)node.Start.Column);

    /// <summary>Text that is not empty.</summary>
    public string Text()
    {
        if (node is YamlScalarNode scalar && !IsNothing(scalar) && scalar.Value!.Trim() is { Length: > 0 } text)
        {
            return text;
        }

        Expected("text");
        return "";
    }

    /// <summary>Text that may be empty when it is written so on purpose: <c>''</c>.</summary>
    public string TextOrEmpty() => node is YamlScalarNode { Style: not ScalarStyle.Plain, Value: "" } ? "" : Text();

    public int Integer(int minimum, int maximum)
    {
        string text = Text();
        bool good = int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value)
            && value >= minimum && value <= maximum;
        return Checked(good, text, value, minimum, $"a whole number {Range(minimum, int.MinValue, maximum, int.MaxValue)}");
    }

    public double Number(double minimum, double maximum)
    {
        string text = Text();
        bool good = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
            && double.IsFinite(value) && value >= minimum && value <= maximum;
        return Checked(good, text, value, minimum, $"a number {Range(minimum, double.MinValue, maximum, double.MaxValue)}");
    }

    public decimal Decimal()
    {
        string text = Text();
        return Checked(TryDecimal(text, out decimal value), text, value, 0, "a number");
    }

    public decimal PositiveDecimal()
    {
        string text = Text();
        return Checked(TryDecimal(text, out decimal value) && value > 0, text, value, 1, "a number above 0");
    }

    public DateOnly Date()
    {
        string text = Text();
        bool good = DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly date);
        return Checked(good, text, date, default, "a date such as 2026-11-20");
    }

    /// <summary>One of the words for <typeparamref name="T"/>.</summary>
    public T Word<T>()
        where T : struct, Enum
    {
        string text = Text();
        return Checked(Words.TryParse(text, out T value), text, value, default, $"one of {Words.All<T>()}");
    }

    /// <summary>Words or numbers, all as text.</summary>
    public ImmutableArray<string> Texts() => [.. List().Select(value => value.Text())];

    public ImmutableArray<double> Numbers(double minimum, double maximum) => [.. List().Select(value => value.Number(minimum, maximum))];

    /// <summary>The values of a list.</summary>
    public ImmutableArray<YamlValue> List()
    {
        if (node is not YamlSequenceNode list)
        {
            Expected("a list");
            return [];
        }

        var values = ImmutableArray.CreateBuilder<YamlValue>(list.Children.Count);
        foreach (YamlNode child in list.Children)
        {
            values.Add(new YamlValue(key, child, problems));
        }

        return values.MoveToImmutable();
    }

    /// <summary>A mapping, read by <paramref name="read"/> and then searched for unknown keys.</summary>
    public bool TryMap<T>(string what, Func<YamlMap, T> read, out T? result)
    {
        if (node is not YamlMappingNode mapping)
        {
            Expected("a mapping");
            result = default;
            return false;
        }

        result = YamlMap.Read(mapping, Position, problems, what, read);
        return true;
    }

    /// <summary>
    /// One of several kinds: its word alone, or a mapping with the word under <c>type</c> and the kind's own options beside it.
    /// </summary>
    public T Variant<T>(IReadOnlyDictionary<string, Func<YamlMap, T>> kinds, T byDefault)
        where T : class
    {
        YamlMappingNode? mapping = node switch
        {
            YamlMappingNode given => given,
            YamlScalarNode word when !IsNothing(word) => new YamlMappingNode(new YamlScalarNode("type"), word),
            _ => null,
        };
        if (mapping is null)
        {
            Expected($"one of {string.Join(", ", kinds.Keys)}");
            return byDefault;
        }

        YamlValue self = this;
        return YamlMap.Read(mapping, Position, problems, key, map => self.ReadVariant(map, kinds) ?? byDefault);
    }

    private T? ReadVariant<T>(YamlMap map, IReadOnlyDictionary<string, Func<YamlMap, T>> kinds)
        where T : class
    {
        string type = map.Text("type");
        if (kinds.TryGetValue(type, out Func<YamlMap, T>? read))
        {
            return read(map);
        }

        if (type.Length > 0)
        {
            problems.Add(Position, $"{key}: expected one of {string.Join(", ", kinds.Keys)}, found '{type}'");
        }

        return null;
    }

    /// <summary>The value, or when it is not good the stand-in; empty text has been noted before.</summary>
    private T Checked<T>(bool good, string text, T value, T standIn, string expected)
    {
        if (!good && text.Length > 0)
        {
            Expected(expected);
        }

        return good ? value : standIn;
    }

    private void Expected(string what) => problems.Add(Position, $"{key}: expected {what}, found {Kind()}");

    private string Kind() => node switch
    {
        YamlMappingNode => "a mapping",
        YamlSequenceNode => "a list",
        YamlScalarNode scalar when IsNothing(scalar) => "nothing",
        YamlScalarNode scalar => $"'{scalar.Value}'",
        _ => "an alias",
    };

    private static bool IsNothing(YamlScalarNode scalar) => scalar is { Style: ScalarStyle.Plain, Value: null or "" or "~" or "null" };

    private static bool TryDecimal(string text, out decimal value) =>
        decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out value);

    private static string Range<T>(T minimum, T lowest, T maximum, T highest)
        where T : IEquatable<T> => (minimum.Equals(lowest), maximum.Equals(highest)) switch
        {
            (true, true) => "of any size",
            (true, false) => $"of at most {maximum}",
            (false, true) => $"of at least {minimum}",
            _ => $"from {minimum} to {maximum}",
        };
}
