using System.Globalization;
using System.Text;

namespace Pals.Exam.ItemBank.Yaml;

/// <summary>
/// Writes mappings and lists of mappings in one fixed style, so that a file that is read and written again does not change: plain
/// words where YAML allows, quotes where it does not, long text folded.
/// </summary>
internal sealed class YamlWriter(TextWriter writer)
{
    private const int Width = 120;
    private int _indent;
    private bool _atListEntry;

    public void Text(string key, string value)
    {
        int column = (_indent * 2) + key.Length + 2;
        if (IsFoldable(value) && column + Quoted(value).Length > Width)
        {
            Key(key);
            writer.Write(" >-\n");
            Fold(value);
        }
        else
        {
            Line(key, Quoted(value));
        }
    }

    public void OptionalText(string key, string? value)
    {
        if (value is not null)
        {
            Text(key, value);
        }
    }

    /// <summary>A word or number that needs no quotes.</summary>
    public void Word(string key, string value) => Line(key, value);

    public void Number(string key, int value) => Line(key, value.ToString(CultureInfo.InvariantCulture));

    public void Number(string key, decimal value) => Line(key, value.ToString(CultureInfo.InvariantCulture));

    public void OptionalNumber(string key, decimal? value)
    {
        if (value is { } number)
        {
            Number(key, number);
        }
    }

    /// <summary>Two decimals where they say it all, else as many as give the same number back.</summary>
    public void Number(string key, double value)
    {
        string text = value.ToString("F2", CultureInfo.InvariantCulture);
        bool exact = double.Parse(text, CultureInfo.InvariantCulture) == value;
        Line(key, exact ? text : value.ToString("R", CultureInfo.InvariantCulture));
    }

    /// <summary>A list of words on one line.</summary>
    public void Words(string key, IEnumerable<string> values) =>
        Line(key, $"[{string.Join(", ", values.Select(value => Quoted(value, inList: true)))}]");

    public void Map(string key, Action write)
    {
        Key(key);
        writer.Write('\n');
        Indented(write);
    }

    /// <summary>A list of mappings; <paramref name="write"/> writes the keys of one.</summary>
    public void Maps<T>(string key, IReadOnlyCollection<T> values, Action<T> write)
    {
        if (values.Count == 0)
        {
            Line(key, "[]");
            return;
        }

        Key(key);
        writer.Write('\n');
        foreach (T value in values)
        {
            _indent++;
            _atListEntry = true;
            Indented(() => write(value));
            _indent--;
        }
    }

    private static bool IsFoldable(string value) =>
        !value.Contains("  ", StringComparison.Ordinal) && value.All(c => !char.IsControl(c)) && value.Trim() == value;

    private static string Quoted(string value, bool inList = false)
    {
        if (IsPlain(value, inList))
        {
            return value;
        }

        return value.Any(char.IsControl) ? DoubleQuoted(value) : $"'{value.Replace("'", "''", StringComparison.Ordinal)}'";
    }

    /// <summary>Stricter than YAML: what might be taken for a number, a truth value or a date by some reader is quoted unless it is one.</summary>
    private static bool IsPlain(string value, bool inList)
    {
        if (value.Length == 0 || value.Trim() != value || value.Any(char.IsControl))
        {
            return false;
        }

        bool starts = char.IsLetterOrDigit(value[0]) || value[0] is '(' or '<' or '≥' or '≤' or '+' or '/';
        bool reserved = value is "null" or "true" or "false" or "yes" or "no" or "on" or "off" or "Null" or "True" or "False" or "Yes" or "No" or "On"
            or "Off" or "NULL" or "TRUE" or "FALSE" or "YES" or "NO" or "ON" or "OFF" or "y" or "n" or "Y" or "N";
        return starts
            && !reserved
            && !value.EndsWith(':')
            && !value.Contains(": ", StringComparison.Ordinal)
            && !value.Contains(" #", StringComparison.Ordinal)
            && (!inList || value.All(c => char.IsLetterOrDigit(c) || c is '-' or '.' or '_'));
    }

    private static string DoubleQuoted(string value)
    {
        var builder = new StringBuilder("\"");
        foreach (char c in value)
        {
            builder.Append(c switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\n' => "\\n",
                '\t' => "\\t",
                _ when char.IsControl(c) => $"\\u{(int)c:X4}",
                _ => c.ToString(),
            });
        }

        return builder.Append('"').ToString();
    }

    private void Indented(Action write)
    {
        _indent++;
        write();
        _indent--;
    }

    private void Line(string key, string value)
    {
        Key(key);
        writer.Write(' ');
        writer.Write(value);
        writer.Write('\n');
    }

    private void Key(string key)
    {
        if (_atListEntry)
        {
            Pad((_indent - 1) * 2);
            writer.Write("- ");
            _atListEntry = false;
        }
        else
        {
            Pad(_indent * 2);
        }

        writer.Write(key);
        writer.Write(':');
    }

    private void Fold(string value)
    {
        int indent = (_indent + 1) * 2;
        int column = 0;
        foreach (string word in value.Split(' '))
        {
            if (column == 0)
            {
                Pad(indent);
                column = indent;
            }
            else if (column + 1 + word.Length > Width)
            {
                writer.Write('\n');
                Pad(indent);
                column = indent;
            }
            else
            {
                writer.Write(' ');
                column++;
            }

            writer.Write(word);
            column += word.Length;
        }

        writer.Write('\n');
    }

    private void Pad(int count)
    {
        for (int i = 0; i < count; i++)
        {
            writer.Write(' ');
        }
    }
}
