using Pals.Exam.ItemBank.Files;

namespace Pals.Exam.ItemBank.Content;

/// <summary>The places in a file from which an item or a fact was read, so that a finding can name the line.</summary>
public sealed class SourceMap(string file, FilePosition start, IReadOnlyDictionary<string, FilePosition> fields)
{
    public string File => file;

    /// <summary>Where the entry begins.</summary>
    public FilePosition Start => start;

    /// <summary>Where a field such as <c>stem</c> or <c>options[2]</c> stands; the entry's start when it has none.</summary>
    public FilePosition At(string field) => fields.TryGetValue(field, out FilePosition position) ? position : start;
}
