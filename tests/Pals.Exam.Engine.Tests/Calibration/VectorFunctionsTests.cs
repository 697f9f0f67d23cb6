using System.Runtime.Intrinsics;
using Pals.Exam.Engine.Calibration;
using Pals.Exam.Engine.Numerics;

namespace Pals.Exam.Engine.Tests.Calibration;

public sealed class VectorFunctionsTests
{
    // A few units in the last place of a double, and of a single.
    private const double RelativeTolerance = 2e-15;
    private const double SingleTolerance = 3e-7;

    [Fact]
    public void Exp_FromZeroToUnderflow_EqualsTheScalarFunction()
    {
        for (double x = 0; x > -707; x -= 0.0137)
        {
            Assert.Equal(1, VectorFunctions.Exp(Vector512.Create(x))[3] / Math.Exp(x), RelativeTolerance);
        }

        Assert.Equal(1, VectorFunctions.Exp(Vector512<double>.Zero)[0]);
        Assert.Equal(0, VectorFunctions.Exp(Vector512.Create(-709.0))[0]);
        Assert.Equal(0, VectorFunctions.Exp(Vector512.Create(double.NegativeInfinity))[0]);
    }

    [Fact]
    public void Log_OverTheWholeRange_EqualsTheScalarFunction()
    {
        var random = new RandomStream(1);
        for (int i = 0; i < 20_000; i++)
        {
            double x = i % 2 == 0 ? Math.Exp(-690 * random.NextDouble()) : 0.4 + 1.2 * random.NextDouble();
            double expected = Math.Log(x);
            Assert.Equal(expected, VectorFunctions.Log(Vector512.Create(x))[5], RelativeTolerance * Math.Max(1, Math.Abs(expected)));
        }

        Assert.Equal(0, VectorFunctions.Log(Vector512<double>.One)[0]);
        Assert.Equal(Math.Log(1e-300), VectorFunctions.Log(Vector512<double>.Zero)[0], 1e-10);
    }

    [Fact]
    public void PowerOfTwo_FromZeroDown_EqualsTheScalarFunction()
    {
        for (float x = 0; x > -120; x -= 0.0137f)
        {
            Assert.Equal(1, PosteriorKernels.PowerOfTwo(Vector512.Create(x))[7] / Math.Pow(2, x), SingleTolerance);
        }
    }

    [Fact]
    public void Add_RowsOfSeveralVectors_AddsEveryElement()
    {
        double[] a = [.. Enumerable.Range(0, 64).Select(i => (double)i)];
        var sum = new double[64];
        VectorFunctions.Add(a, a, sum);

        Assert.Equal(a.Select(x => 2 * x), sum);
    }
}
