using System.Collections.Immutable;
using Pals.Exam.ItemBank.Programmes;
using Pals.Exam.ItemBank.Storage;

namespace Pals.Exam.ItemBank.Tests.Programmes;

public sealed class RetakeOutlookTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 8, 0, 0, TimeSpan.Zero);
    private static readonly DateOnly Today = DateOnly.FromDateTime(Now.UtcDateTime);
    private static readonly Programme Pals = Sample.Pals;

    [Fact]
    public void Of_FailedAnHourAgo_OpensAfterTheWaitingTimeUntilTheWindowEnds()
    {
        RetakeOutlook outlook = RetakeOutlook.Of(Pals, Failed(Now.AddHours(-1)), Now);

        Assert.Equal(new RetakeOutlook(2, Now.AddHours(23), Today.AddDays(60), null), outlook);
        Assert.Equal("You can take the exam again from 3 March 2026, 07:00 UTC, until 1 May 2026. You have 2 attempts left.", outlook.Sentence(Now));
    }

    [Fact]
    public void Of_WaitingTimeOver_SaysNowAndTheSameMomentWheneverItIsAsked()
    {
        EnrolmentStanding standing = Failed(Now.AddDays(-3), Now.AddDays(-1));

        RetakeOutlook outlook = RetakeOutlook.Of(Pals, standing, Now);

        Assert.Equal(new RetakeOutlook(1, Now, Today.AddDays(60), null), outlook);
        Assert.Equal("You can take the exam again now, until 1 May 2026. You have 1 attempt left.", outlook.Sentence(Now));
        Assert.Equal(outlook, RetakeOutlook.Of(Pals, standing, Now.AddDays(7)));
    }

    [Fact]
    public void Of_NoWindow_HasNoLastDay()
    {
        Programme unlimited = Pals with { Exams = Pals.Exams with { WindowDays = null } };

        RetakeOutlook outlook = RetakeOutlook.Of(unlimited, Failed(Now.AddDays(-2)), Now);

        Assert.Null(outlook.LastDay);
        Assert.Equal("You can take the exam again now. You have 2 attempts left.", outlook.Sentence(Now));
    }

    [Fact]
    public void Of_WaitingTimeEndsAfterTheWindow_IsClosedAlthoughTheWindowIsOpenToday()
    {
        EnrolmentStanding standing = Failed(Now) with { CompletedOn = Today.AddDays(-60) };

        RetakeOutlook outlook = RetakeOutlook.Of(Pals, standing, Now);

        Assert.Equal((RefusalKind.ExamWindowClosed, (DateTimeOffset?)null), (outlook.Refusal!.Kind, outlook.NotBefore));
        Assert.Equal(outlook.Refusal.Sentence, outlook.Sentence(Now));
    }

    [Fact]
    public void Of_LastAttemptUsed_IsClosedWithNoneLeft()
    {
        RetakeOutlook outlook = RetakeOutlook.Of(Pals, Failed(Now.AddDays(-9), Now.AddDays(-6), Now.AddDays(-3)), Now);

        Assert.Equal((0, RefusalKind.AttemptsExhausted), (outlook.AttemptsLeft, outlook.Refusal!.Kind));
    }

    [Theory]
    [InlineData(StoredExamStatus.InProgress, RefusalKind.ExamOpen)]
    [InlineData(StoredExamStatus.Passed, RefusalKind.ExamAlreadyPassed)]
    public void Of_AnotherExamFollowed_SaysHowThatStands(StoredExamStatus status, RefusalKind expected)
    {
        EnrolmentStanding first = Failed(Now.AddDays(-5));
        EnrolmentStanding standing = first with { Attempts = first.Attempts.Add(new ExamAttempt(Guid.NewGuid(), status, null)) };

        RetakeOutlook outlook = RetakeOutlook.Of(Pals, standing, Now);

        Assert.Equal((1, expected), (outlook.AttemptsLeft, outlook.Refusal!.Kind));
    }

    [Fact]
    public void Of_Recertification_EndsWithTheGraceOfTheOldCard()
    {
        EnrolmentStanding standing = Failed(Now) with
        {
            Kind = EnrolmentKind.Recertification, CompletedOn = null, PreviousCardExpiresOn = Today.AddDays(-10),
        };

        Assert.Equal(Today.AddDays(20), RetakeOutlook.Of(Pals, standing, Now).LastDay);
        Assert.Equal(
            RefusalKind.RenewalNotOpen,
            RetakeOutlook.Of(Pals, standing with { PreviousCardExpiresOn = Today.AddDays(-30) }, Now).Refusal?.Kind);
    }

    [Theory]
    [InlineData(0, TopicStanding.Below)]
    [InlineData(0.2, TopicStanding.Below)]
    [InlineData(0.21, TopicStanding.Near)]
    [InlineData(0.79, TopicStanding.Near)]
    [InlineData(0.8, TopicStanding.Above)]
    [InlineData(1, TopicStanding.Above)]
    public void Standing_Probability_NeedsEightyPercentForASide(double probability, TopicStanding expected) =>
        Assert.Equal(expected, StudyAdvice.Standing(probability));

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(-0.1)]
    [InlineData(1.1)]
    public void Standing_NoProbability_IsRefusedByItsValue(double probability) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => StudyAdvice.Standing(probability));

    private static EnrolmentStanding Failed(params DateTimeOffset[] ends) => new()
    {
        Kind = EnrolmentKind.Initial,
        IsAccredited = true,
        CompletedOn = Today,
        PreviousCardExpiresOn = null,
        Attempts = [.. ends.Select(end => new ExamAttempt(Guid.NewGuid(), StoredExamStatus.Failed, end))],
    };
}
