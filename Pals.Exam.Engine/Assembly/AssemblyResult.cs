using System.Collections.Immutable;

namespace Pals.Exam.Engine.Assembly;

/// <summary>Parallel forms and how parallel they are.</summary>
/// <param name="Forms">The forms, each with its equated cut.</param>
/// <param name="Blueprint">Each content constraint with the number of items that each form has.</param>
/// <param name="Overlap">How many items forms i and j share; on the diagonal their lengths.</param>
/// <param name="Unmet">Demands that the search could not meet, one sentence each; empty when every form keeps its blueprint and holds no enemies.</param>
/// <param name="Objective">What was minimized: squared departures of information (in 5 %) and expected score (in half points) from the common targets.</param>
public sealed record AssemblyResult(
    ImmutableArray<WrittenForm> Forms,
    ImmutableArray<FormQuota> Blueprint,
    ImmutableArray<ImmutableArray<int>> Overlap,
    ImmutableArray<string> Unmet,
    double Objective)
{
    /// <summary>The largest number of items that two forms share.</summary>
    public int LargestOverlap => Forms.Length < 2 ? 0 : Overlap.SelectMany((row, i) => row.Where((_, j) => j != i)).Max();

    /// <summary>How far the forms' information at an ability spreads: (largest − smallest) / mean.</summary>
    public double InformationSpread(double theta)
    {
        double[] information = [.. Forms.Select(form => form.Information(theta))];
        return (information.Max() - information.Min()) / information.Average();
    }

    /// <summary>How far the forms' expected raw scores at an ability spread, in points.</summary>
    public double ScoreSpread(double theta)
    {
        double[] scores = [.. Forms.Select(form => form.ExpectedScore(theta))];
        return scores.Max() - scores.Min();
    }
}

/// <summary>A content constraint of a form.</summary>
/// <param name="Name">A topic area's id, or a further constraint's name.</param>
/// <param name="Minimum">At least so many items.</param>
/// <param name="Maximum">At most so many.</param>
/// <param name="Counts">How many each form has.</param>
public sealed record FormQuota(string Name, int Minimum, int Maximum, ImmutableArray<int> Counts);
