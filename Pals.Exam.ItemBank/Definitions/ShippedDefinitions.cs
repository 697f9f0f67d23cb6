using Pals.Exam.ItemBank.Content;

namespace Pals.Exam.ItemBank.Definitions;

/// <summary>The exam definitions that travel inside this assembly, in the definitions folder of their bank.</summary>
public static class ShippedDefinitions
{
    /// <summary>The adaptive PALS exam, which commands and the server take unless told otherwise.</summary>
    public const string PalsAdaptive = "pals-adaptive";

    /// <summary>The YAML of a definition, or null when there is none of that name.</summary>
    public static string? Text(string name, string programme = ShippedBank.Pals) => ShippedBank.Text(PathOf(name, programme));

    /// <summary>A definition by its name.</summary>
    /// <exception cref="ArgumentException">There is none of that name.</exception>
    public static DefinitionFile Load(string name = PalsAdaptive, string programme = ShippedBank.Pals) =>
        Text(name, programme) is { } text
            ? DefinitionReader.Read(PathOf(name, programme), text)
            : throw new ArgumentException($"There is no shipped definition '{name}' of programme '{programme}'.", nameof(name));

    private static string PathOf(string name, string programme) => $"Banks/{programme}/definitions/{name}.yaml";
}
