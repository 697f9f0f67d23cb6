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

        One strip of each kind that an item can show, at an age where it is met. All of them are drawn by the program from a
        model of the waves with parameters; none was recorded from a patient. Below each stand the parameters, as an item
        gives them under `media`, and the text alternative, which describes and does not name the rhythm.

        This page and its pictures are made by `itembank strip --sheet docs/rhythm-strips`. One strip to look at:
        `itembank strip --rhythm supraventricular-tachycardia --age infant --rate 240 --seed 11 --out strip.svg`;
        `itembank strip --help` lists the parameters. What a rhythm may be at an age (a rate, a PR interval, a width of QRS) is
        limited, so that no strip shows a borderline case; a value out of its limits is refused with the limits named.
        Paper runs at 25 mm/s with 10 mm/mV, and a print at 100 % is to scale.

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
        foreach ((string file, string title, RhythmStrip strip) in Entries)
        {
            string description = StripDescription.Of(strip);
            writer.WriteLine($"\n## {title}\n");
            writer.WriteLine($"<img src=\"{file}.svg\" width=\"100%\" alt=\"{WebUtility.HtmlEncode(description)}\">\n");
            writer.WriteLine($"`{Parameters(strip)}`\n");
            writer.WriteLine(description);
        }
    }

    private static string Parameters(RhythmStrip strip)
    {
        IEnumerable<string> all = RhythmProfile.Of(strip.Rhythm, strip.AgeGroup).Keys
            .Select(parameter => string.Create(CultureInfo.InvariantCulture, $"{RhythmStrip.FieldName(parameter)}: {strip.Value(parameter):0.###}"));
        return $"rhythm: {Words.Of(strip.Rhythm)}, ageGroup: {Words.Of(strip.AgeGroup)}, seed: {strip.Seed}, {string.Join(", ", all)}";
    }

    private static RhythmStrip Typical(RhythmKind rhythm, AgeGroup age) => new() { Rhythm = rhythm, AgeGroup = age };
}
