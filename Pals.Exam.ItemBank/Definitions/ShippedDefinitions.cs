using Pals.Exam.ItemBank.Content;
using Pals.Exam.ItemBank.Files;

namespace Pals.Exam.ItemBank.Definitions;

/// <summary>The exam definitions that travel inside this assembly, each in the definitions folder of its programme's bank. Names are unique.</summary>
public static class ShippedDefinitions
{
    /// <summary>The adaptive PALS exam, which commands and the server take unless told otherwise.</summary>
    public const string PalsAdaptive = "pals-adaptive";

    /// <summary>The written PALS exam, of which forms are assembled unless told otherwise.</summary>
    public const string PalsWritten = "pals-written";

    /// <summary>The definitions of a programme, in order of name.</summary>
    public static IEnumerable<DefinitionFile> Of(string programme) =>
        Texts(programme).Select(definition => DefinitionReader.Read(definition.Path, definition.Text));

    /// <summary>The YAML of a definition, or null when there is none of that name.</summary>
    public static string? Text(string name) => Find(name)?.Text;

    /// <summary>A definition by its name.</summary>
    /// <exception cref="ArgumentException">There is none of that name.</exception>
    public static DefinitionFile Load(string name = PalsAdaptive) => Find(name) is (string path, string text)
        ? DefinitionReader.Read(path, text)
        : throw new ArgumentException($"There is no shipped definition '{name}'; expected one of {Names()}.", nameof(name));

    /// <summary>The definition in a file or, where there is no such file, the shipped one of that name.</summary>
    /// <exception cref="InputException">There is neither, or something is wrong with the file.</exception>
    public static DefinitionFile LoadOrRead(string? fileOrName)
    {
        if (fileOrName is null)
        {
            return Load();
        }

        if (File.Exists(fileOrName) || Directory.Exists(fileOrName))
        {
            return DefinitionReader.ReadFile(fileOrName);
        }

        return Find(fileOrName) is null
            ? throw new InputException(fileOrName, 0, 0, $"no such file, and no shipped definition of that name; those are {Names()}")
            : Load(fileOrName);
    }

    internal static IEnumerable<(string Name, string Path, string Text)> Texts(string programme) =>
        ShippedBank.Texts($"{ShippedBank.FolderOf(programme)}definitions/")
            .Select(file => (Path.GetFileNameWithoutExtension(file.Name), file.Name, file.Text));

    private static (string Path, string Text)? Find(string name) => ShippedBank.Programmes.SelectMany(Texts)
        .Where(definition => definition.Name == name)
        .Select(definition => ((string, string)?)(definition.Path, definition.Text))
        .FirstOrDefault();

    private static string Names() => string.Join(", ", ShippedBank.Programmes.SelectMany(Texts).Select(definition => definition.Name));
}
