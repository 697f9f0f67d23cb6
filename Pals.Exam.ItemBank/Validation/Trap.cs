using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Pals.Exam.ItemBank.Content;
using Pals.Exam.ItemBank.Yaml;

namespace Pals.Exam.ItemBank.Validation;

/// <summary>
/// A statement seen in public material that no key may rest on: a pattern of the key's text, in a context, unless something sets it right.
/// </summary>
internal sealed record Trap(string Id, string Message, Regex Key, Regex? Context, Regex? Unless)
{
    /// <summary>True when a key (or fact) of this text, read together with its context, rests on the trap.</summary>
    public bool Catches(string key, string context) =>
        Key.IsMatch(key) && Context?.IsMatch(context) != false && Unless?.IsMatch(context) != true;

    /// <summary>The traps of a programme; none where its bank has no rules for them.</summary>
    public static ImmutableArray<Trap> Shipped(string programme) =>
        [.. ShippedBank.Texts($"{ShippedBank.FolderOf(programme)}rules/").SelectMany(file => Read(file.Name, file.Text))];

    /// <summary>Reads a file of traps.</summary>
    public static ImmutableArray<Trap> Read(string name, string text) => YamlFile.Read(name, text, map => map.Maps("traps", "a trap", Read));

    private static Trap Read(YamlMap map, int index) => new(
        map.Text("id"),
        map.Text("message"),
        Pattern(map, "key", map.Text("key")),
        map.OptionalText("context") is { } context ? Pattern(map, "context", context) : null,
        map.OptionalText("unless") is { } unless ? Pattern(map, "unless", unless) : null);

    private static Regex Pattern(YamlMap map, string key, string pattern)
    {
        try
        {
            return new Regex(pattern, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);
        }
        catch (RegexParseException e)
        {
            map.Problem(key, $"is no regular expression: {e.Message}");
            return new Regex("");
        }
    }
}
