using System.Text;

namespace Pals.Exam.ItemBank.Files;

/// <summary>The words that files use for the values of an enumeration: <c>SingleChoice</c> is <c>single-choice</c>, <c>A</c> is <c>A</c>.</summary>
public static class Words
{
    /// <summary>The word for <paramref name="value"/>.</summary>
    public static string Of<T>(T value)
        where T : struct, Enum => Kebab(value.ToString());

    /// <summary>The value that <paramref name="word"/> stands for.</summary>
    public static bool TryParse<T>(string word, out T value)
        where T : struct, Enum
    {
        foreach (T candidate in Enum.GetValues<T>())
        {
            if (Of(candidate) == word)
            {
                value = candidate;
                return true;
            }
        }

        value = default;
        return false;
    }

    /// <summary>The value that <paramref name="word"/> stands for.</summary>
    /// <exception cref="FormatException">No value has that word.</exception>
    public static T Parse<T>(string word)
        where T : struct, Enum =>
        TryParse(word, out T value) ? value : throw new FormatException($"'{word}' is none of {All<T>()}.");

    /// <summary>All words of <typeparamref name="T"/>, for messages.</summary>
    public static string All<T>()
        where T : struct, Enum => string.Join(", ", Enum.GetValues<T>().Select(Of));

    private static string Kebab(string name)
    {
        if (name.Length == 1)
        {
            return name;
        }

        var builder = new StringBuilder(name.Length + 4);
        foreach (char c in name)
        {
            if (char.IsUpper(c) && builder.Length > 0)
            {
                builder.Append('-');
            }

            builder.Append(char.ToLowerInvariant(c));
        }

        return builder.ToString();
    }
}
