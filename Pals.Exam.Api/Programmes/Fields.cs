using System.Text.RegularExpressions;
using Pals.Exam.Api.Problems;
using Pals.Exam.ItemBank.Files;

namespace Pals.Exam.Api.Programmes;

/// <summary>Checks of fields that requests and uploaded tables share; null when the value is good.</summary>
internal static partial class Fields
{
    public const string CandidateIdPattern = "^[A-Za-z0-9][A-Za-z0-9._@:+-]{0,127}$";
    public const string CourseIdPattern = "^[a-z0-9][a-z0-9-]{1,63}$";
    public const int LongestName = 200;
    public const int LongestEmail = 254;
    public const int LongestReason = 500;
    public const int MostSkills = 40;

    /// <summary>A line of text.</summary>
    public static Declined? Text(string field, string value, int longest = LongestName) =>
        value.Length == 0 || value.Length > longest || value.Trim().Length != value.Length || value.Any(char.IsControl)
            ? Declined.Invalid(field, $"{field} must have 1 to {longest} printable characters, with no space at either end.")
            : null;

    /// <summary>A person's name. It goes into tables that people open with a spreadsheet, so it must not begin like a formula.</summary>
    public static Declined? Name(string value) => Text("name", value)
        ?? (value[0] is '=' or '+' or '-' or '@' ? Declined.Invalid("name", "name must not begin with = + - or @.") : null);

    public static Declined? CandidateId(string value, string field = "candidateId") => Candidate().IsMatch(value)
        ? null
        : Declined.Invalid(field, $"{field} must have 1 to 128 letters, digits or . _ @ : + -, and begin with a letter or digit.");

    public static Declined? CourseId(string value, string field = "courseId") => Course().IsMatch(value)
        ? null
        : Declined.Invalid(field, $"{field} must have 2 to 64 lower-case letters, digits or hyphens.");

    public static Declined? Email(string? value) => value is null || (value.Length <= LongestEmail && Mail().IsMatch(value))
        ? null
        : Declined.Invalid("email", "email must be an address such as nurse@example.org.");

    public static Declined? Word<T>(string field, string value, out T parsed)
        where T : struct, Enum =>
        Words.TryParse(value, out parsed) ? null : Declined.Invalid(field, $"{field} must be one of {Words.All<T>()}.");

    public static Declined? Hours(double value, string field = "hours") =>
        value is > 0 and <= 1000 ? null : Declined.Invalid(field, $"{field} must lie above 0 and be at most 1000.");

    /// <summary>How many entries of a list to give.</summary>
    public static Declined? Limit(int? value, int most) =>
        value is null || (value >= 1 && value <= most) ? null : Declined.Invalid("limit", $"limit must lie between 1 and {most}.");

    [GeneratedRegex(CandidateIdPattern)]
    private static partial Regex Candidate();

    [GeneratedRegex(CourseIdPattern)]
    private static partial Regex Course();

    [GeneratedRegex(@"^[^@\s]+@[^@\s]+\.[^@\s]+$")]
    private static partial Regex Mail();
}
