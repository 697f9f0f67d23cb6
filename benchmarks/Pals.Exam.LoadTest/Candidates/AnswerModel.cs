using System.Collections.Frozen;
using System.Globalization;
using Pals.Exam.Engine.Items;
using Pals.Exam.Engine.Numerics;
using Pals.Exam.Engine.Simulation;
using Pals.Exam.ItemBank.Content;
using Pals.Exam.ItemBank.Definitions;

namespace Pals.Exam.LoadTest.Candidates;

/// <summary>
/// How a candidate of known ability answers the items of the shipped bank: right or wrong by the response model under the provisional
/// parameters. Items of another bank are answered blindly.
/// </summary>
internal sealed class AnswerModel(string definition)
{
    private readonly FrozenDictionary<string, (Item Item, ItemParameters Parameters)> _items =
        ShippedBank.Load().Items.ToFrozenDictionary(item => item.Id, item => (item, ProvisionalParameters.Of(item)));

    /// <summary>Fewest and most scored questions of an exam; null for a definition that is not shipped.</summary>
    public (int Fewest, int Most)? Lengths { get; } = ShippedDefinitions.Text(definition) is null ? null
        : (ShippedDefinitions.Load(definition).Template.MinimumLength, ShippedDefinitions.Load(definition).Template.MaximumLength);

    /// <summary>The answer to a question of a candidate at <paramref name="theta"/>.</summary>
    public string[] Answer(QuestionView question, double theta, ref RandomStream random)
    {
        if (!_items.TryGetValue(question.ItemId, out (Item Item, ItemParameters Parameters) known))
        {
            return Blind(question, ref random);
        }

        (Item item, ItemParameters parameters) = known;
        int score = SimulatedAnswer.Draw(parameters, theta, ref random);
        return score == item.MaximumScore() ? [.. item.Answer]
            : score > 0 && item.Type == ItemType.MultipleResponse ? [.. item.Answer.Take(score)]
            : Wrong(item, ref random);
    }

    /// <summary>The points that an answer earns; null for an item of another bank.</summary>
    public int? Points(string itemId, IReadOnlyList<string> answer) =>
        !_items.TryGetValue(itemId, out var known) ? null : known.Item.Use == ItemUse.Pretest ? 0 : known.Item.Score(answer);

    private static string[] Wrong(Item item, ref RandomStream random)
    {
        switch (item.Type)
        {
            case ItemType.NumericEntry:
                decimal right = decimal.Parse(item.Answer[0], CultureInfo.InvariantCulture);
                return [(right + item.Tolerance + 1).ToString(CultureInfo.InvariantCulture)];
            case ItemType.Ordering:
                return [.. item.Answer.Reverse()];
            default:
                string[] wrong = [.. item.Options.Select(option => option.Key).Where(key => !item.Answer.Contains(key))];
                return wrong.Length > 0 ? [wrong[random.NextInt32(wrong.Length)]] : [item.Answer[0]];
        }
    }

    private static string[] Blind(QuestionView question, ref RandomStream random) => question.Type switch
    {
        "numeric-entry" => [random.NextInt32(100).ToString(CultureInfo.InvariantCulture)],
        "ordering" => [.. question.Options.Select(option => option.Key)],
        _ => [question.Options[random.NextInt32(question.Options.Count)].Key],
    };
}
