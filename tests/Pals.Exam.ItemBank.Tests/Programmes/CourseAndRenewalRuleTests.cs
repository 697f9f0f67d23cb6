using Pals.Exam.ItemBank.Programmes;

namespace Pals.Exam.ItemBank.Tests.Programmes;

public sealed class CourseAndRenewalRuleTests
{
    private static readonly Programme Pals = Sample.Pals;
    private static readonly DateOnly Day = new(2026, 3, 2);

    [Fact]
    public void CheckCourse_BelowTheProgramme_SaysWhatIsMissing()
    {
        Assert.Null(CourseRule.Check(Pals, Sample.Course));

        Refusal hours = Assert.IsType<Refusal>(CourseRule.Check(Pals, Sample.Course with { Hours = 11.5 }));
        Refusal skills = Assert.IsType<Refusal>(CourseRule.Check(Pals, Sample.Course with { Skills = [.. Sample.Course.Skills.Skip(2)] }));

        Assert.Equal("A course of this kind in Pediatric Advanced Life Support has at least 12 hours, not 11.5.", hours.Sentence);
        Assert.EndsWith("assesses also: Child CPR and AED; Infant CPR.", skills.Sentence);
    }

    [Fact]
    public void CheckCompletion_AllAssessedInTime_Allows() => Assert.Null(CourseRule.Check(Sample.Course, Complete(), Day));

    [Fact]
    public void CheckCompletion_Lacking_SaysWhat()
    {
        Completion complete = Complete();
        (Completion Bad, string Expected)[] cases =
        [
            (complete with { Hours = 13.9 }, "The course has 14 hours; 13.9 were attended."),
            (complete with { CompletedOn = Day.AddDays(1) }, "in the future"),
            (complete with { CompletedOn = new DateOnly(2026, 2, 28) }, "began on 2026-03-01"),
            (complete with { Skills = complete.Skills[1..] }, "missing: Child CPR and AED"),
            (complete with { Skills = [.. complete.Skills, new SkillAssessment("Juggling", "A. Assessor", Day)] }, "no skill assessment 'Juggling'"),
            (complete with { Skills = [complete.Skills[0] with { AssessedOn = Day.AddDays(1) }, .. complete.Skills[1..]] }, "lies after the day of completion"),
        ];

        foreach ((Completion bad, string expected) in cases)
        {
            Refusal refusal = Assert.IsType<Refusal>(CourseRule.Check(Sample.Course, bad, Day));
            Assert.Equal(RefusalKind.CompletionBelowCourse, refusal.Kind);
            Assert.Contains(expected, refusal.Sentence);
        }
    }

    [Theory]
    [InlineData("2026-03-02", null, "2028-03-31")]
    [InlineData("2026-02-28", null, "2028-02-29")]
    [InlineData("2026-03-02", "2026-03-02", "2028-03-31")]
    [InlineData("2026-03-02", "2026-05-31", "2028-05-31")]
    [InlineData("2026-03-02", "2026-08-29", "2028-08-31")]
    [InlineData("2026-03-02", "2026-08-30", "2028-03-31")]
    [InlineData("2026-03-02", "2026-03-01", "2028-03-31")]
    public void Period_OfANewOrRenewedCard_EndsAsTheProgrammeSays(string issued, string? previous, string expected)
    {
        CardPeriod period = RenewalRule.Period(Pals, DateOnly.Parse(issued), previous is null ? null : DateOnly.Parse(previous));

        Assert.Equal(new CardPeriod(DateOnly.Parse(issued), DateOnly.Parse(expected)), period);
    }

    [Fact]
    public void Period_SameDayExpiry_DoesNotGoOnToTheEndOfTheMonth()
    {
        Programme sameDay = Pals with { Card = Pals.Card with { ExpiresAt = CardExpiry.SameDay } };

        Assert.Equal(new DateOnly(2028, 3, 2), RenewalRule.Period(sameDay, Day, null).ExpiresOn);
    }

    [Fact]
    public void Accreditation_OnItsLastDay_SufficesAndNotOnTheNext()
    {
        var aha = new Accreditation("aha", "TC-1", Day);

        Assert.True(Accreditation.Suffices(Pals, [aha], Day));
        Assert.False(Accreditation.Suffices(Pals, [aha], Day.AddDays(1)));
        Assert.False(Accreditation.Suffices(Pals with { AccreditedBy = ["arc"] }, [aha], Day));
        Assert.True(Accreditation.Suffices(Pals with { AccreditedBy = [] }, [], Day));
    }

    private static Completion Complete() =>
        new(14, Day, [.. Sample.Course.Skills.Select(skill => new SkillAssessment(skill, "A. Assessor", Day))]);
}
