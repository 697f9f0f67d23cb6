using System.Collections.Immutable;
using Pals.Exam.Engine.Ability;
using Pals.Exam.Engine.Items;

namespace Pals.Exam.Engine.Exams;

/// <summary>
/// What must be kept of an exam so that its state, at any later time and by any later version of the engine, can be rebuilt: what it began with,
/// what was given, and how that was answered. Items are indexes of the pool.
/// </summary>
public sealed record ExamTranscript
{
    /// <summary>As given to <see cref="AdaptiveExam.Begin"/>.</summary>
    public required ulong Seed { get; init; }

    /// <summary>As given to <see cref="AdaptiveExam.Begin"/>.</summary>
    public ImmutableArray<int> ExcludedItems { get; init; } = [];

    /// <summary>As given to <see cref="AdaptiveExam.Begin"/>.</summary>
    public AbilityPrior? Prior { get; init; }

    /// <summary>The items given, in order, with the one that waits for an answer last.</summary>
    public required ImmutableArray<int> Items { get; init; }

    /// <summary>The scores of the items answered: as many as <see cref="Items"/>, or one less while one waits.</summary>
    public required ImmutableArray<int> Scores { get; init; }

    /// <summary>The exam as it was when the item at <paramref name="position"/> was given.</summary>
    internal ExamTranscript UpTo(int position) => this with
    {
        Items = Items[..Math.Min(position, Items.Length)],
        Scores = Scores[..(position - 1)],
    };

    /// <summary>Checks that an exam of the definition could have given the items, whatever made it choose them.</summary>
    /// <exception cref="ArgumentException">It could not; the message names the position and the item.</exception>
    internal static void Require(AdaptiveExam exam, ExamTranscript transcript)
    {
        ImmutableArray<int> items = transcript.Items;
        int scores = transcript.Scores.Length;
        if (scores != items.Length && scores != items.Length - 1)
        {
            throw new ArgumentException(
                $"The transcript has {items.Length} items and {scores} scores; all items, or all but the last, must have one.", nameof(transcript));
        }

        var given = new HashSet<int>();
        int pretest = 0;
        int scenario = -1;
        int place = 0;
        for (int i = 0; i < items.Length; i++)
        {
            int item = items[i];
            RequireAt((uint)item < (uint)exam.Pool.Count, i, $"is {item}, which is not an index of the pool's {exam.Pool.Count} items");
            string id = exam.Pool.ItemId(item);
            RequireAt(given.Add(item), i, $"is {id}, which was given before");
            RequireAt(
                i - pretest < exam.Definition.MaximumLength,
                i,
                $"is {id}, which comes after the {exam.Definition.MaximumLength} scored items that end an exam of the definition");
            if (scenario >= 0)
            {
                ItemScenario open = exam.Pool.Scenarios[scenario];
                RequireAt(item == open.Items[place], i, $"is {id}, but case scenario {open.Name} goes on with {exam.Pool.ItemId(open.Items[place])}");
            }
            else if (exam.Pool.IsPretest(item))
            {
                RequireAt(++pretest <= exam.Definition.PretestItems, i, $"is {id}, a pretest item beyond the {exam.Definition.PretestItems} of the definition");
            }
            else
            {
                scenario = exam.Pool.Scenario(item);
                place = 0;
                RequireAt(
                    scenario < 0 || exam.Pool.Scenarios[scenario].Items[0] == item,
                    i,
                    $"is {id}, but its case scenario begins with another item");
            }

            if (scenario >= 0 && ++place == exam.Pool.Scenarios[scenario].Items.Length)
            {
                scenario = -1;
            }
        }
    }

    private static void RequireAt(bool condition, int place, string problem)
    {
        if (!condition)
        {
            throw new ArgumentException($"The transcript cannot be of this exam: item {place + 1} {problem}.");
        }
    }
}
