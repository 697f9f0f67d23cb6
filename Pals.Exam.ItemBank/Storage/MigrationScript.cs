using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Pals.Exam.ItemBank.Storage;

/// <summary>
/// A numbered script in the words of one dialect. A script stands once for all databases and names what differs in braces: <c>{key}</c> (text of at
/// most 200 characters that a key, index or condition uses), <c>{text}</c>, <c>{int}</c>, <c>{long}</c>, <c>{bool}</c>, <c>{time}</c>,
/// <c>{real}</c>, <c>{hash}</c>, <c>{bytes}</c>, <c>{identity}</c>, <c>{rows by key}</c>, <c>{add column}</c>,
/// <c>{same: CONDITION | CONDITION}</c>, and <c>{sqlite: …}</c> or <c>{sqlserver: …}</c> for what one database alone needs. docs/databases.md
/// shows how to add one.
/// </summary>
internal sealed partial record MigrationScript(int Number, string Name, string Text, string Hash)
{
    private const string ResourceFolder = ".Storage.Migrations.";

    /// <summary>All scripts in the order of their numbers.</summary>
    public static IReadOnlyList<MigrationScript> All(SqlDialect dialect)
    {
        Assembly assembly = typeof(MigrationScript).Assembly;
        var scripts = new List<MigrationScript>();
        foreach (string resource in assembly.GetManifestResourceNames().Where(name => name.Contains(ResourceFolder)).Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!, Encoding.UTF8);
            string name = resource[(resource.IndexOf(ResourceFolder, StringComparison.Ordinal) + ResourceFolder.Length)..];
            string text = Render(name, reader.ReadToEnd().ReplaceLineEndings("\n"), dialect);
            string hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
            scripts.Add(new MigrationScript(int.Parse(name[..4], CultureInfo.InvariantCulture), name, text, hash));
        }

        return scripts;
    }

    /// <summary>The text of a script in the words of a dialect.</summary>
    /// <exception cref="InvalidOperationException">The script has a placeholder that there is not.</exception>
    public static string Render(string name, string script, SqlDialect dialect) => Placeholder().Replace(script, match =>
    {
        string word = match.Groups["word"].Value;
        if (match.Groups["body"] is not { Success: true, Value: string body })
        {
            return dialect.Word(word) ?? throw Unknown();
        }

        return word switch
        {
            "same" when body.Split(" | ") is [string first, string second] => dialect.Same(first, second),
            "sqlite" or "sqlserver" => word == dialect.Name ? body : "",
            _ => throw Unknown(),
        };

        InvalidOperationException Unknown() => new($"Migration {name} has the placeholder {match.Value}, which there is not.");
    });

    [GeneratedRegex(@"\{(?<word>[^{}:]*)(?:: (?<body>[^{}]*))?\}")]
    private static partial Regex Placeholder();
}
