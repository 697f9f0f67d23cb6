using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using Pals.Exam.ItemBank.Content;
using Pals.Exam.ItemBank.Files;

namespace Pals.Exam.ItemBank.Rhythms;

/// <summary>A folder with one strip of each kind and a page that shows them, for those who write and review items.</summary>
public static class StripSheet
{
    private const string Introduction = """
        # Rhythm strips

        One strip of each kind that an item can show. All of them are drawn by the program from a model of the waves; none was
        recorded from a patient. Below each picture stand the entry that draws it and the text alternative that candidates get who
        cannot see it: it describes and does not name the rhythm. A table gives the parameters of each kind, typical values first
        and the limits behind them, by age. Limits lie where published ones agree, so that no strip shows a borderline case; a value
        outside is refused with the limits named.

        An item shows strips below its stem:

        ```yaml
            media:
              - type: rhythm-strip
                rhythm: supraventricular-tachycardia
                ageGroup: infant
                seed: 11                # fixes all chance in the drawing
                rate: 240               # optional, like all parameters in the tables
                duration: 6             # optional: seconds, 3 to 12
        ```

        The same strip to look at:
        `itembank strip --rhythm supraventricular-tachycardia --age infant --seed 11 --rate 240 --out strip.svg`. This page and its
        pictures: `itembank strip --sheet docs/rhythm-strips`. Paper runs at 25 mm/s with 10 mm/mV, the box at the left is 1 mV high and
        0.2 s wide, and a print at 100 % is to scale.

        """;

    /// <summary>Each kind at least once, with the name of its file.</summary>
    public static ImmutableArray<(string File, string Title, RhythmStrip Strip)> Entries { get; } =
    [
        ("sinus-rhythm", "Sinus rhythm", Typical(RhythmKind.SinusRhythm, AgeGroup.Child)),
        ("sinus-tachycardia", "Sinus tachycardia", Typical(RhythmKind.SinusTachycardia, AgeGroup.Infant)),
        ("sinus-bradycardia", "Sinus bradycardia", Typical(RhythmKind.SinusBradycardia, AgeGroup.Child)),
        ("supraventricular-tachycardia", "Supraventricular tachycardia", Typical(RhythmKind.SupraventricularTachycardia, AgeGroup.Infant)),
        ("atrial-flutter-2-to-1", "Atrial flutter, 2:1 conduction", Typical(RhythmKind.AtrialFlutter, AgeGroup.Infant)),
        ("atrial-flutter-4-to-1", "Atrial flutter, 4:1 conduction", Typical(RhythmKind.AtrialFlutter, AgeGroup.Adolescent)),
        ("ventricular-tachycardia", "Ventricular tachycardia, monomorphic", Typical(RhythmKind.VentricularTachycardia, AgeGroup.Child)),
        ("torsades-de-pointes", "Torsades de pointes", Typical(RhythmKind.TorsadesDePointes, AgeGroup.Adolescent)),
        ("coarse-ventricular-fibrillation", "Ventricular fibrillation, coarse", Typical(RhythmKind.CoarseVentricularFibrillation, AgeGroup.Child)),
        ("fine-ventricular-fibrillation", "Ventricular fibrillation, fine", Typical(RhythmKind.FineVentricularFibrillation, AgeGroup.Child)),
        ("asystole", "Asystole", Typical(RhythmKind.Asystole, AgeGroup.Child)),
        ("pulseless-electrical-activity", "Organized rhythm for pulseless electrical activity",
            Typical(RhythmKind.PulselessElectricalActivity, AgeGroup.Child)),
        ("pulseless-electrical-activity-wide", "Organized rhythm for pulseless electrical activity, wide complexes without P waves",
            Typical(RhythmKind.PulselessElectricalActivity, AgeGroup.Adolescent)
                .With(StripParameter.PAmplitude, 0).With(StripParameter.QrsWidth, 0.16).With(StripParameter.Rate, 40)),
        ("first-degree-av-block", "First-degree AV block", Typical(RhythmKind.FirstDegreeAvBlock, AgeGroup.Child)),
        ("second-degree-av-block-mobitz-one", "Second-degree AV block, Mobitz I", Typical(RhythmKind.SecondDegreeAvBlockMobitzOne, AgeGroup.Child)),
        ("second-degree-av-block-mobitz-two", "Second-degree AV block, Mobitz II", Typical(RhythmKind.SecondDegreeAvBlockMobitzTwo, AgeGroup.Child)),
        ("third-degree-av-block", "Third-degree AV block", Typical(RhythmKind.ThirdDegreeAvBlock, AgeGroup.Child)),
        ("ventricular-pacing", "Ventricular pacing", Typical(RhythmKind.VentricularPacing, AgeGroup.Child)),
        ("ventricular-pacing-lost-capture", "Ventricular pacing, loss of capture",
            Typical(RhythmKind.VentricularPacing, AgeGroup.Child).With(StripParameter.LostCapture, 3)),
    ];

