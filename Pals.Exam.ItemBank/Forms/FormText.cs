using System.Globalization;
using Pals.Exam.Engine.Assembly;
using Pals.Exam.ItemBank.Content;
using Pals.Exam.ItemBank.Files;

namespace Pals.Exam.ItemBank.Forms;

/// <summary>The sentences and figures about a form that several documents share.</summary>
internal static class FormText
{
    public const string Rounding = "nearest whole number, halves downwards; who reaches it passes";

    public const string ProvisionalWord = "Provisional";

    public const string ProvisionalSentence =
        "Provisional: item parameters are set by the judgement of the items' writers; no calibration on candidates' answers has replaced them yet. "
        + "The cut and every result that rests on it are provisional too.";

    public const string Confidential = "Confidential: keep under lock until every candidate has handed in";

    private static readonly string[] Ordinals = ["1st", "2nd", "3rd"];

    /// <summary>The standard on the reference form, in words.</summary>
    public static string Reference(ExamForm form) => string.Create(
        CultureInfo.InvariantCulture,
        $"{form.Scale.PercentCorrect(form.Definition.Cut):0.##} percent ({Points(form.Scale.PercentCorrect(form.Definition.Cut) / 100 * form.Form.Length)} of "
        + $"{form.Form.Length}) on the reference form, which is all {form.Source.Items.Count(item => item.IsScored)} scored items of the bank with the topic areas weighted as in "
        + $"{form.Definition.Id}");

    /// <summary>A raw score: whole points without decimals, shares of a point with two.</summary>
    public static string Points(RawScore score) => Points(score.Points);

    /// <summary>The same for a number.</summary>
    public static string Points(double points) => points.ToString("0.##", CultureInfo.InvariantCulture);

    /// <summary>A percentage without decimals.</summary>
    public static string Percent(double percent) => percent.ToString("0", CultureInfo.InvariantCulture) + " %";

    /// <summary>What a candidate does with a question that is no plain single choice; empty for one that is.</summary>
    public static string Instruction(Item item) => item.Type switch
    {
        ItemType.MultipleResponse => "Mark every option that applies.",
        ItemType.Ordering => "Put all options in order: write their letters from first to last.",
        ItemType.NumericEntry => item.Unit is null ? "Write the number." : $"Write the number, in {item.Unit}.",
        _ => "",
    };

    /// <summary>How to sit the exam, one sentence each.</summary>
    public static IEnumerable<string> Instructions(ExamForm form)
    {
        string time = form.Definition.TimeLimit is { } limit ? $" You have {limit.TotalMinutes:0} minutes." : "";
        yield return $"This form has {form.Questions.Length} questions.{time} Every question counts one point.";
        yield return "Mark your answers on the answer sheet; marks in this booklet do not count. Fill the circle of the one best answer unless the question says otherwise.";
        if (form.Questions.Any(question => question.Item.Type == ItemType.MultipleResponse))
        {
            yield return "Where a question asks for every option that applies, a right option counts for you and a wrong one against you.";
        }

        if (form.Questions.Any(question => question.Item.Type == ItemType.Ordering))
        {
            yield return "Where a question asks for an order, write the letters of the options into the boxes, first to last.";
        }

        if (form.Questions.Any(question => question.Item.Type == ItemType.NumericEntry))
        {
            yield return "Where a question asks for a number, write it with a decimal point into the long box; the unit stands beside it.";
        }

        yield return "A question left blank scores nothing, and nothing is taken off for a wrong answer: answer them all.";
        yield return "Do not take this booklet out of the room.";
    }

    /// <summary>How the score of an item with partial credit becomes a share of its point; empty for others.</summary>
    public static string Credit(Item item) => (item.Credit, item.Type) switch
    {
        (CreditRule.Partial, ItemType.MultipleResponse) => $"Each right option earns 1/{item.MaximumScore()} point and each wrong one takes as much off, down to nothing.",
        (CreditRule.Partial, ItemType.Ordering) => $"Each pair of neighbours in the key that stands in the right order earns 1/{item.MaximumScore()} point.",
        (_, ItemType.NumericEntry) => item.Tolerance > 0
            ? string.Create(CultureInfo.InvariantCulture, $"Right within {item.Tolerance:0.####}{(item.Unit is null ? "" : " " + item.Unit)} either way.")
            : "Right when exact.",
        (_, ItemType.MultipleResponse or ItemType.Ordering) => "All or nothing.",
        _ => "",
    };

    /// <summary>The key of a question as it is marked on paper.</summary>
    public static string Key(FormQuestion question) => question.Item.Type switch
    {
        ItemType.NumericEntry => question.Item.Unit is null ? question.Item.Answer[0] : $"{question.Item.Answer[0]} {question.Item.Unit}",
        ItemType.Ordering => string.Join(" ", question.PrintedAnswer),
        _ => string.Join(", ", question.PrintedAnswer.Order(StringComparer.Ordinal)),
    };

    /// <summary>Where a question comes from, for its reviewers.</summary>
    public static string Origin(ExamForm form, Item item)
    {
        string area = form.Definition.TopicAreas.FirstOrDefault(known => known.Id == item.TopicArea)?.Name ?? item.TopicArea;
        return $"{item.Id}, version {item.Version} · {area} · {Words.Of(item.CognitiveLevel)} · {Words.Of(item.Type)}";
    }

    public static string Ordinal(int place) => place <= Ordinals.Length ? Ordinals[place - 1] : $"{place}th";

    /// <summary>The questions that share a case, in runs; questions without a case stand alone.</summary>
    public static IEnumerable<IReadOnlyList<FormQuestion>> Runs(ExamForm form)
    {
        var run = new List<FormQuestion>();
        foreach (FormQuestion question in form.Questions)
        {
            if (run.Count > 0 && (question.Scenario is null || run[^1].Scenario?.Id != question.Scenario.Id))
            {
                yield return run;
                run = [];
            }

            run.Add(question);
        }

        yield return run;
    }

    /// <summary>The heading above a case.</summary>
    public static string CaseHeading(IReadOnlyList<FormQuestion> run) => run.Count == 1
        ? $"Case for question {run[0].Position}"
        : $"Case for questions {run[0].Position} to {run[^1].Position}";
}
