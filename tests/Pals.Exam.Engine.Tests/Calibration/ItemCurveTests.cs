using Pals.Exam.Engine.Calibration;
using Pals.Exam.Engine.Items;

namespace Pals.Exam.Engine.Tests.Calibration;

/// <summary>The vectorized curves are held to the response models, and their gradients to differences of the likelihood.</summary>
public sealed class ItemCurveTests
{
    private const double LogTolerance = 1e-11;

    // Central differences with step 1e-6 of sums near 100 keep about eight digits.
    private const double DifferenceTolerance = 1e-5;

    public static TheoryData<string> Kinds => ["2pl", "3pl", "4pl", "graded", "gpcm", "negative"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void LogProbabilities_EveryModel_EqualsTheResponseModel(string kind)
    {
        ItemParameters parameters = Item(kind);
        var grid = new Quadrature(61);
        WorkingItem item = WorkingItem.Anchor(0, "I", parameters, 0);
        var xi = new double[item.ParameterCount];
        item.Read([], 1, xi);
        var rows = new double[item.Categories * grid.Stride];
        item.LogProbabilities(xi, grid, rows);
        var expected = new double[item.Categories];
        for (int q = 0; q < grid.Count; q++)
        {
            parameters.LogProbabilities(grid.Points[q], expected);
            for (int k = 0; k < expected.Length; k++)
            {
                Assert.Equal(expected[k], rows[k * grid.Stride + q], LogTolerance * Math.Max(1, Math.Abs(expected[k])));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Derivatives_EveryModel_EqualDifferencesOfTheLogLikelihood(string kind)
    {
        const double Step = 1e-6;
        var grid = new Quadrature(61);
        WorkingItem item = WorkingItem.Anchor(0, "I", Item(kind), 0);
        int m = item.ParameterCount;
        var xi = new double[m];
        item.Read([], 1, xi);
        double[] counts = Counts(item, grid);
        var gradient = new double[m];
        var information = new double[m * m];
        item.Derivatives(xi, grid, counts, gradient, information);
        for (int i = 0; i < m; i++)
        {
            double value = xi[i];
            xi[i] = value + Step;
            double upper = LogLikelihood(item, xi, grid, counts);
            xi[i] = value - Step;
            double lower = LogLikelihood(item, xi, grid, counts);
            xi[i] = value;
            Assert.Equal((upper - lower) / (2 * Step), gradient[i], DifferenceTolerance * Math.Max(1, Math.Abs(gradient[i])));
            Assert.True(information[i * m + i] > 0);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Derivatives_CountsThatFitTheModelExactly_InformationIsTheNegativeHessian(string kind)
    {
        // With counts in proportion to P_k the expected Hessian is the exact one: differences of the gradient show it.
        const double Step = 1e-5;
        var grid = new Quadrature(61);
        WorkingItem item = WorkingItem.Anchor(0, "I", Item(kind), 0);
        int m = item.ParameterCount;
        var xi = new double[m];
        item.Read([], 1, xi);
        var counts = new double[item.Categories * grid.Stride];
        item.LogProbabilities(xi, grid, counts);
        for (int i = 0; i < counts.Length; i++)
        {
            counts[i] = i % grid.Stride < grid.Count ? Math.Exp(counts[i]) : 0;
        }

        var information = new double[m * m];
        var upper = new double[m];
        var lower = new double[m];
        item.Derivatives(xi, grid, counts, upper, information);
        for (int i = 0; i < m; i++)
        {
            double value = xi[i];
            xi[i] = value + Step;
            item.Derivatives(xi, grid, counts, upper, new double[m * m]);
            xi[i] = value - Step;
            item.Derivatives(xi, grid, counts, lower, new double[m * m]);
            xi[i] = value;
            for (int j = 0; j < m; j++)
            {
                Assert.Equal(-(upper[j] - lower[j]) / (2 * Step), information[i * m + j], DifferenceTolerance);
            }
        }
    }

    private static ItemParameters Item(string kind) => kind switch
    {
        "3pl" => ItemParameters.Dichotomous(ItemModel.ThreeParameterLogistic, 1.7, -0.4, 0.22),
        "4pl" => ItemParameters.Dichotomous(ItemModel.FourParameterLogistic, 2.2, 0.9, 0.12, 0.94),
        "graded" => ItemParameters.Graded(1.4, [-1.2, 0.1, 0.15, 1.9]),
        "gpcm" => ItemParameters.PartialCredit(0.8, [0.7, -0.9, 1.4]),
        "negative" => ItemParameters.Graded(-0.7, [1.1, -0.3]),
        _ => ItemParameters.Dichotomous(ItemModel.TwoParameterLogistic, 8, 1.3),
    };

    private static double[] Counts(WorkingItem item, Quadrature grid)
    {
        var counts = new double[item.Categories * grid.Stride];
        for (int k = 0; k < item.Categories; k++)
        {
            for (int q = 0; q < grid.Count; q++)
            {
                counts[k * grid.Stride + q] = Math.Exp(-0.5 * grid.Points[q] * grid.Points[q]) * (1 + (q * 3 + k * 5) % 7);
            }
        }

        return counts;
    }

    private static double LogLikelihood(WorkingItem item, double[] xi, Quadrature grid, double[] counts)
    {
        var rows = new double[counts.Length];
        item.LogProbabilities(xi, grid, rows);
        return counts.Zip(rows, (n, log) => n == 0 ? 0 : n * log).Sum();
    }
}