    /// <summary>Writes the pictures and README.md into <paramref name="folder"/>, which exists.</summary>
    /// <returns>The names of the files.</returns>
    public static IReadOnlyList<string> WriteTo(string folder)
    {
        var names = new List<string>();
        foreach ((string file, _, RhythmStrip strip) in Entries)
        {
            names.Add(Path.Combine(folder, $"{file}.svg"));
            AtomicFile.WriteText(names[^1], writer => writer.Write(StripDrawing.Svg(strip)));
        }

        names.Add(Path.Combine(folder, "README.md"));
        AtomicFile.WriteText(names[^1], WritePage);
        return names;
    }

    private static void WritePage(TextWriter writer)
    {
        writer.Write(Introduction);
        RhythmKind? last = null;
        foreach ((string file, string title, RhythmStrip strip) in Entries)
        {
            string description = StripDescription.Of(strip);
            writer.WriteLine($"\n## {title}\n");
            writer.WriteLine($"<img src=\"{file}.svg\" width=\"100%\" alt=\"{WebUtility.HtmlEncode(description)}\">\n");
            writer.WriteLine($"`{Entry(strip)}`\n");
            writer.WriteLine(description);
            if (strip.Rhythm != last)
            {
                WriteLimits(writer, strip.Rhythm);
                last = strip.Rhythm;
            }
        }
    }

    private static string Entry(RhythmStrip strip) => string.Create(
        CultureInfo.InvariantCulture,
        $"rhythm: {Words.Of(strip.Rhythm)}, ageGroup: {Words.Of(strip.AgeGroup)}, seed: {strip.Seed}")
        + string.Concat(strip.Given.Select(given => string.Create(CultureInfo.InvariantCulture, $", {RhythmStrip.FieldName(given.Key)}: {given.Value}")));

    private static void WriteLimits(TextWriter writer, RhythmKind rhythm)
    {
        AgeGroup[] ages = [.. Enum.GetValues<AgeGroup>().Where(age => age != AgeGroup.Any)];
        writer.WriteLine($"\n| parameter | {string.Join(" | ", ages.Select(Words.Of))} |");
        writer.WriteLine($"| --- |{string.Concat(ages.Select(_ => " --- |"))}");
        foreach (StripParameter parameter in RhythmProfile.Of(rhythm, AgeGroup.Child).Keys)
        {
            IEnumerable<string> limits = ages.Select(age => RhythmProfile.Of(rhythm, age)[parameter])
                .Select(range => string.Create(CultureInfo.InvariantCulture, $"{range.Typical} ({range.Minimum} to {range.Maximum})"));
            writer.WriteLine($"| {RhythmStrip.FieldName(parameter)} | {string.Join(" | ", limits)} |");
        }
    }

    private static RhythmStrip Typical(RhythmKind rhythm, AgeGroup age) => new() { Rhythm = rhythm, AgeGroup = age };
}
