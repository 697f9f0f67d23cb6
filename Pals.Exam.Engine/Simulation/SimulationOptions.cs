namespace Pals.Exam.Engine.Simulation;

/// <summary>Options of <see cref="ExamSimulation"/>.</summary>
public sealed record SimulationOptions
{
    /// <summary>Number of simulated candidates.</summary>
    public int Candidates { get; init; } = 2000;

    /// <summary>All chance comes from it: the same seed gives the same result.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>How abilities are drawn.</summary>
    public SimulatedAbilities Abilities { get; init; } = SimulatedAbilities.Normal;

    /// <summary>
    /// The group of the definition that all candidates belong to: their abilities come from its prior, and their exams begin with it. Null for the
    /// definition's prior.
    /// </summary>
    public string? Group { get; init; }

    /// <summary>Number of threads; results do not depend on it.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;
}

/// <summary>How the abilities of simulated candidates are drawn.</summary>
public enum SimulatedAbilities
{
    /// <summary>From the prior, all topic areas jointly.</summary>
    Normal,

    /// <summary>The same number of candidates at each of −3, −2.75, …, 3 prior standard deviations, equally able in every topic area.</summary>
    Grid,
}
