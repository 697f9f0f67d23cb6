namespace Pals.Exam.ItemBank.Programmes;

/// <summary>The programmes that travel inside this assembly.</summary>
public static class ShippedProgrammes
{
    private const string Folder = "Programmes/";

    /// <summary>Each programme's text, in order of name.</summary>
    public static IEnumerable<(string ProgrammeId, string Text)> Texts() =>
        from name in typeof(ShippedProgrammes).Assembly.GetManifestResourceNames().Order(StringComparer.Ordinal)
        where name.StartsWith(Folder, StringComparison.Ordinal)
        select (Path.GetFileNameWithoutExtension(name), Text(name));

    private static string Text(string name)
    {
        using var reader = new StreamReader(typeof(ShippedProgrammes).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
