using System.Text.Json;

namespace Pals.Exam.ItemBank.Storage;

/// <summary>Enumeration values as the lower-case, hyphenated words that stand in the database and on the wire.</summary>
public static class Words
{
    /// <summary>The word of <paramref name="value"/>: <c>InProgress</c> is <c>in-progress</c>.</summary>
    public static string Of<T>(T value)
        where T : struct, Enum => Table<T>.ByValue[value];

    /// <summary>The value whose word is <paramref name="word"/>.</summary>
    /// <exception cref="FormatException">No value has that word.</exception>
    public static T Parse<T>(string word)
        where T : struct, Enum => Table<T>.ByWord.TryGetValue(word, out T value)
            ? value
            : throw new FormatException($"'{word}' is none of {string.Join(", ", Table<T>.ByWord.Keys)}.");

    private static class Table<T>
        where T : struct, Enum
    {
        public static readonly Dictionary<T, string> ByValue =
            Enum.GetValues<T>().ToDictionary(value => value, value => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString()));

        public static readonly Dictionary<string, T> ByWord = ByValue.ToDictionary(pair => pair.Value, pair => pair.Key);
    }
}
