namespace Pals.Exam.Api.Exams;

/// <summary>What any answer has to look like, whatever the question.</summary>
internal static class AnswerShape
{
    private const int MostParts = 20;
    private const int LongestPart = 40;
    private const double LongestSeconds = 86_400;

    /// <summary>What is wrong with the parts of an answer; null when nothing is.</summary>
    public static string? Problem(IReadOnlyList<string> answer) =>
        answer.Count is 0 or > MostParts || answer.Any(part => part is null || part.Length is 0 or > LongestPart)
            ? $"answer must have 1 to {MostParts} parts of 1 to {LongestPart} characters."
            : null;

    /// <summary>What is wrong with a response time; null when nothing is.</summary>
    public static string? SecondsProblem(double? seconds) =>
        seconds is null or (>= 0 and <= LongestSeconds) ? null : $"seconds must lie between 0 and {LongestSeconds}.";
}
