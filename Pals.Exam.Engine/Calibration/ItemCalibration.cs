namespace Pals.Exam.Engine.Calibration;

/// <summary>
/// Calibration of items from responses by marginal maximum likelihood: the population is normal, ability is integrated out over a grid, and
/// the EM algorithm finds the parameters (Bock &amp; Aitkin 1981), accelerated. Logistic metric, D = 1.
/// </summary>
public static class ItemCalibration
{
    /// <summary>Calibrates the items of <paramref name="data"/>.</summary>
    /// <param name="data">The responses.</param>
    /// <param name="options">Model, tolerance, priors and the like.</param>
    /// <param name="progress">Called after every cycle and once when the cycles are over, on the calling thread.</param>
    /// <param name="cancellation">Stops the calibration between two cycles.</param>
    /// <returns>The result; a calibration that did not converge says so in its status.</returns>
    /// <exception cref="ArgumentException">An option is out of range, or an item has scores that its model does not have.</exception>
    public static CalibrationResult Estimate(
        ResponseData data, CalibrationOptions options, Action<CalibrationProgress>? progress = null, CancellationToken cancellation = default)
    {
        options.Validate();
        var plan = new CalibrationPlan(data, options);
        if (plan.Model.Count == 0)
        {
            return plan.NothingToEstimate();
        }

        using var team = new ThreadTeam(options.Threads);
        var grid = new Quadrature(options.QuadraturePoints);
        double[] x = StartValues.Find(data, plan.Model, plan.ScoreCounts);
        IExpectationStep expectation = plan.Model.Topics is { } topics
            ? new TopicExpectationStep(
                [.. plan.TopicNames.Select(topic => ResponseRows.Create(data, plan.IncludedIn(topic), collapse: false))], plan.Model, topics, grid, team)
            : new ExpectationStep(ResponseRows.Create(data, plan.Included), plan.Model, grid, team);
        var search = new MarginalMaximumLikelihood(expectation, plan.Model, grid, team);
        search.Maximize(x, options, progress, cancellation);
        progress?.Invoke(new CalibrationProgress(search.Cycles, search.LogLikelihood, search.LargestChange, CalibrationPhase.StandardErrors));
        return plan.Result(search, x, options.StandardErrors ? StandardErrorsAt(x, plan, grid, expectation, team) : null);
    }

    private static ItemStandardErrors?[] StandardErrorsAt(
        double[] x, CalibrationPlan plan, Quadrature grid, IExpectationStep expectation, ThreadTeam team)
    {
        double[][] information = expectation is TopicExpectationStep topics
            ? ScoreInformation.At(x, plan.Model, grid, topics, team)
            : ObservedInformation.At(x, plan.Model, grid, (ExpectationStep)expectation, team);
        return StandardErrors.Of(x, plan.Model, SymmetricInverse.Of(information, team));
    }
}
