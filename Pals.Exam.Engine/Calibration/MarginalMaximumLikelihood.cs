namespace Pals.Exam.Engine.Calibration;

/// <summary>
/// The search for the maximum: EM cycles under acceleration. Every cycle is one plain EM step from the current point, whose size decides
/// convergence; acceleration only chooses the point from which the next one starts, and is given up whenever the likelihood falls.
/// </summary>
internal sealed class MarginalMaximumLikelihood
{
    /// <summary>Steps smaller than this are taken in double precision: the fast arithmetic leaves noise of a few millionths.</summary>
    private const double ExactBelow = 2e-5;

    private const int Depth = 8;

    /// <summary>A fall of the log-likelihood that may be no more than rounding, relative to its size; the fast arithmetic rounds more.</summary>
    private const double Rounding = 1e-7;

    private const double ExactRounding = 1e-12;

    private readonly WorkingModel _model;
    private readonly IExpectationStep _expectation;
    private readonly MaximizationStep _maximization;

    public MarginalMaximumLikelihood(IExpectationStep expectation, WorkingModel model, Quadrature grid, ThreadTeam team)
    {
        _model = model;
        _expectation = expectation;
        _maximization = new MaximizationStep(model, grid, team);
    }

    public int Cycles { get; private set; }

    public double LargestChange { get; private set; } = double.PositiveInfinity;

    public double LogLikelihood { get; private set; }

    public bool Converged { get; private set; }

    /// <summary>Moves <paramref name="x"/> to the maximum.</summary>
    public void Maximize(double[] x, CalibrationOptions options, Action<CalibrationProgress>? progress, CancellationToken cancellation)
    {
        var acceleration = new AndersonAcceleration(_model.Count, Depth);
        var image = new double[_model.Count];
        var best = (double[])x.Clone();
        double bestObjective = double.NegativeInfinity;
        bool exact = false;
        bool plain = true;
        while (Cycles < options.MaximumCycles && !Converged)
        {
            cancellation.ThrowIfCancellationRequested();
            double logLikelihood = _expectation.Run(x, exact);
            double objective = logLikelihood + _model.LogPrior(x);
            Cycles++;
            if (!plain && !(objective >= bestObjective - (exact ? ExactRounding : Rounding) * Math.Abs(bestObjective)))
            {
                best.CopyTo(x, 0);
                acceleration.Restart();
                plain = true;
                continue;
            }

            _maximization.Run(x, _expectation, image);
            LogLikelihood = logLikelihood;
            LargestChange = _model.LargestChange(x, image);
            progress?.Invoke(new CalibrationProgress(Cycles, logLikelihood, LargestChange));
            if (LargestChange < options.Tolerance)
            {
                if (exact || options.Tolerance > ExactBelow)
                {
                    Converged = true;
                }
            }

            if (!exact && LargestChange < ExactBelow)
            {
                exact = true;
                bestObjective = double.NegativeInfinity;
            }
            else
            {
                bestObjective = objective;
            }

            image.CopyTo(best, 0);
            acceleration.Next(x, image, _maximization.Scale, x);
            plain = Converged || !_model.IsValid(x);
            if (plain)
            {
                image.CopyTo(x, 0);
            }
        }

        LogLikelihood = _expectation.Run(x, exact: true);
    }
}
