using Pals.Exam.Engine.Exams;
using Pals.Exam.ItemBank.Content;
using Pals.Exam.ItemBank.Definitions;
using Pals.Exam.ItemBank.Files;
using Pals.Exam.ItemBank.Tests.Commands;

namespace Pals.Exam.ItemBank.Tests.Definitions;

public sealed class FixedFormDefinitionTests
{
    private static readonly string Written = ShippedDefinitions.Text("pals-written")!;

    [Fact]
    public void Load_PalsWritten_IsAFormOf50ByTheStandardOfTheAdaptiveExam()
    {
        DefinitionFile written = ShippedDefinitions.Load("pals-written");
        DefinitionFile adaptive = ShippedDefinitions.Load();

        Assert.True(written.IsFixedForm);
        Assert.False(adaptive.IsFixedForm);
        Assert.Equal((50, 50, 0), (written.Template.MinimumLength, written.Template.MaximumLength, written.Template.PretestItems));
        Assert.Equal(50, written.Template.TopicAreas.Sum(area => area.Minimum));
        Assert.All(written.Template.TopicAreas, area => Assert.Equal(area.Minimum, area.Maximum));
        Assert.Equal(adaptive.PercentCorrect, written.PercentCorrect);
        var pool = ShippedBank.Load().ProvisionalPool();
        Assert.Equal(adaptive.For(pool).Cut, written.For(pool).Cut);
    }

    [Theory]
    [InlineData("minimumLength: 50", "minimumLength: 40", "minimumLength: expected maximumLength 50, since a fixed form has one length, found 40")]
    [InlineData("minimumLength: 50", "pretestItems: 2\nminimumLength: 50", "pretestItems: expected 0, since every question of a fixed form is scored, found 2")]
    [InlineData("decisionRule: fixed-length", "decisionRule: posterior-confidence", "decisionRule: expected fixed-length, since a fixed form is decided by its raw score when it has been submitted")]
    [InlineData("outOfTime: final-estimate", "outOfTime: last-estimates", "outOfTime: expected final-estimate or fail, since a fixed form has no estimates on the way")]
    [InlineData("delivery: fixed-form", "delivery: paper", "delivery: expected one of adaptive, fixed-form, found 'paper'")]
    public void Read_WhatAFormCannotDo_IsRefusedWithItsLine(string sound, string flawed, string message)
    {
        string text = Written.Replace(sound, flawed, StringComparison.Ordinal);

        InputException e = Assert.Throws<InputException>(() => DefinitionReader.Read("d.yaml", text));

        Assert.Contains(e.Errors, error => error.Message == message && error.Line > 0);
    }

    [Fact]
    public void Read_FixedFormThatFails_KeepsTheRule()
    {
        string text = Written.Replace("outOfTime: final-estimate", "outOfTime: fail", StringComparison.Ordinal);

        Assert.Equal(OutOfTimeRule.Fail, DefinitionReader.Read("d.yaml", text).Template.OutOfTime);
    }

    [Fact]
    public async Task Process_DefinitionOfAForm_SaysThatItIsOne()
    {
        ProcessResult result = await ItembankProcess.RunAsync("definition", "pals-written");

        Assert.Equal(0, result.ExitCode);
        Assert.StartsWith("pals-written: Pediatric Advanced Life Support, written exam; fixed form, 6 topic areas, 50 scored items, cut ", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Process_SimulateAForm_IsRefusedInOneSentence()
    {
        ProcessResult result = await ItembankProcess.RunAsync("simulate", "--definition", "pals-written");

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("delivery: a fixed form is not simulated", result.Error, StringComparison.Ordinal);
    }
}
