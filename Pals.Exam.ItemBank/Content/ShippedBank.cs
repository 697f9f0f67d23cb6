using Pals.Exam.ItemBank.Files;

namespace Pals.Exam.ItemBank.Content;

/// <summary>The banks that travel inside this assembly, each a folder below Banks named after its programme.</summary>
public static class ShippedBank
{
    /// <summary>The programme whose bank is meant when none is named.</summary>
    public const string Pals = "pals";

    private const string Root = "Banks/";

    /// <summary>The programmes that have a bank: a folder below Banks is all it takes.</summary>
    public static IReadOnlyList<string> Programmes { get; } =
    [
        .. from name in typeof(ShippedBank).Assembly.GetManifestResourceNames()
           let path = Path(name)
           where path.StartsWith(Root, StringComparison.Ordinal)
           group path by path[Root.Length..].Split('/')[0] into bank
           orderby bank.Key != Pals, bank.Key
           select bank.Key,
    ];

    /// <summary>The items of a programme.</summary>
    /// <exception cref="InputException">No bank of the programme is shipped.</exception>
    public static Bank Load(string programme = Pals) => Programmes.Contains(programme)
        ? BankReader.Read(Texts(FolderOf(programme)))
        : throw new InputException($"programme '{programme}'", 0, 0, $"no bank of it is shipped; those are of {string.Join(", ", Programmes)}");

    /// <summary>The items of all programmes, for files that name items but no programme.</summary>
    public static Bank LoadAll() => BankReader.Read(Programmes.SelectMany(programme => Texts(FolderOf(programme))));

    /// <summary>The YAML texts directly in a folder, in order of name.</summary>
    internal static IEnumerable<(string Name, string Text)> Texts(string folder) =>
        from name in typeof(ShippedBank).Assembly.GetManifestResourceNames().Order(StringComparer.Ordinal)
        let path = Path(name)
        where path.StartsWith(folder, StringComparison.Ordinal)
            && path.EndsWith(".yaml", StringComparison.Ordinal)
            && !path[folder.Length..].Contains('/', StringComparison.Ordinal)
        select (path, Text(name));

    /// <summary>One text by its path, for example Banks/pals/definitions/pals-adaptive.yaml; null when there is none.</summary>
    internal static string? Text(string path)
    {
        using Stream? stream = typeof(ShippedBank).Assembly.GetManifestResourceStream(path);
        if (stream is null)
        {
            return null;
        }

        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    /// <summary>The folder of a programme's files, with the slash at its end.</summary>
    internal static string FolderOf(string programme) => $"{Root}{programme}/";

    private static string Path(string resource) => resource.Replace('\\', '/');
}
