using Pals.Exam.Engine.Numerics;

namespace Pals.Exam.Engine.Tests.Numerics;

public sealed class GridKernelTests
{
    /// <summary>Every multiple of eight up to 256, from starts that are aligned to no vector.</summary>
    [Fact]
    public void Dots_EveryLength_EqualScalarTwinsToTheLastBit()
    {
        var random = new RandomStream(1);
        for (int length = 0; length <= 256; length += GridKernel.Lanes)
        {
            for (int offset = 0; offset < GridKernel.Lanes; offset += 3)
            {
                double[] x = Values(length + offset, ref random);
                double[] y = Values(length + offset, ref random);
                double[] z = Values(length + offset, ref random);
                (double first, double second) = GridKernel.Dots(x.AsSpan(offset), y.AsSpan(offset), z.AsSpan(offset));
                Assert.Equal(Dot(x[offset..], y[offset..]), first);
                Assert.Equal(Dot(x[offset..], z[offset..]), second);
                Assert.Equal(first, GridKernel.Dot(x.AsSpan(offset), y.AsSpan(offset)));
                Assert.True(double.IsFinite(first) && double.IsFinite(second));
            }
        }
    }

    /// <summary>Numbers of every size, some zero and some as large and as small as a product can bear.</summary>
    private static double[] Values(int length, ref RandomStream random)
    {
        double[] values = new double[length];
        for (int i = 0; i < length; i++)
        {
            values[i] = random.NextInt32(8) switch
            {
                0 => 0,
                1 => 1e150 * random.NextNormal(),
                2 => 1e-150 * random.NextNormal(),
                _ => random.NextNormal(),
            };
        }

        return values;
    }

    private static double Dot(double[] x, double[] y)
    {
        double[] lane = new double[GridKernel.Lanes];
        for (int q = 0; q < x.Length; q++)
        {
            lane[q % GridKernel.Lanes] += x[q] * y[q];
        }

        return ((lane[0] + lane[4]) + (lane[2] + lane[6])) + ((lane[1] + lane[5]) + (lane[3] + lane[7]));
    }
}
