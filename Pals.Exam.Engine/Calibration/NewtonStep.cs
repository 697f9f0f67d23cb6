namespace Pals.Exam.Engine.Calibration;

/// <summary>
/// The maximization step for one item: Newton's method on the expected log-likelihood with the expected information as Hessian (Fisher scoring),
/// which for the two-parameter and partial credit models is the exact one.
/// </summary>
internal static class NewtonStep
{
    private const int MostSteps = 6;

    /// <summary>Steps below this leave an error of about its square, beneath every tolerance in use.</summary>
    private const double SmallStep = 1e-5;

    /// <summary>No parameter moves further in one step: the quadratic model is not to be trusted beyond.</summary>
    private const double LongestStep = 1;

    /// <summary>Beyond these an item is all but deterministic and the likelihood flat: the estimate has run away.</summary>
    private const double LargestSlope = 30;

    private const double LargestIntercept = 150;

    /// <summary>Moves <paramref name="xi"/> to the maximum. <paramref name="scale"/> receives the information on each free parameter.</summary>
    public static void Maximize(WorkingItem item, Quadrature grid, ReadOnlySpan<double> counts, Span<double> xi, Span<double> scale)
    {
        int m = item.ParameterCount;
        int free = item.FreeCount;
        Span<double> gradient = stackalloc double[m];
        Span<double> information = stackalloc double[m * m];
        Span<double> system = stackalloc double[free * free];
        Span<double> step = stackalloc double[free];
        for (int iteration = 0; iteration < MostSteps; iteration++)
        {
            item.Derivatives(xi, grid, counts, gradient, information);
            for (int i = 0; i < free; i++)
            {
                step[i] = gradient[item.FirstFree + i];
                scale[i] = information[(item.FirstFree + i) * (m + 1)];
                for (int j = 0; j < free; j++)
                {
                    system[i * free + j] = information[(item.FirstFree + i) * m + item.FirstFree + j];
                }
            }

            SmallCholesky.Solve(system, step);
            double largest = Move(item, step, xi);
            if (largest < SmallStep)
            {
                break;
            }
        }
    }

    private static double Move(WorkingItem item, ReadOnlySpan<double> step, Span<double> xi)
    {
        double largest = 0;
        foreach (double component in step)
        {
            largest = Math.Max(largest, Math.Abs(component));
        }

        double factor = largest > LongestStep ? LongestStep / largest : 1;
        if (item.Model == Items.ItemModel.GradedResponse)
        {
            // Boundaries stay in order: none closes more than nine tenths of its distance to the next.
            for (int k = 2; k < item.ParameterCount; k++)
            {
                double gap = xi[k - 1] - xi[k];
                double closing = step[k] - step[k - 1];
                if (factor * closing > 0.9 * gap)
                {
                    factor = 0.9 * gap / closing;
                }
            }
        }

        for (int i = 0; i < step.Length; i++)
        {
            int k = item.FirstFree + i;
            double bound = k == 0 ? LargestSlope : LargestIntercept;
            xi[k] = Math.Clamp(xi[k] + factor * step[i], -bound, bound);
        }

        return factor * largest;
    }
}
