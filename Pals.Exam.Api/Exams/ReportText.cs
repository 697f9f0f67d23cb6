using System.Globalization;

namespace Pals.Exam.Api.Exams;

/// <summary>Every sentence of a printed report, in one place. The exam page says the same in its own strings.</summary>
internal static class ReportText
{
    public const string Kind = "Score report";
    public const string Practice = "Practice exam: it certifies nothing, and may be taken again as often as you like.";
    public const string Score = "Your score";
    public const string Standard = "Passing standard";
    public const string StandardHint = "of the reference exam";
    public const string Points = "Points";
    public const string Questions = "Questions";
    public const string RetakeHeading = "Taking the exam again";
    public const string ProfileHeading = "Your profile by topic area";
    public const string StudyHeading = "What to study";

    public const string Profile =
        "The bar holds your score in an area with a probability of 95 percent, the mark in it is the estimate, and the black line is the passing standard. "
        + "An area is called above or below the standard when that is at least 80 percent probable. Each rests on few questions and borrows from the "
        + "others: take it as a hint where to begin, not as a judgement.";

    public const string Reading = "Read: ";

    public static string Outcome(ReportResponse report) => report.Status switch
    {
        "passed" => "Passed",
        "failed" => "Not passed",
        "expired" => "Time ran out",
        _ => "Completed",
    };

    public static string Sentence(ReportResponse report)
    {
        if (report.Status == "expired")
        {
            return "The time ended before the shortest exam was complete, so there is no result.";
        }

        if (report.Form is { } form)
        {
            return (report.EndReason == "time-limit" ? "Time ran out; what you had answered counts. " : "")
                + $"You earned {Number(form.RawScore)} of {form.RawScorePossible} points, and this form is passed with {form.RawCut}.";
        }

        double above = report.Composite.ProbabilityAboveCut;
        double sure = report.Status == "passed" ? above : 1 - above;
        string percent = sure > 0.995 ? "more than 99 %" : string.Create(CultureInfo.InvariantCulture, $"{100 * sure:0} %");
        string side = report.Status == "passed" ? "above" : "below";
        return report.EndReason == "decision-rule"
            ? $"Your answers put you {side} the passing standard with a probability of {percent}, which ended the exam."
            : $"At the end of the exam your estimated score lay {side} the passing standard (probability {percent}).";
    }

    /// <summary>Where to begin; null when the report has no advice.</summary>
    public static string? WhereToBegin(ReportResponse report)
    {
        TopicAreaResponse[] advised = [.. report.TopicAreas.Where(area => area.Advice is not null).OrderBy(area => area.Estimate)];
        if (advised.Length == 0)
        {
            return null;
        }

        string[] below = [.. advised.Where(area => area.Standing == "below").Select(area => area.Name)];
        return below.Length > 0 ? $"Begin with {List(below)}."
            : report.Status == "passed" ? "No area stands out as weak."
            : $"No area stands clearly below the standard: a little more in each may be enough. Begin where your estimate is lowest, with "
                + $"{List([.. advised.Take(2).Select(area => area.Name)])}.";
    }

    public static string Standing(TopicAreaResponse area) => area.Standing switch
    {
        "above" => "probably above the standard",
        "below" => "probably below the standard",
        "near" => "too close to the standard to tell",
        _ => "",
    };

    public static string Earned(TopicAreaResponse area) =>
        $"{area.Points} of {area.PointsPossible} points in {area.Items} {(area.Items == 1 ? "question" : "questions")}";

    public static string Range(PercentResponse percent) =>
        string.Create(CultureInfo.InvariantCulture, $"{percent.Lower:0} to {percent.Upper:0} %");

    /// <summary>With a tenth, so that a score just below the standard does not look like the standard.</summary>
    public static string Tenths(double percent) => string.Create(CultureInfo.InvariantCulture, $"{percent:0.0} %");

    public static string Percent(double percent) => string.Create(CultureInfo.InvariantCulture, $"{percent:0} %");

    public static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    public static string Day(DateTime time) => time.ToString("d MMMM yyyy", CultureInfo.InvariantCulture);

    private static string List(string[] names) => names.Length == 1 ? names[0] : $"{string.Join(", ", names[..^1])} and {names[^1]}";
}
