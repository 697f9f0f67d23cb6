using System.Globalization;
using Pals.Exam.Engine.Items;
using Pals.Exam.Engine.Numerics;
using Pals.Exam.Engine.Simulation;
using Pals.Exam.ItemBank.Content;

namespace Pals.Exam.LoadTest.Candidates;

/// <summary>An item as far as a virtual candidate is concerned: something to be answered.</summary>
internal abstract class ShownItem(string id)
{
    public string Id { get; } = id;

    /// <summary>The answer of a candidate at <paramref name="theta"/>.</summary>
    public abstract ReadyAnswer Draw(double theta, ref RandomStream random);
}

/// <summary>An item of the shipped bank, answered right or wrong by the response model under its provisional parameters.</summary>
internal sealed class KnownItem : ShownItem
{
    private readonly ItemParameters _parameters;
    private readonly int _maximumScore;
    private readonly ReadyAnswer _right;
    private readonly ReadyAnswer[] _partlyRight;
    private readonly ReadyAnswer[] _wrongOptions;
    private readonly ReadyAnswer _wrong;

    public KnownItem(Item item)
        : base(item.Id)
    {
        _parameters = ProvisionalParameters.Of(item);
        _maximumScore = item.MaximumScore();
        _right = Ready(item, [.. item.Answer]);
        _partlyRight = item.Type != ItemType.MultipleResponse ? []
            : [.. Enumerable.Range(1, _maximumScore - 1).Select(score => Ready(item, [.. item.Answer.Take(score)]))];
        _wrongOptions = item.Type is ItemType.NumericEntry or ItemType.Ordering ? []
            : [.. item.Options.Select(option => option.Key).Where(key => !item.Answer.Contains(key)).Select(key => Ready(item, [key]))];
        _wrong = Ready(item, item.Type switch
        {
            ItemType.NumericEntry => [TooMuch(item)],
            ItemType.Ordering => [.. item.Answer.Reverse()],
            _ => [item.Answer[0]],
        });
    }

    public override ReadyAnswer Draw(double theta, ref RandomStream random)
    {
        int score = SimulatedAnswer.Draw(_parameters, theta, ref random);
        return score == _maximumScore ? _right
            : score > 0 && _partlyRight.Length > 0 ? _partlyRight[score - 1]
            : _wrongOptions.Length > 0 ? _wrongOptions[random.NextInt32(_wrongOptions.Length)]
            : _wrong;
    }

    private static ReadyAnswer Ready(Item item, string[] keys) => new(keys, item.Use == ItemUse.Pretest ? 0 : item.Score(keys));

    private static string TooMuch(Item item) =>
        (decimal.Parse(item.Answer[0], CultureInfo.InvariantCulture) + item.Tolerance + 1).ToString(CultureInfo.InvariantCulture);
}

/// <summary>An item of another bank, answered blindly.</summary>
internal sealed class UnknownItem(QuestionBody question) : ShownItem(question.ItemId)
{
    public override ReadyAnswer Draw(double theta, ref RandomStream random) => new(Blind(ref random), null);

    private string[] Blind(ref RandomStream random) => question.Type switch
    {
        "numeric-entry" => [random.NextInt32(100).ToString(CultureInfo.InvariantCulture)],
        "ordering" => [.. question.Options.Select(option => option.Key)],
        _ => [question.Options[random.NextInt32(question.Options.Count)].Key],
    };
}
