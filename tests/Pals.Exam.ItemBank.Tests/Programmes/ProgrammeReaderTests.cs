using Pals.Exam.ItemBank.Files;
using Pals.Exam.ItemBank.Programmes;

namespace Pals.Exam.ItemBank.Tests.Programmes;

public sealed class ProgrammeReaderTests
{
    private static string Pals => ShippedProgrammes.Texts().Single(programme => programme.ProgrammeId == "pals").Text;

    [Fact]
    public void Read_EveryShippedProgramme_IsValidAndCarriesItsOwnName()
    {
        foreach ((string id, string text) in ShippedProgrammes.Texts())
        {
            Assert.Equal(id, ProgrammeReader.Read(id, text).Id);
        }
    }

    [Fact]
    public void Read_Pals_HasTheRulesOfTheFile()
    {
        Programme pals = ProgrammeReader.Read("pals.yaml", Pals);

        Assert.Equal([AccreditingBody.Aha, AccreditingBody.Arc], pals.AccreditedBy);
        Assert.Equal((24, CardExpiry.EndOfMonth, "PALS"), (pals.Card.ValidityMonths, pals.Card.ExpiresAt, pals.Card.Prefix));
        Assert.Equal((3, 1, 60, SeenItems.Exclude), (pals.Exams.Attempts, pals.Exams.WaitingDays, pals.Exams.WindowDays, pals.Exams.SeenItems));
        Assert.Equal([90, 30], pals.Renewal.ReminderDays);
        Assert.Equal(11, pals.Professions.Length);
        Assert.True(pals.Courses[CourseKind.Initial].Hours > pals.Courses[CourseKind.Renewal].Hours);
    }

    [Theory]
    [InlineData("validityMonths: 24", "validityMonths: 0", "a whole number from 1 to 120")]
    [InlineData("reminderDays: [90, 30]", "reminderDays: [90, soon]", "expected whole numbers between 1 and 3650, found 'soon'")]
    [InlineData("accreditedBy: [aha, arc]", "accreditedBy: [aha, erc]", "expected one of aha, arc, found 'erc'")]
    [InlineData("prefix: PALS", "prefix: pals", "2 to 8 upper-case letters")]
    [InlineData("definitions: [pals-adaptive, pals-written]", "definitions: []", "at least one entry")]
    [InlineData("  - nurse\n", "  - other\n", "'other' stands twice")]
    [InlineData("seenItems: exclude", "seenItems: hide", "exclude, allow")]
    [InlineData("cardsAfterErasure: remove", "", "missing key 'cardsAfterErasure'")]
    [InlineData("  attempts: 3", "  attempts: 3\n  tries: 3", "unknown key 'tries'")]
    public void Read_OneThingWrong_SaysWhereAndWhatWasExpected(string good, string bad, string expected)
    {
        Assert.Contains(good, Pals);

        InputException exception = Assert.Throws<InputException>(() => ProgrammeReader.Read("pals.yaml", Pals.Replace(good, bad)));

        InputError error = Assert.Single(exception.Errors);
        Assert.Contains(expected, error.ToString());
        Assert.True(error.Line > 0);
    }
}
