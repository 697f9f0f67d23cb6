using System.Collections.Immutable;
using Pals.Exam.ItemBank.Content;
using Pals.Exam.ItemBank.Definitions;
using Pals.Exam.ItemBank.Files;
using Pals.Exam.ItemBank.Programmes;

namespace Pals.Exam.ItemBank.Tests.Programmes;

public sealed class ProgrammeReaderTests
{
    private static string Pals => ShippedProgrammes.Texts().Single(programme => programme.ProgrammeId == "pals").Text;

    /// <summary>The topic areas of each shipped exam.</summary>
    private static Dictionary<string, ImmutableArray<string>> Exams { get; } = ShippedBank.Programmes.SelectMany(ShippedDefinitions.Of)
        .ToDictionary(exam => exam.Template.Id, exam => exam.Template.TopicAreas.Select(area => area.Id).ToImmutableArray());

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

        Assert.Equal(["aha", "arc"], pals.AccreditedBy);
        Assert.Equal((24, CardExpiry.EndOfMonth, "PALS"), (pals.Card.ValidityMonths, pals.Card.ExpiresAt, pals.Card.Prefix));
        Assert.Equal((3, 1, 60, SeenItems.Exclude), (pals.Exams.Attempts, pals.Exams.WaitingDays, pals.Exams.WindowDays, pals.Exams.SeenItems));
        Assert.Equal([90, 30], pals.Renewal.ReminderDays);
        Assert.Equal(11, pals.Professions.Length);
        Assert.True(pals.Courses[CourseKind.Initial].Hours > pals.Courses[CourseKind.Renewal].Hours);
    }

    [Theory]
    [InlineData("validityMonths: 24", "validityMonths: 0", "a whole number from 1 to 120")]
    [InlineData("reminderDays: [90, 30]", "reminderDays: [90, soon]", "expected whole numbers between 1 and 3650, found 'soon'")]
    [InlineData("accreditedBy: [aha, arc]", "accreditedBy: [aha, A.R.C.]", "expected names of 2 to 16 lower-case letters, found 'A.R.C.'")]
    [InlineData("accreditedBy: [aha, arc]", "accreditedBy: [aha, aha]", "'aha' stands twice")]
    [InlineData("prefix: PALS", "prefix: pals", "2 to 8 upper-case letters")]
    [InlineData("definitions: [pals-adaptive, pals-written]", "definitions: []", "at least one entry")]
    [InlineData("  - nurse\n", "  - other\n", "'other' stands twice")]
    [InlineData("seenItems: exclude", "seenItems: hide", "exclude, allow")]
    [InlineData("cardsAfterErasure: remove", "", "missing key 'cardsAfterErasure'")]
    [InlineData("  attempts: 3", "  attempts: 3\n  tries: 3", "unknown key 'tries'")]
    [InlineData("  - topicArea: shock-management", "  - topicArea: Shock", "lower-case letters, digits and hyphens")]
    [InlineData("  - topicArea: shock-management", "  - topicArea: respiratory-emergencies", "'respiratory-emergencies' stands twice")]
    [InlineData("      - AHA PALS, opioid emergencies\n", "      - AHA PALS, opioid emergencies\n    level: basic\n", "unknown key 'level' in an entry of studyAdvice")]
    public void Read_OneThingWrong_SaysWhereAndWhatWasExpected(string good, string bad, string expected)
    {
        Assert.Contains(good, Pals);

        InputException exception = Assert.Throws<InputException>(() => ProgrammeReader.Read("pals.yaml", Pals.Replace(good, bad)));

        InputError error = Assert.Single(exception.Errors);
        Assert.Contains(expected, error.ToString());
        Assert.True(error.Line > 0);
    }

    [Fact]
    public void Read_TopicAreaThatNoExamHas_NamesTheLineAndTheAreasThatThereAre()
    {
        string text = Pals.Replace("topicArea: shock-management", "topicArea: shock-managment");

        InputError error = Assert.Single(Assert.Throws<InputException>(() => ProgrammeReader.Read("pals.yaml", text, Exams)).Errors);

        Assert.Equal(
            "topicArea: expected one of cardiac-arrest-management, cardiology-emergencies, respiratory-emergencies, shock-management, "
            + "cardiopulmonary-resuscitation, medications-and-other-interventions, which the exams of the programme have, found 'shock-managment'",
            error.Message);
        Assert.Equal(1 + text[..text.IndexOf("shock-managment", StringComparison.Ordinal)].Count(c => c == '\n'), error.Line);
        Assert.Equal("shock-managment", ProgrammeReader.Read("pals.yaml", text).StudyAdvice[3].TopicArea);
    }

    [Fact]
    public void Read_TopicAreaOfAnotherProgrammesExam_IsRefused()
    {
        string text = Pals.Replace("topicArea: shock-management", "topicArea: chest-compressions");

        InputError error = Assert.Single(Assert.Throws<InputException>(() => ProgrammeReader.Read("pals.yaml", text, Exams)).Errors);

        Assert.Contains("found 'chest-compressions'", error.Message);
    }

    [Fact]
    public void Read_ExamThatThereIsNot_NamesTheLineAndTheExamsThatThereAre()
    {
        string text = Pals.Replace("definitions: [pals-adaptive, pals-written]", "definitions: [pals-adaptiv, pals-written]");

        InputError error = Assert.Single(Assert.Throws<InputException>(() => ProgrammeReader.Read("pals.yaml", text, Exams)).Errors);

        Assert.Equal("definitions: expected one of nrp-adaptive, pals-adaptive, pals-written, found 'pals-adaptiv'", error.Message);
        Assert.Equal(1 + text[..text.IndexOf("pals-adaptiv,", StringComparison.Ordinal)].Count(c => c == '\n'), error.Line);
    }

    [Fact]
    public void Read_ShippedProgrammes_FitTheShippedExams()
    {
        Assert.All(ShippedProgrammes.Texts(), shipped => ProgrammeReader.Read(shipped.ProgrammeId, shipped.Text, Exams));
    }

    [Fact]
    public void Read_StudyAdviceTooLong_NamesLineAndLimit()
    {
        string text = Pals.Replace("      Keep the algorithm fresh", $"      {new string('x', 801)}");

        InputError error = Assert.Single(Assert.Throws<InputException>(() => ProgrammeReader.Read("pals.yaml", text)).Errors);

        Assert.Contains("above: expected at most 800 characters", error.ToString());
        Assert.Equal(1 + text[..text.IndexOf("    above: >-", StringComparison.Ordinal)].Count(c => c == '\n'), error.Line);
    }

    [Fact]
    public void Read_NoStudyAdvice_IsAProgrammeWhoseReportsGiveNone()
    {
        string text = Pals[..Pals.IndexOf("studyAdvice:", StringComparison.Ordinal)];

        Assert.Empty(ProgrammeReader.Read("pals.yaml", text).StudyAdvice);
    }

    [Fact]
    public void Read_StudyAdviceOfShippedProgrammes_CoversTheTopicAreasOfTheirExamsAndRestsOnFactsOfTheirBanks()
    {
        Programme[] programmes = [.. ShippedProgrammes.Texts().Select(shipped => ProgrammeReader.Read(shipped.ProgrammeId, shipped.Text))];
        foreach (Programme programme in programmes)
        {
            HashSet<string> facts = [.. ShippedBank.Load(programme.Id).Facts.Select(fact => fact.Id)];
            foreach (string definition in programme.Exams.Definitions)
            {
                Assert.Equal(
                    ShippedDefinitions.Load(definition).Template.TopicAreas.Select(area => area.Id),
                    programme.StudyAdvice.Select(advice => advice.TopicArea));
            }

            Assert.All(programme.StudyAdvice, advice => Assert.NotEmpty(advice.Facts));
            Assert.All(programme.StudyAdvice.SelectMany(advice => advice.Facts), fact => Assert.Contains(fact, facts));
        }
    }

    [Fact]
    public void Read_StudyAdviceOfShippedProgrammes_GivesNoNumberThatAKeyCouldBe()
    {
        foreach ((string id, string text) in ShippedProgrammes.Texts())
        {
            foreach (StudyAdvice advice in ProgrammeReader.Read(id, text).StudyAdvice)
            {
                Assert.All(Enum.GetValues<TopicStanding>(), standing =>
                    Assert.DoesNotMatch("[0-9]", advice.For(standing).Replace("2025", "", StringComparison.Ordinal)));
            }
        }
    }
}
