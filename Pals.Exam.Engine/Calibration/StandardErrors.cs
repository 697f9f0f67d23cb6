using Pals.Exam.Engine.Items;
using Pals.Exam.Engine.Numerics;

namespace Pals.Exam.Engine.Calibration;

/// <summary>From the covariance of the working parameters to standard errors of the published ones, by the delta method: b = −δ/a, c = logistic(γ).</summary>
internal static class StandardErrors
{
    public static ItemStandardErrors?[] Of(double[] x, WorkingModel model, SymmetricInverse covariance)
    {
        var errors = new ItemStandardErrors?[model.Items.Length];
        for (int i = 0; i < errors.Length; i++)
        {
            errors[i] = model.Items[i].IsFixed || IsUndetermined(model.Items[i], covariance) ? null : Of(x, model, model.Items[i], covariance);
        }

        return errors;
    }

    private static bool IsUndetermined(WorkingItem item, SymmetricInverse covariance)
    {
        for (int k = 0; k < item.FreeCount; k++)
        {
            if (covariance.IsUndetermined(item.Offset + k))
            {
                return true;
            }
        }

        return false;
    }

    private static ItemStandardErrors Of(double[] x, WorkingModel model, WorkingItem item, SymmetricInverse covariance)
    {
        Span<double> xi = stackalloc double[item.ParameterCount];
        item.Read(x, model.Slope(x), xi);

        // Where the slope stands in the vector of free parameters, −1 when it is given.
        int slope = item.FirstFree == 0 ? item.Offset : model.SharedSlope;
        int intercepts = item.IsDichotomous ? 1 : item.ParameterCount - 1;
        var thresholds = new double[intercepts];
        for (int k = 1; k <= intercepts; k++)
        {
            int place = item.Offset + k - item.FirstFree;
            double byIntercept = -1 / xi[0];
            double variance = byIntercept * byIntercept * covariance[place, place];
            if (slope >= 0)
            {
                double bySlope = xi[k] / (xi[0] * xi[0]);
                variance += bySlope * bySlope * covariance[slope, slope] + 2 * bySlope * byIntercept * covariance[slope, place];
            }

            thresholds[k - 1] = Math.Sqrt(variance);
        }

        double a = slope >= 0 ? Math.Sqrt(covariance[slope, slope]) : double.NaN;
        return item.IsDichotomous
            ? new ItemStandardErrors(a, thresholds[0], Asymptote(2), Asymptote(3), [])
            : new ItemStandardErrors(a, double.NaN, double.NaN, double.NaN, [.. thresholds]);

        double Asymptote(int k)
        {
            if (k >= item.ParameterCount)
            {
                return double.NaN;
            }

            int place = item.Offset + k;
            double p = Elementary.Logistic(x[place]);
            return p * (1 - p) * Math.Sqrt(covariance[place, place]);
        }
    }
}
