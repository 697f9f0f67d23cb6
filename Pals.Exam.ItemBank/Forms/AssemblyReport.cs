using System.Collections.Immutable;
using Pals.Exam.Engine.Assembly;
using Pals.Exam.Engine.Items;
using Pals.Exam.ItemBank.Content;
using Pals.Exam.ItemBank.Reports;

namespace Pals.Exam.ItemBank.Forms;

/// <summary>An assembly as a page for the psychometrician: are these forms parallel, and what passes each of them?</summary>
internal static class AssemblyReport
{
    /// <summary>The largest spread of information at the cut that is not a finding.</summary>
    public const double LargestSpread = 0.05;

    private const int CurvePoints = 81;
    private const double CurveHalfWidth = 4;

    public static HtmlReport Create(ImmutableArray<ExamForm> forms, AssemblyResult result, AssemblyOptions options)
    {
        ExamForm first = forms[0];
        double cut = first.Definition.Cut;
        var page = new HtmlReport(
            $"Forms of {first.Definition.Id}",
            $"{forms.Length} forms of {options.Length} items from {first.Source.Items.Count(item => item.IsScored)} scored items, seed {options.Seed}, parameter set {first.Source.ParameterSetId[..12]}");
        page.Section("Findings").Flags([.. Findings(forms, result, cut)], "Nothing needs a decision.");
        Cuts(page, forms, cut);
        Curves(page, forms, result, cut);
        Overlap(page, forms, result);
        Content(page, forms, result);
        Conversion(page, forms);
        return page;
    }

    private static IEnumerable<string> Findings(ImmutableArray<ExamForm> forms, AssemblyResult result, double cut)
    {
        if (forms[0].IsProvisional)
        {
            yield return FormText.ProvisionalSentence;
        }

        foreach (string unmet in result.Unmet)
        {
            yield return $"A demand is not met: {unmet}.";
        }

        if (result.InformationSpread(cut) > LargestSpread)
        {
            yield return $"The forms' information at the cut spreads by {result.InformationSpread(cut):P1}, more than {LargestSpread:P0}: the bank has too few suitable items.";
        }

        if (result.LargestOverlap > 0)
        {
            yield return $"Two forms share up to {result.LargestOverlap} items: the bank is too small for {forms.Length} forms without overlap.";
        }

        if (forms.Select(form => form.Form.Cut.RawScore).Distinct().Count() > 1)
        {
            yield return "The raw cut differs between forms. That is what equating is for; take care that each answer sheet is held against the cut of its own form.";
        }
    }

    private static void Cuts(HtmlReport page, ImmutableArray<ExamForm> forms, double cut) => page
        .Section("Equated cuts")
        .Paragraph($"The standard is {FormText.Reference(forms[0])}: an ability of {cut:F4} logits. Each form's exact cut is its expected raw score at that ability "
            + $"({ExamForm.EquatingMethod}), and its raw cut the {FormText.Rounding}. Every item is worth one point; items with partial credit give their share of it.")
        .Table(
            "The passing standard on each form",
            ["form", "#exact cut", "#raw cut", "#of", "#passes at the standard", "#passes half a logit below", "#passes half a logit above"],
            forms.Select(form => (IReadOnlyList<string>)
            [
                form.FormId,
                $"{form.Form.Cut.ExactScore:F3}",
                $"{form.Form.Cut.RawScore}",
                $"{form.Form.Length}",
                $"{form.Form.Cut.PassProbability:P1}",
                $"{form.Form.PassProbability(cut - 0.5, form.Form.Cut.RawScore):P1}",
                $"{form.Form.PassProbability(cut + 0.5, form.Form.Cut.RawScore):P1}",
            ]))
        .Figure(
            Curve(forms, "Probability of passing", "ability, logits", new PlotAxis("probability", 0, 1), cut, (form, theta) => form.Form.PassProbability(theta, form.Form.Cut.RawScore)),
            "From the distribution of the raw score at each ability (Lord and Wingersky 1984). Curves that lie on one another mean that it does not matter which form a candidate gets.");

    private static void Curves(HtmlReport page, ImmutableArray<ExamForm> forms, AssemblyResult result, double cut)
    {
        double highest = forms.Max(form => Abilities(cut).Max(form.Form.Information));
        page.Section("Information and expected scores")
            .Facts(
            [
                ("Information at the cut spreads by", $"{result.InformationSpread(cut):P2}"),
                ("half a logit below", $"{result.InformationSpread(cut - 0.5):P2}"),
                ("half a logit above", $"{result.InformationSpread(cut + 0.5):P2}"),
                ("Expected scores at the cut spread by", $"{result.ScoreSpread(cut):F3} points"),
                ("Objective", $"{result.Objective:F5}"),
            ])
            .Figure(
                Curve(forms, "Test information", "ability, logits", PlotAxis.Covering("information, 1/logit²", [0, highest]), cut, (form, theta) => form.Form.Information(theta)),
                "The reciprocal of the squared standard error at each ability. Forms are matched most closely at the cut.")
            .Figure(
                Curve(forms, "Test characteristic curves", "ability, logits", new PlotAxis("expected raw score", 0, forms[0].Form.Length), cut, (form, theta) => form.Form.ExpectedScore(theta)),
                "The expected raw score at each ability; where it crosses the cut stands the exact cut of the form.")
            .Table(
                "At the cut and around it",
                ["form", "#I(cut − 1)", "#I(cut − 0.5)", "#I(cut)", "#I(cut + 0.5)", "#I(cut + 1)", "#E(cut − 0.5)", "#E(cut)", "#E(cut + 0.5)"],
                forms.Select(form => (IReadOnlyList<string>)
                [
                    form.FormId,
                    .. new[] { -1, -0.5, 0, 0.5, 1 }.Select(offset => $"{form.Form.Information(cut + offset):F3}"),
                    .. new[] { -0.5, 0, 0.5 }.Select(offset => $"{form.Form.ExpectedScore(cut + offset):F3}"),
                ]));
    }

