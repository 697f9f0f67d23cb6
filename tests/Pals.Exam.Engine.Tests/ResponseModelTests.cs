using Pals.Exam.Engine.Items;

namespace Pals.Exam.Engine.Tests;

public sealed class ResponseModelTests
{
    [Fact]
    public void Probability_ThreeParameterItemAtZero_EqualsPublishedValue()
    {
        // Values agreed by several programs: a = 0.5, b = 0.05, c = 0.2 at θ = 0; ten printed digits.
        Assert.Equal(0.5950002604, ResponseModel.Probability(0, 0.5, 0.05, 0.2), 10);
        Assert.Equal(0.0414851234, ResponseModel.Information(0, 0.5, 0.05, 0.2), 10);
    }
}
