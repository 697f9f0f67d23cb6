namespace Pals.Exam.ItemBank.Content;

/// <summary>The banks that travel inside this assembly, each a folder below Banks.</summary>
public static class ShippedBank
{
    /// <summary>The PALS programme.</summary>
    public const string Pals = "pals";

    /// <summary>The items of a programme.</summary>
    public static Bank Load(string programme = Pals) => BankReader.Read(Texts($"Banks/{programme}/"));

    /// <summary>The YAML texts directly in a folder, in order of name.</summary>
    internal static IEnumerable<(string Name, string Text)> Texts(string folder) =>
        from name in typeof(ShippedBank).Assembly.GetManifestResourceNames().Order(StringComparer.Ordinal)
        let path = name.Replace('\\', '/')
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
}
