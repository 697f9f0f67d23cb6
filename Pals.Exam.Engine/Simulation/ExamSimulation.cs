using Pals.Exam.Engine.Exams;

namespace Pals.Exam.Engine.Simulation;

/// <summary>
/// Simulated candidates sit an adaptive exam: true abilities are drawn, answers follow the response models, and the exam runs exactly as it does
/// for a real candidate. Each candidate has random numbers of its own, so results are the same whatever the number of threads. Under a maximum
/// exposure rate the candidates come in waves, and what a wave met decides what is eligible in the next.
/// </summary>
public static class ExamSimulation
{
    /// <summary>Simulates <see cref="SimulationOptions.Candidates"/> exams.</summary>
    /// <param name="exam">The exam.</param>
    /// <param name="options">Number of candidates, seed, abilities and threads.</param>
    /// <param name="progress">Is told the fraction done, from any thread; may be null.</param>
    /// <param name="cancellation">Stops the simulation.</param>
    /// <exception cref="ArgumentException">An option is out of its domain, or the definition has no such group.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was requested.</exception>
    public static SimulationResult Run(
        AdaptiveExam exam, SimulationOptions options, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(exam);
        ArgumentNullException.ThrowIfNull(options);
        if (options.Candidates < 1 || options.Threads < 1)
        {
            throw new ArgumentException(
                $"At least one candidate and one thread are needed, but candidates = {options.Candidates} and threads = {options.Threads}.", nameof(options));
        }

        return new SimulationRun(exam, options).Run(progress, cancellation);
    }
}
