namespace Pals.Exam.Engine.Calibration;

/// <summary>An expectation step: over one dimension, or over one a topic area.</summary>
internal interface IExpectationStep
{
    /// <summary>For each item (by its index) the expected number of candidates with each score at each grid point, score by score.</summary>
    double[][] Counts { get; }

    /// <summary>Fills <see cref="Counts"/> at the parameters <paramref name="x"/> and returns the marginal log-likelihood there.</summary>
    double Run(double[] x, bool exact);

    /// <summary>Writes the population's free parameters that maximize the expected likelihood, and the information on them.</summary>
    void MaximizePopulation(double[] next, double[] scale);
}