    private static void Overlap(HtmlReport page, ImmutableArray<ExamForm> forms, AssemblyResult result) => page
        .Section("Overlap")
        .Table(
            "Items that two forms share",
            ["form", .. forms.Select(form => $"#{form.Number}")],
            forms.Select((form, i) => (IReadOnlyList<string>)[$"{form.Number} · {form.FormId}", .. result.Overlap[i].Select((count, j) => i == j ? "–" : $"{count}")]));

    private static void Content(HtmlReport page, ImmutableArray<ExamForm> forms, AssemblyResult result)
    {
        page.Section("Content")
            .Table(
                "The blueprint",
                ["constraint", "#asked for", .. forms.Select(form => $"#form {form.Number}")],
                result.Blueprint.Select(quota => (IReadOnlyList<string>)
                [
                    quota.Name,
                    quota.Minimum == quota.Maximum ? $"{quota.Minimum}" : $"{quota.Minimum} to {quota.Maximum}",
                    .. quota.Counts.Select(count => $"{count}"),
                ]));
        IEnumerable<(string Name, Func<Item, bool> Has)> features =
        [
            .. Enum.GetValues<CognitiveLevel>().Select(level => ($"level: {Files.Words.Of(level)}", (Func<Item, bool>)(item => item.CognitiveLevel == level))),
            .. Enum.GetValues<ItemType>().Select(type => ($"type: {Files.Words.Of(type)}", (Func<Item, bool>)(item => item.Type == type))),
            .. Enum.GetValues<AgeGroup>().Select(age => ($"age: {Files.Words.Of(age)}", (Func<Item, bool>)(item => item.AgeGroup == age))),
            ("in a case", item => item.Scenario is not null),
            ("with a rhythm strip", item => !item.Media.IsEmpty),
        ];
        page.Table(
            "What else the forms hold",
            ["attribute", .. forms.Select(form => $"#form {form.Number}")],
            features.Select(feature => (IReadOnlyList<string>)
                [feature.Name, .. forms.Select(form => $"{form.Questions.Count(question => feature.Has(question.Item))}")]));
        page.Table(
            "Right answers of single-choice questions by letter",
            ["letter", .. forms.Select(form => $"#form {form.Number}")],
            "ABCDEFGHIJ".Select(letter => (IReadOnlyList<string>)
                [
                    $"{letter}",
                    .. forms.Select(form => form.Questions.Count(question => question.Item.Type == ItemType.SingleChoice && question.PrintedAnswer[0] == $"{letter}") is > 0 and var count
                        ? $"{count}" : ""),
                ]).Where(row => row.Skip(1).Any(cell => cell.Length > 0)));
    }

    private static void Conversion(HtmlReport page, ImmutableArray<ExamForm> forms)
    {
        int length = forms.Max(form => form.Form.Length);
        page.Section("Conversion of raw scores")
            .Paragraph("The percentage of the reference form that is equivalent to each raw score, by the same equating. Scores that guessing alone explains have none.")
            .Table(
                "Raw score to percent of the reference form",
                ["#raw score", .. forms.Select(form => $"#form {form.Number}")],
                Enumerable.Range(0, length + 1).Reverse().Select(score => (IReadOnlyList<string>)
                    [$"{score}", .. forms.Select(form => Percent(form, score))])
                .Where(row => row.Skip(1).Any(cell => cell.Length > 0)));
    }

    private static string Percent(ExamForm form, int score)
    {
        double guessing = form.Form.Items.Sum(item => form.Form.Pool.Parameters(item) is { IsDichotomous: true } p ? p.LowerAsymptote : 0);
        if (score <= guessing || score > form.Form.Length)
        {
            return "";
        }

        return TrueScoreEquating.AbilityAt(form.Form, score) is { } theta ? $"{form.Scale.PercentCorrect(theta):F1}" : "100.0";
    }

    private static SvgPlot Curve(
        ImmutableArray<ExamForm> forms, string title, string label, PlotAxis vertical, double cut, Func<ExamForm, double, double> value)
    {
        double[] abilities = Abilities(cut);
        var plot = new SvgPlot(title, new PlotAxis(label, Math.Floor(abilities[0]), Math.Ceiling(abilities[^1])), vertical);
        foreach (ExamForm form in forms)
        {
            plot.Line($"form {form.Number}", abilities.Select(theta => new PlotPoint(theta, value(form, theta))), form.Number - 1);
        }

        return plot.UprightLine("cut", cut);
    }

    private static double[] Abilities(double cut) =>
        [.. Enumerable.Range(0, CurvePoints).Select(i => cut - CurveHalfWidth + 2 * CurveHalfWidth * i / (CurvePoints - 1))];
}
