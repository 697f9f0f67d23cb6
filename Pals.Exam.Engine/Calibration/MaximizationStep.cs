namespace Pals.Exam.Engine.Calibration;

/// <summary>The maximization step: every item by itself, then the slope common to all and the population's mean and variance where they are free.</summary>
internal sealed class MaximizationStep(WorkingModel model, Quadrature grid, ThreadTeam team)
{
    private const int ItemsPerPart = 4;
    private const int SharedSteps = 8;
    private const double SmallStep = 1e-7;

    /// <summary>The information on each free parameter at the last maximum.</summary>
    public double[] Scale { get; } = new double[model.Count];

    /// <summary>From <paramref name="x"/> and the expected counts at it to the next parameters.</summary>
    public void Run(double[] x, IExpectationStep expected, double[] next)
    {
        x.CopyTo(next, 0);
        if (model.SharedSlope >= 0)
        {
            MaximizeSharedSlope(expected, next);
        }
        else
        {
            team.Run((model.Items.Length + ItemsPerPart - 1) / ItemsPerPart, part => MaximizeItems(part, expected, next));
        }

        expected.MaximizePopulation(next, Scale);
    }

    private void MaximizeItems(int part, IExpectationStep expected, double[] next)
    {
        Span<double> all = stackalloc double[model.LargestParameterCount];
        for (int i = part * ItemsPerPart; i < Math.Min((part + 1) * ItemsPerPart, model.Items.Length); i++)
        {
            WorkingItem item = model.Items[i];
            if (item.FreeCount > 0)
            {
                Span<double> xi = all[..item.ParameterCount];
                item.Read(next, model.Slope(next), xi);
                NewtonStep.Maximize(item, grid, expected.Counts[item.Index], xi, Scale.AsSpan(item.Offset, item.FreeCount));
                xi[item.FirstFree..].CopyTo(next.AsSpan(item.Offset));
            }
        }
    }

    /// <summary>Newton's method in the common slope and all intercepts at once; the Hessian is an arrow, so its solution needs no matrix.</summary>
    private void MaximizeSharedSlope(IExpectationStep expected, double[] next)
    {
        WorkingItem[] items = [.. model.Items.Where(item => !item.IsFixed)];
        var gradients = new double[items.Length];
        var mixed = new double[items.Length];
        var own = new double[items.Length];
        Span<double> xi = stackalloc double[2];
        Span<double> gradient = stackalloc double[2];
        Span<double> information = stackalloc double[4];
        for (int iteration = 0; iteration < SharedSteps; iteration++)
        {
            double slopeGradient = 0;
            double slopeInformation = 0;
            double reducedGradient = 0;
            double reducedInformation = 0;
            for (int i = 0; i < items.Length; i++)
            {
                items[i].Read(next, model.Slope(next), xi);
                items[i].Derivatives(xi, grid, expected.Counts[items[i].Index], gradient, information);
                slopeGradient += gradient[0];
                slopeInformation += information[0];
                gradients[i] = gradient[1];
                mixed[i] = information[1];
                own[i] = Scale[items[i].Offset] = information[3];
                reducedGradient += mixed[i] * gradients[i] / own[i];
                reducedInformation += mixed[i] * mixed[i] / own[i];
            }

            Scale[model.SharedSlope] = slopeInformation;
            double step = Math.Clamp((slopeGradient - reducedGradient) / (slopeInformation - reducedInformation), -1, 1);
            next[model.SharedSlope] += step;
            double largest = Math.Abs(step);
            for (int i = 0; i < items.Length; i++)
            {
                double intercept = Math.Clamp((gradients[i] - mixed[i] * step) / own[i], -1, 1);
                next[items[i].Offset] += intercept;
                largest = Math.Max(largest, Math.Abs(intercept));
            }

            if (largest < SmallStep)
            {
                return;
            }
        }
    }
}
