using System.Collections.Immutable;
using Pals.Exam.ItemBank.Content;

namespace Pals.Exam.ItemBank.Forms;

/// <summary>A question of a form as it is printed.</summary>
/// <param name="Position">Its number on the form, from 1.</param>
/// <param name="Item">The item.</param>
/// <param name="Scenario">The case that it belongs to, or null.</param>
/// <param name="ContentHash">Names the version of the content to the last letter.</param>
/// <param name="Options">The keys of the item's options in the order in which they are printed; letters A, B, C… stand before them on paper.</param>
public sealed record FormQuestion(int Position, Item Item, CaseScenario? Scenario, string ContentHash, ImmutableArray<string> Options)
{
    /// <summary>The option that is printed under a letter, or null when there is none.</summary>
    public AnswerOption? Option(char letter)
    {
        int place = letter - 'A';
        return place >= 0 && place < Options.Length ? Item.Options.First(option => option.Key == Options[place]) : null;
    }

    /// <summary>The letter under which an option is printed.</summary>
    public char LetterOf(string key) => (char)('A' + Options.IndexOf(key));

    /// <summary>The item's answer as it is marked on paper: letters, or the number.</summary>
    public ImmutableArray<string> PrintedAnswer =>
        Item.Type == ItemType.NumericEntry ? Item.Answer : [.. Item.Answer.Select(key => LetterOf(key).ToString())];

    /// <summary>The score of an answer in the item's own option keys; an empty one, of a question left out, scores 0.</summary>
    /// <exception cref="ArgumentException">The answer is refused (see <see cref="AnswerKey.Refusal"/>).</exception>
    public int Score(IReadOnlyList<string> answer) => answer.Count == 0 ? 0 : Item.Score(answer);
}
