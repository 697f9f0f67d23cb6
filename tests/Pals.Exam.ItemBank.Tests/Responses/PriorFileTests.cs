using Pals.Exam.Engine.Calibration;
using Pals.Exam.ItemBank.Files;
using Pals.Exam.ItemBank.Responses;

namespace Pals.Exam.ItemBank.Tests.Responses;

public sealed class PriorFileTests
{
    [Fact]
    public void Read_WithAndWithoutItem_GivesPriors()
    {
        using var folder = new TemporaryFolder();
        IReadOnlyList<ParameterPrior> priors = PriorFile.Read(
            folder.Write("p.csv", "parameter,distribution,mean,sd,item\nc,logit-normal,-1.3862944,0.5,\na,lognormal,0,0.5,I7\n"));

        Assert.Equal(
            [
                new ParameterPrior(PriorParameter.LowerAsymptote, PriorDistribution.LogitNormal, -1.3862944, 0.5),
                new ParameterPrior(PriorParameter.Discrimination, PriorDistribution.Lognormal, 0, 0.5, "I7"),
            ],
            priors);
    }

    [Theory]
    [InlineData("e,normal,0,1", "p.csv:2:1: parameter is 'e'; expected one of a, b, c, d")]
    [InlineData("a,beta,0,1", "p.csv:2:2: distribution is 'beta'; expected one of normal, lognormal, logit-normal")]
    [InlineData("b,logit-normal,0,1", "p.csv:2:2: distribution is 'logit-normal'; expected a form that fits")]
    [InlineData("b,normal,0,0", "p.csv:2:4: sd is '0'; expected a positive number")]
    [InlineData("b,normal,,1", "p.csv:2:3: mean is ''; expected a finite number")]
    public void Read_MalformedRow_NamesPlaceAndExpectation(string row, string message)
    {
        using var folder = new TemporaryFolder();

        InputException exception = Assert.Throws<InputException>(
            () => PriorFile.Read(folder.Write("p.csv", $"parameter,distribution,mean,sd\n{row}\n")));

        Assert.Contains(message, exception.Message, StringComparison.Ordinal);
    }
}
