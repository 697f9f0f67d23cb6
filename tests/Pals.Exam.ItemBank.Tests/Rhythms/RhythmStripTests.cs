using Pals.Exam.ItemBank.Content;
using Pals.Exam.ItemBank.Rhythms;
using static Pals.Exam.ItemBank.Rhythms.StripParameter;

namespace Pals.Exam.ItemBank.Tests.Rhythms;

public sealed class RhythmStripTests
{
    public static TheoryData<RhythmKind, AgeGroup> All => new(
        from rhythm in Enum.GetValues<RhythmKind>() from age in Enum.GetValues<AgeGroup>() where age != AgeGroup.Any select (rhythm, age));

    [Theory]
    [MemberData(nameof(All))]
    public void Problems_NothingGiven_AreNone(RhythmKind rhythm, AgeGroup age) =>
        Assert.Empty(new RhythmStrip { Rhythm = rhythm, AgeGroup = age }.Problems());

    /// <summary>Limits of AHA PALS 2020: heart rates awake by age, probable supraventricular or sinus tachycardia, width of QRS.</summary>
    [Theory]
    [InlineData(RhythmKind.SinusTachycardia, AgeGroup.Infant, Rate, 191, 219)]
    [InlineData(RhythmKind.SinusTachycardia, AgeGroup.Child, Rate, 141, 179)]
    [InlineData(RhythmKind.SinusTachycardia, AgeGroup.Adolescent, Rate, 101, 179)]
    [InlineData(RhythmKind.SupraventricularTachycardia, AgeGroup.Infant, Rate, 220, 320)]
    [InlineData(RhythmKind.SupraventricularTachycardia, AgeGroup.Child, Rate, 180, 300)]
    [InlineData(RhythmKind.SinusRhythm, AgeGroup.Infant, Rate, 100, 190)]
    [InlineData(RhythmKind.SinusRhythm, AgeGroup.Adolescent, Rate, 60, 100)]
    [InlineData(RhythmKind.SinusBradycardia, AgeGroup.Infant, Rate, 40, 84)]
    [InlineData(RhythmKind.SinusBradycardia, AgeGroup.Child, Rate, 30, 59)]
    [InlineData(RhythmKind.SupraventricularTachycardia, AgeGroup.Child, QrsWidth, 0.05, 0.09)]
    public void Of_RhythmAndAge_KeepsToThePublishedLimits(RhythmKind rhythm, AgeGroup age, StripParameter parameter, double minimum, double maximum)
    {
        ParameterRange range = RhythmProfile.Of(rhythm, age)[parameter];

        Assert.Equal((minimum, maximum), (range.Minimum, range.Maximum));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Of_AnyRhythmAndAge_IsNarrowOrWideAsItsNameSays(RhythmKind rhythm, AgeGroup age)
    {
        IReadOnlyDictionary<StripParameter, ParameterRange> profile = RhythmProfile.Of(rhythm, age);

        Assert.All(profile.Values, range => Assert.True(range.Contains(range.Typical)));
        if (rhythm is RhythmKind.VentricularTachycardia or RhythmKind.VentricularPacing)
        {
            Assert.True(profile[QrsWidth].Minimum > 0.09);
        }
        else if (rhythm is RhythmKind.SinusTachycardia or RhythmKind.SupraventricularTachycardia or RhythmKind.AtrialFlutter)
        {
            Assert.True(profile[QrsWidth].Maximum <= 0.09);
        }
    }

    [Theory]
    [InlineData(RhythmKind.SupraventricularTachycardia, Rate, 170, "rate", "expected 180 to 300 for supraventricular-tachycardia of the age group child, found '170'")]
    [InlineData(RhythmKind.SupraventricularTachycardia, Rate, double.NaN, "rate", "expected 180 to 300 for supraventricular-tachycardia of the age group child, found 'NaN'")]
    [InlineData(RhythmKind.Asystole, Rate, 60, "rate", "asystole has no such parameter; expected one of noise")]
    [InlineData(RhythmKind.AtrialFlutter, Conduction, 2.5, "conduction", "expected a whole number from 2 to 4, found '2.5'")]
    [InlineData(RhythmKind.ThirdDegreeAvBlock, AtrialRate, 90, "atrialRate", "expected no near multiple of the ventricular rate, found 2.00 times; P waves would look conducted")]
    [InlineData(RhythmKind.FirstDegreeAvBlock, PrInterval, 0.1, "prInterval", "expected 0.22 to 0.34 for first-degree-av-block of the age group child, found '0.1'")]
    public void Problems_ParameterOutOfPlace_NameFieldAndWhatIsAllowed(RhythmKind rhythm, StripParameter parameter, double value, string field, string message)
    {
        RhythmStrip strip = new RhythmStrip { Rhythm = rhythm, AgeGroup = AgeGroup.Child }.With(parameter, value);

        Assert.Equal([(field, message)], strip.Problems());
        Assert.Throws<ArgumentException>(() => Tracing.Of(strip));
    }

    [Fact]
    public void Problems_ShortStripOfSlowGroups_AsksForTwoGroups()
    {
        RhythmStrip strip = new RhythmStrip { Rhythm = RhythmKind.SecondDegreeAvBlockMobitzOne, AgeGroup = AgeGroup.Child, Duration = 4 }
            .With(Conduction, 5);

        Assert.Equal([("duration", "expected at least 6.0 s, two groups of beats, found '4'")], strip.Problems());
    }

    [Fact]
    public void Problems_PrTooLongForTheRate_SaysHowLongItMayBe()
    {
        RhythmStrip strip = new RhythmStrip { Rhythm = RhythmKind.FirstDegreeAvBlock, AgeGroup = AgeGroup.Child }
            .With(Rate, 120).With(PrInterval, 0.34);

        Assert.Equal([("prInterval", "expected at most 0.33 s at this rate, found '0.34'")], strip.Problems());
    }

    [Fact]
    public void Value_PrAtAFastRate_ShortensUntilTHasRoom()
    {
        RhythmStrip strip = new RhythmStrip { Rhythm = RhythmKind.SinusTachycardia, AgeGroup = AgeGroup.Infant }
            .With(Rate, 219).With(QrsWidth, 0.08);

        Assert.Empty(strip.Problems());
        Assert.Equal(0.09, strip.Value(PrInterval));
    }

    [Theory]
    [InlineData(0, "Each is followed at once by a wide QRS complex (0.14 s).")]
    [InlineData(1, "All stand alone on the baseline; no QRS complexes can be made out.")]
    [InlineData(3, "One in every 3 stands alone on the baseline, and each of the others is followed at once by a wide QRS complex (0.14 s).")]
    public void Description_Pacing_SaysWhatFollowsTheSpikes(int lost, string expected)
    {
        RhythmStrip strip = new RhythmStrip { Rhythm = RhythmKind.VentricularPacing, AgeGroup = AgeGroup.Child }.With(LostCapture, lost);

        Assert.Contains(expected, StripDescription.Of(strip), StringComparison.Ordinal);
    }

    [Fact]
    public void Problems_QrsTooWideForTheRate_SaysHowWideItMayBe()
    {
        RhythmStrip strip = new RhythmStrip { Rhythm = RhythmKind.VentricularTachycardia, AgeGroup = AgeGroup.Child }
            .With(Rate, 250).With(QrsWidth, 0.18);

        Assert.Equal([("qrsWidth", "expected at most 0.16 s at this rate, found '0.18'")], strip.Problems());
    }

    [Fact]
    public void Problems_NoAge_AsksForOne()
    {
        (string field, string message) = Assert.Single(new RhythmStrip { Rhythm = RhythmKind.SinusRhythm, AgeGroup = AgeGroup.Any }.Problems());

        Assert.Equal("ageGroup", field);
        Assert.StartsWith("expected one of newborn, infant, child, adolescent", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(RhythmKind.SinusRhythm, "Narrow QRS complexes (0.07 s) at 95 per minute", "An upright P wave stands before each complex")]
    [InlineData(RhythmKind.SupraventricularTachycardia, "RR intervals are constant at 0.27 s", "No P waves")]
    [InlineData(RhythmKind.VentricularTachycardia, "Wide QRS complexes (0.14 s)", "No P waves")]
    [InlineData(RhythmKind.AtrialFlutter, "Saw-tooth waves at 320 per minute", "one of every 3 of these waves, at 107 per minute")]
    [InlineData(RhythmKind.SecondDegreeAvBlockMobitzOne, "lengthens from beat to beat, 0.13 s, 0.22 s, 0.27 s", "is not followed by a complex")]
    [InlineData(RhythmKind.SecondDegreeAvBlockMobitzTwo, "The PR interval is constant at 0.13 s", "one of every 3 P waves is not followed by a complex")]
    [InlineData(RhythmKind.ThirdDegreeAvBlock, "P waves are regular at 104 per minute", "differs from beat to beat without a pattern")]
    public void Description_Rhythm_SaysWhatIsSeen(RhythmKind rhythm, params string[] parts)
    {
        string description = StripDescription.Of(new RhythmStrip { Rhythm = rhythm, AgeGroup = AgeGroup.Child });

        Assert.All(parts, part => Assert.Contains(part, description, StringComparison.Ordinal));
    }
}
