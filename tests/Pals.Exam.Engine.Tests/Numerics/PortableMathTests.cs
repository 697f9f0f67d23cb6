using System.Runtime.Intrinsics;
using Pals.Exam.Engine.Numerics;

namespace Pals.Exam.Engine.Tests.Numerics;

public sealed class PortableMathTests
{
    /// <summary>Our error bound of 1.5 units in the last place plus the platform's own error of up to 1.</summary>
    private const double Units = 2.5;

    [Fact]
    public void Exp_RandomArguments_AgreesWithPlatform()
    {
        var random = new RandomStream(1);
        for (int i = 0; i < 200_000; i++)
        {
            double x = (random.NextDouble() - 0.5) * (i % 3 == 0 ? 1400 : i % 3 == 1 ? 20 : 1e-3);
            AssertClose(Math.Exp(x), PortableMath.Exp(x));
        }
    }

    [Fact]
    public void Log_RandomArguments_AgreesWithPlatform()
    {
        var random = new RandomStream(2);
        for (int i = 0; i < 200_000; i++)
        {
            double x = i % 2 == 0 ? Math.Exp((random.NextDouble() - 0.5) * 1400) : 1 + (random.NextDouble() - 0.5) * 1e-3;
            AssertClose(Math.Log(x), PortableMath.Log(x));
        }
    }

    [Theory]
    [InlineData(double.NaN, double.NaN)]
    [InlineData(double.NegativeInfinity, 0)]
    [InlineData(-709, 0)]
    [InlineData(0, 1)]
    [InlineData(710, double.PositiveInfinity)]
    [InlineData(double.PositiveInfinity, double.PositiveInfinity)]
    public void Exp_SpecialArguments_FollowTheDocumentation(double x, double expected) => Assert.Equal(expected, PortableMath.Exp(x));

    [Theory]
    [InlineData(double.NaN, double.NaN)]
    [InlineData(-1, double.NaN)]
    [InlineData(0, double.NegativeInfinity)]
    [InlineData(1, 0)]
    [InlineData(double.PositiveInfinity, double.PositiveInfinity)]
    public void Log_SpecialArguments_FollowTheDocumentation(double x, double expected) => Assert.Equal(expected, PortableMath.Log(x));

    [Fact]
    public void Log_SubnormalArgument_IsExact() => AssertClose(Math.Log(5e-320), PortableMath.Log(5e-320));

    [Fact]
    public void VectorExp_EveryLength_EqualsScalarToTheLastBit()
    {
        var random = new RandomStream(3);
        for (int length = 0; length <= 256; length++)
        {
            // Starts that are aligned to no vector, and the ends of the domain among the values.
            int offset = length % 7;
            double[] x = [.. Enumerable.Range(0, length + offset).Select(_ => random.NextInt32(20) switch
            {
                0 => 709,
                1 => -708,
                2 => double.NegativeInfinity,
                3 => 0,
                _ => -1600 * random.NextDouble() * random.NextDouble() + 10,
            })];
            double[] result = new double[length + offset];
            PortableVector.Exp(x.AsSpan(offset), result.AsSpan(offset));
            for (int i = offset; i < length + offset; i++)
            {
                Assert.Equal(BitConverter.DoubleToInt64Bits(PortableMath.Exp(x[i])), BitConverter.DoubleToInt64Bits(result[i]));
            }
        }
    }

    [Fact]
    public void VectorSumAndMax_RandomLanes_EqualScalar()
    {
        var random = new RandomStream(4);
        for (int i = 0; i < 1000; i++)
        {
            double[] x = [.. Enumerable.Range(0, 8).Select(_ => random.NextNormal())];
            double sum = ((x[0] + x[4]) + (x[2] + x[6])) + ((x[1] + x[5]) + (x[3] + x[7]));
            Assert.Equal(sum, PortableVector.Sum(Vector512.Create(x)));
            Assert.Equal(x.Max(), PortableVector.Max(Vector512.Create(x)));
        }
    }

    private static void AssertClose(double expected, double actual)
    {
        double unit = Math.Max(Math.BitIncrement(Math.Abs(expected)) - Math.Abs(expected), double.Epsilon);

        // Results that the platform keeps as subnormals are 0 here.
        if (Math.Abs(expected) < 4e-308)
        {
            Assert.InRange(actual, 0, 4e-308);
            return;
        }

        Assert.True(Math.Abs(expected - actual) <= Units * unit, $"expected {expected:R}, but got {actual:R}");
    }
}
