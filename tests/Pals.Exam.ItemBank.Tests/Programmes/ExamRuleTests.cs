using System.Collections.Immutable;
using Pals.Exam.ItemBank.Programmes;
using Pals.Exam.ItemBank.Storage;

namespace Pals.Exam.ItemBank.Tests.Programmes;

public sealed class ExamRuleTests
{
    private const string Adaptive = "pals-adaptive";

    private static readonly DateTimeOffset Now = new(2026, 3, 2, 8, 0, 0, TimeSpan.Zero);
    private static readonly DateOnly Today = DateOnly.FromDateTime(Now.UtcDateTime);
    private static readonly Programme Pals = Sample.Pals;

    private static readonly EnrolmentStanding Ready = new()
    {
        Kind = EnrolmentKind.Initial,
        IsAccredited = true,
        CompletedOn = Today,
        PreviousCardExpiresOn = null,
        Attempts = [],
    };

    [Fact]
    public void Check_CourseComplete_Allows() => Assert.Null(ExamRule.Check(Pals, Ready, Adaptive, Now));

    [Fact]
    public void Check_OtherExam_NamesThoseThatCount()
    {
        Refusal refusal = Refused(Ready, "advanced-cardiac");

        Assert.Equal(RefusalKind.ExamNotOfProgramme, refusal.Kind);
        Assert.Contains("pals-written", refusal.Sentence);
    }

    [Fact]
    public void Check_CourseNotComplete_DependsOnTheOrderOfTheProgramme()
    {
        EnrolmentStanding incomplete = Ready with { CompletedOn = null };
        Programme free = Pals with { Exams = Pals.Exams with { CourseComplete = CourseOrder.BeforeCard } };

        Assert.Equal(RefusalKind.CourseIncomplete, Refused(incomplete).Kind);
        Assert.Null(ExamRule.Check(free, incomplete, Adaptive, Now));
    }

    [Fact]
    public void Check_LastDayOfTheWindow_AllowsAndTheNextRefuses()
    {
        Assert.Null(ExamRule.Check(Pals, Ready with { CompletedOn = Today.AddDays(-60) }, Adaptive, Now));

        Refusal refusal = Refused(Ready with { CompletedOn = Today.AddDays(-61) });

        Assert.Equal(RefusalKind.ExamWindowClosed, refusal.Kind);
        Assert.Contains("1 March 2026", refusal.Sentence);
    }

    [Fact]
    public void Check_ProviderWithoutAccreditation_Refuses() =>
        Assert.Equal(RefusalKind.ProviderNotAccredited, Refused(Ready with { IsAccredited = false }).Kind);

    [Theory]
    [InlineData(0)]
    [InlineData(59)]
    public void Check_FailedAMomentAgo_SaysTheMinuteInWhichTheNextAttemptMayBegin(int seconds)
    {
        EnrolmentStanding failed = Ready with { Attempts = [Ended(StoredExamStatus.Failed, Now.AddHours(-23).AddSeconds(seconds))] };

        Refusal refusal = Refused(failed);

        Assert.Equal((RefusalKind.RetakeTooEarly, Now.AddHours(1)), (refusal.Kind, refusal.NotBefore));
        Assert.Contains("2 March 2026, 09:00 UTC", refusal.Sentence);
        Assert.Null(ExamRule.Check(Pals, failed, Adaptive, Now.AddHours(1)));
    }

    [Fact]
    public void Check_AllAttemptsUsed_RefusesForGood()
    {
        ImmutableArray<ExamAttempt> three = [.. Enumerable.Range(1, 3).Select(i => Ended(StoredExamStatus.Failed, Now.AddDays(i - 10)))];

        Assert.Null(ExamRule.Check(Pals, Ready with { Attempts = three[..2] }, Adaptive, Now));
        Assert.Equal(RefusalKind.AttemptsExhausted, Refused(Ready with { Attempts = three }).Kind);
    }

    [Theory]
    [InlineData(StoredExamStatus.NotStarted, RefusalKind.ExamOpen)]
    [InlineData(StoredExamStatus.InProgress, RefusalKind.ExamOpen)]
    [InlineData(StoredExamStatus.Passed, RefusalKind.ExamAlreadyPassed)]
    public void Check_ExamOpenOrPassed_Refuses(StoredExamStatus status, RefusalKind expected) => Assert.Equal(
        expected,
        Refused(Ready with { Attempts = [new ExamAttempt(Guid.NewGuid(), status, status == StoredExamStatus.Passed ? Now.AddDays(-3) : null)] }).Kind);

    [Fact]
    public void Check_Recertification_NeedsACardWithinTheGraceAndNoCourse()
    {
        EnrolmentStanding recertification = Ready with
        {
            Kind = EnrolmentKind.Recertification,
            CompletedOn = null,
            PreviousCardExpiresOn = Today.AddDays(-30),
        };
        Programme coursesOnly = Pals with { Renewal = Pals.Renewal with { RecertificationGraceDays = null } };

        Assert.Null(ExamRule.Check(Pals, recertification, Adaptive, Now));
        Assert.Equal(RefusalKind.RenewalNotOpen, Refused(recertification with { PreviousCardExpiresOn = Today.AddDays(-31) }).Kind);
        Assert.Equal(RefusalKind.RenewalNotOpen, Refused(recertification with { PreviousCardExpiresOn = null }).Kind);
        Assert.Equal(RefusalKind.RenewalNotOpen, ExamRule.Check(coursesOnly, recertification, Adaptive, Now)?.Kind);
    }

    private static Refusal Refused(EnrolmentStanding standing, string definition = Adaptive) =>
        Assert.IsType<Refusal>(ExamRule.Check(Pals, standing, definition, Now));

    private static ExamAttempt Ended(StoredExamStatus status, DateTimeOffset at) => new(Guid.NewGuid(), status, at);
}
