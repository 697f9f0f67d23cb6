using Pals.Exam.Engine.Simulation;
using Pals.Exam.ItemBank.Commands;

namespace Pals.Exam.ItemBank.Simulations;

/// <summary>A simulation's summary for the terminal.</summary>
internal static class SimulationText
{
    public static void Print(TextWriter writer, SimulateCommand.Summary summary)
    {
        writer.WriteLine(
            $"{summary.Definition}: {summary.Exams} exams, {summary.Decisions} decisions in {summary.Seconds:F2} s "
            + $"({summary.DecisionsPerSecond:N0} decisions and {summary.ExamsPerSecond:N0} exams a second).");
        writer.WriteLine($"Cut {summary.Cut:F3}; passed {summary.PassRate:P1}; decided rightly {summary.Accuracy:P2} "
            + $"(wrong passes {summary.FalsePasses:P2}, wrong fails {summary.FalseFails:P2}); like decisions on a second exam {summary.Consistency:P1}.");
        writer.WriteLine($"Bias {summary.Bias:F4}, RMSE {summary.Rmse:F4}, mean standard error {summary.StandardError:F4}, "
            + $"95 % intervals cover {summary.Coverage:P1}, reliability {summary.Reliability:F3}.");
        writer.WriteLine($"Mean length {summary.MeanLength:F1}; highest exposure {summary.MaxExposure:P1}, overlap {summary.Overlap:P1} on average "
            + $"and {summary.LargestOverlap:P1} at most between candidates of like ability, unused items {summary.UnusedItems}; blueprint violations {summary.BlueprintViolations}, enemies together {summary.EnemyViolations}.");
        writer.WriteLine();
        writer.WriteLine(" ability  exams    bias    RMSE      SE  length  passed  right  alike");
        foreach (AbilityGroup g in summary.ByAbility)
        {
            string alike = double.IsNaN(g.Consistency) ? "" : g.Consistency.ToString("F3");
            writer.WriteLine(
                $"{g.Ability,8:F2} {g.Exams,6} {g.Bias,7:F3} {g.Rmse,7:F3} {g.StandardError,7:F3} {g.Length,7:F1} {g.PassRate,7:F3} {g.Accuracy,6:F3} {alike,6}");
        }

        writer.WriteLine();
        int width = Math.Max(10, summary.Coverages.Max(c => c.Name.Length));
        writer.WriteLine($"{"constraint".PadRight(width)}  bounds   least   mean   most");
        foreach (ConstraintCoverage c in summary.Coverages)
        {
            writer.WriteLine($"{c.Name.PadRight(width)}  {$"{c.Minimum}-{c.Maximum}",6} {c.Least,7} {c.Mean,6:F2} {c.Most,6}");
        }

        writer.WriteLine();
        width = Math.Max(9, summary.Dimensions.Max(d => d.Name.Length));
        writer.WriteLine($"{"dimension".PadRight(width)}    bias    RMSE      SE  reliability");
        foreach (DimensionRecovery d in summary.Dimensions)
        {
            writer.WriteLine($"{d.Name.PadRight(width)} {d.Bias,7:F3} {d.Rmse,7:F3} {d.StandardError,7:F3} {d.Reliability,12:F3}");
        }
    }
}
