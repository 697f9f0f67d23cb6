using Pals.Exam.ItemBank.Files;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Pals.Exam.ItemBank.Yaml;

/// <summary>Reads a YAML file of one document whose top level is a mapping.</summary>
internal static class YamlFile
{
    /// <summary>Reads <paramref name="text"/>, letting <paramref name="read"/> interpret the top level.</summary>
    /// <exception cref="InputException">The text is not YAML, or <paramref name="read"/> or the schema found fault with it.</exception>
    public static T Read<T>(string file, string text, Func<YamlMap, T> read)
    {
        YamlMappingNode root = Parse(file, text);
        var problems = new YamlProblems(file);
        T result = YamlMap.Read(root, YamlValue.PositionOf(root), problems, "the file", read);
        problems.ThrowIfAny();
        return result;
    }

    private static YamlMappingNode Parse(string file, string text)
    {
        var stream = new YamlStream();
        var parser = new Parser(new StringReader(text));
        try
        {
            stream.Load(parser);
        }
        catch (YamlException e)
        {
            throw new InputException(file, (int)e.Start.Line, (int)e.Start.Column, $"is not valid YAML: {e.Message}", e);
        }
        catch (InvalidOperationException e)
        {
            // YamlDotNet trips over some unclosed brackets instead of naming them; the last thing it read is the nearest place.
            Mark near = parser.Current?.End ?? Mark.Empty;
            throw new InputException(file, (int)near.Line, (int)near.Column, "is not valid YAML from here on: a bracket or quote may be left open", e);
        }

        return stream.Documents switch
        {
            [{ RootNode: YamlMappingNode root }] => root,
            [] => throw new InputException(file, 0, 0, "is empty, but a mapping of keys to values was expected"),
            [var only] => throw new InputException(
                file, (int)only.RootNode.Start.Line, (int)only.RootNode.Start.Column, "expected a mapping of keys to values at the top level"),
            [_, var second, ..] => throw new InputException(
                file, (int)second.RootNode.Start.Line, (int)second.RootNode.Start.Column, "expected one YAML document, but a second one begins"),
        };
    }
}
