using System.Globalization;

namespace Pals.Exam.ItemBank.Content;

/// <summary>The rules that hold between an item's type, its options and its answer; and the score of a candidate's answer.</summary>
public static class AnswerKey
{
    private const int FewestOptions = 2;
    private const int MostOptions = 10;

    /// <summary>What is wrong between type, options and answer: the field to mend and what was expected. Empty for a sound item.</summary>
    public static IEnumerable<(string Field, string Message)> Problems(Item item)
    {
        if (item.Type == ItemType.NumericEntry)
        {
            return NumericProblems(item);
        }

        return OptionProblems(item).Concat(ChoiceProblems(item));
    }

    /// <summary>The highest score of an item: 1, or with partial credit the number of parts.</summary>
    public static int MaximumScore(this Item item) => (item.Credit, item.Type) switch
    {
        (CreditRule.Partial, ItemType.MultipleResponse) => item.Answer.Length,
        (CreditRule.Partial, ItemType.Ordering) => item.Answer.Length - 1,
        _ => 1,
    };

    /// <summary>
    /// Why <paramref name="answer"/> is no possible answer to <paramref name="item"/> (an option that does not exist, a word for a
    /// number), or null when it can be scored.
    /// </summary>
    public static string? Refusal(this Item item, IReadOnlyList<string> answer)
    {
        if (item.Type == ItemType.NumericEntry)
        {
            return answer.Count == 1 && TryNumber(answer[0], out _) ? null : "expected one number";
        }

        for (int i = 0; i < answer.Count; i++)
        {
            if (!HasOption(item, answer[i]))
            {
                return $"there is no option '{answer[i]}'";
            }

            for (int earlier = 0; earlier < i; earlier++)
            {
                if (answer[earlier] == answer[i])
                {
                    return "an option was given twice";
                }
            }
        }

        return item.Type switch
        {
            ItemType.SingleChoice when answer.Count != 1 => "expected one option",
            ItemType.MultipleResponse when answer.Count == 0 => "expected at least one option",
            ItemType.Ordering when answer.Count != item.Options.Length => "expected every option once, in order",
            _ => null,
        };
    }

    /// <summary>
    /// The score of an answer, 0 to <see cref="MaximumScore"/>. With partial credit a multiple response earns one for each right option
    /// less one for each wrong one, and an ordering one for each pair of neighbours in the key that stands in the right order.
    /// </summary>
    /// <exception cref="ArgumentException">The answer is refused.</exception>
    public static int Score(this Item item, IReadOnlyList<string> answer)
    {
        if (item.Refusal(answer) is { } refusal)
        {
            throw new ArgumentException($"{item.Id}: {refusal}, but got '{string.Join(';', answer)}'.", nameof(answer));
        }

        return (item.Type, item.Credit) switch
        {
            (ItemType.NumericEntry, _) => IsWithinTolerance(item, answer[0]) ? 1 : 0,
            (ItemType.MultipleResponse, CreditRule.Partial) =>
                Math.Max(0, (2 * answer.Count(item.Answer.Contains)) - answer.Count),
            (ItemType.Ordering, CreditRule.Partial) => PairsInOrder(item, [.. answer]),
            (ItemType.Ordering, _) => item.Answer.SequenceEqual(answer) ? 1 : 0,
            _ => item.Answer.Length == answer.Count && answer.All(key => item.Answer.Contains(key)) ? 1 : 0,
        };
    }

    private static IEnumerable<(string Field, string Message)> NumericProblems(Item item)
    {
        if (!item.Options.IsEmpty)
        {
            yield return ("options", "numeric entry takes no options");
        }

        if (item.Answer is not [var number] || !TryNumber(number, out _))
        {
            yield return ("answer", "numeric entry expects one number");
        }

        if (item.Tolerance < 0)
        {
            yield return ("tolerance", $"expected 0 or more, found {item.Tolerance}");
        }

        if (item.Dose is { } dose)
        {
            if (dose.Minimum > dose.Maximum)
            {
                yield return ("dose", $"the minimum of {dose.Minimum} lies above the maximum of {dose.Maximum}");
            }

            if (dose.Unit is { } unit && unit != item.Unit)
            {
                yield return ("unit", $"expected {unit}, which the concentration of the dose leads to, found {item.Unit}");
            }

            if (item.Answer is [var text] && TryNumber(text, out decimal answer) && Math.Abs(answer - dose.Answer()) > item.Tolerance)
            {
                yield return ("answer", $"the dose comes to {dose.Answer():0.####}, but the answer is {answer} within {item.Tolerance}");
            }
        }
    }

    private static IEnumerable<(string Field, string Message)> OptionProblems(Item item)
    {
        if (item.Unit is not null)
        {
            yield return ("unit", "only numeric entry has a tolerance and a unit");
        }

        if (item.Dose is not null)
        {
            yield return ("dose", "only numeric entry has a dose");
        }

        if (item.Options.Length is < FewestOptions or > MostOptions)
        {
            yield return ("options", $"expected {FewestOptions} to {MostOptions} options, found {item.Options.Length}");
        }

        for (int i = 0; i < item.Options.Length; i++)
        {
            string expected = ((char)('A' + i)).ToString();
            if (item.Options[i].Key != expected)
            {
                yield return ("options", $"expected key {expected} for option {i + 1}, found '{item.Options[i].Key}'");
            }
        }
    }

    private static IEnumerable<(string Field, string Message)> ChoiceProblems(Item item)
    {
        foreach (string key in item.Answer)
        {
            if (item.Options.All(option => option.Key != key))
            {
                yield return ("answer", $"'{key}' is none of the options {string.Join(", ", item.Options.Select(option => option.Key))}");
            }
        }

        if (item.Answer.Distinct().Count() != item.Answer.Length)
        {
            yield return ("answer", "an option stands twice");
        }

        switch (item.Type)
        {
            case ItemType.SingleChoice when item.Answer.Length != 1:
                yield return ("answer", $"a single choice has one answer, found {item.Answer.Length}");
                break;
            case ItemType.MultipleResponse when item.Answer.IsEmpty:
                yield return ("answer", "a multiple response has at least one answer, found none");
                break;
            case ItemType.Ordering when item.Answer.Length != item.Options.Length:
                yield return ("answer", $"an ordering names all {item.Options.Length} options in order, found {item.Answer.Length}");
                break;
        }
    }

    private static bool HasOption(Item item, string key)
    {
        foreach (AnswerOption option in item.Options)
        {
            if (option.Key == key)
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsWithinTolerance(Item item, string answer)
    {
        TryNumber(item.Answer[0], out decimal key);
        TryNumber(answer, out decimal given);
        return Math.Abs(given - key) <= item.Tolerance;
    }

    private static int PairsInOrder(Item item, List<string> answer)
    {
        int pairs = 0;
        for (int i = 1; i < item.Answer.Length; i++)
        {
            if (answer.IndexOf(item.Answer[i - 1]) < answer.IndexOf(item.Answer[i]))
            {
                pairs++;
            }
        }

        return pairs;
    }

    private static bool TryNumber(string text, out decimal value) => decimal.TryParse(
        text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite,
        CultureInfo.InvariantCulture, out value);
}
