using Pals.Exam.Engine.Ability;
using Pals.Exam.Engine.Numerics;
using Pals.Exam.Engine.Tests.Support;

namespace Pals.Exam.Engine.Tests.Ability;

public sealed class JointNormalTests
{
    /// <summary>Up to eight dimensions are one vector, up to sixteen two, and so on.</summary>
    public static TheoryData<int> EveryDimension => [.. Enumerable.Range(1, 20)];

    [Theory]
    [MemberData(nameof(EveryDimension))]
    public void Multiply_SitesInTurn_EqualsScalarTwinToTheLastBit(int n)
    {
        AbilityPrior prior = Candidates.Prior(n, 0.6);
        var random = new RandomStream(11, (ulong)n);
        var joint = new JointNormal(prior, [.. Enumerable.Repeat(1.0 / n, n)]);
        joint.Reset();
        double[] mean = new double[n];
        double[,] covariance = new double[n, n];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
            {
                covariance[i, j] = prior.Covariance[i * n + j];
            }
        }

        for (int update = 0; update < 3 * n; update++)
        {
            int d = update % n;
            double precision = random.NextDouble() - 0.2;
            double shift = random.NextNormal();
            joint.Multiply(d, precision, shift);
            Multiply(mean, covariance, d, precision, shift);
            for (int i = 0; i < n; i++)
            {
                Assert.Equal(mean[i], joint.Mean(i));
                Assert.Equal(covariance[i, i], joint.Variance(i));
                for (int j = 0; j < n; j++)
                {
                    Assert.Equal(covariance[i, j], joint.Covariance(i, j));
                }
            }
        }
    }

    /// <summary>The rank-one update with its operations in the order of the vectors.</summary>
    private static void Multiply(double[] mean, double[,] covariance, int d, double precision, double shift)
    {
        int n = mean.Length;
        double scale = 1 / (1 + precision * covariance[d, d]);
        double move = (shift - precision * mean[d]) * scale;
        double shrink = precision * scale;
        double[] column = [.. Enumerable.Range(0, n).Select(j => covariance[d, j])];
        for (int i = 0; i < n; i++)
        {
            mean[i] += move * column[i];
            double factor = shrink * column[i];
            for (int j = 0; j < n; j++)
            {
                covariance[i, j] -= factor * column[j];
            }
        }
    }
}
