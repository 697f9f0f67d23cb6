namespace Pals.Exam.ItemBank.Tests;

/// <summary>Puts a flaw into a sample; a caret marks where in the flawed text a message has to point.</summary>
internal static class Marked
{
    /// <summary>The flawed text without the caret, and the caret's place as <c>line:column</c>.</summary>
    public static (string Text, string Place) Replace(string sample, string good, string bad)
    {
        int start = sample.IndexOf(good, StringComparison.Ordinal);
        Assert.True(start >= 0, $"'{good}' is no part of the sample");
        string marked = sample.Remove(start, good.Length).Insert(start, bad);
        string[] before = marked[..marked.IndexOf('^', StringComparison.Ordinal)].Split('\n');
        return (marked.Replace("^", "", StringComparison.Ordinal), $"{before.Length}:{before[^1].Length + 1}");
    }
}
