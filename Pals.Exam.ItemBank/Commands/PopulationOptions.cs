using System.CommandLine;

namespace Pals.Exam.ItemBank.Commands;

/// <summary>The normal distribution of ability that parameters refer to.</summary>
internal static class PopulationOptions
{
    public static Option<double> Mean() => new("--mean")
    {
        HelpName = "M",
        Description = "Mean of the population (prior) in logits.",
        DefaultValueFactory = _ => 0,
    };

    public static Option<double> StandardDeviation() => CommonOptions.Above(
        "--sd", "SD", "Standard deviation of the population (prior) in logits.", 0.0, 1.0);
}
