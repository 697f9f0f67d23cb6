using Pals.Exam.Engine.Numerics;

namespace Pals.Exam.Engine.Tests.Numerics;

public sealed class NormalDistributionTests
{
    /// <summary>A rounding error of 1e-16 on ½ + φ(x)·series, seen from the smallest value it is used for, Φ(−3).</summary>
    private const double RelativeTolerance = 1e-13;

    // ½ erfc(−x/√2) by Python's math.erfc.
    [Theory]
    [InlineData(0, 0.5)]
    [InlineData(1, 0.841344746068542949)]
    [InlineData(-1, 0.158655253931457051)]
    [InlineData(1.959963984540054, 0.975)]
    [InlineData(-3, 0.00134989803163009452)]
    [InlineData(-5, 2.86651571879193912e-7)]
    [InlineData(-10, 7.61985302416052606e-24)]
    public void Cdf_TabulatedArguments_EqualsTable(double x, double expected) =>
        Assert.InRange(NormalDistribution.Cdf(x), expected * (1 - RelativeTolerance), expected * (1 + RelativeTolerance));

    [Theory]
    [InlineData(0.5)]
    [InlineData(0.95)]
    [InlineData(0.999)]
    [InlineData(1e-10)]
    public void Quantile_AnyProbability_InvertsCdf(double probability) =>
        Assert.InRange(NormalDistribution.Cdf(NormalDistribution.Quantile(probability)) / probability, 1 - RelativeTolerance, 1 + RelativeTolerance);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(double.NaN)]
    public void Quantile_OutsideTheOpenInterval_IsRefused(double probability) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => NormalDistribution.Quantile(probability));
}
