using System.Globalization;
using Pals.Exam.Engine.Assembly;

namespace Pals.Exam.ItemBank.Forms;

/// <summary>The sentences and figures about a form that several documents share.</summary>
internal static class FormText
{
    public const string Rounding = "nearest whole number, halves downwards; who reaches it passes";

    public const string ProvisionalWord = "Provisional";

    public const string ProvisionalSentence =
        "Provisional: item parameters are set by the judgement of the items' writers; no calibration on candidates' answers has replaced them yet. "
        + "The cut and every result that rests on them are provisional too.";

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
}
