using Pals.Exam.ItemBank.Content;
using static Pals.Exam.ItemBank.Rhythms.StripParameter;

namespace Pals.Exam.ItemBank.Rhythms;

/// <summary>
/// Which parameters a rhythm has at an age, and within which limits a clinician would still call it by its name. Limits lie where the published
/// ones agree, so that no strip shows a borderline case: awake heart rates by age, supraventricular tachycardia from 220/min in infants and
/// 180/min in children, narrow QRS up to 0.09 s (AHA PALS 2020); PR limits by age after Davignon et al. 1980.
/// </summary>
public static class RhythmProfile
{
    /// <summary>Complexes up to this width are narrow at every age of childhood (AHA PALS 2020).</summary>
    public const double WidestNarrowQrs = 0.09;

    /// <summary>The parameters of a rhythm at an age, in the order of <see cref="StripParameter"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="age"/> is no age of a patient.</exception>
    public static IReadOnlyDictionary<StripParameter, ParameterRange> Of(RhythmKind rhythm, AgeGroup age)
    {
        if (age == AgeGroup.Any)
        {
            throw new ArgumentOutOfRangeException(nameof(age), age, "expected newborn, infant, child or adolescent");
        }

        var ages = new ByAge(age);
        var profile = new SortedDictionary<StripParameter, ParameterRange> { [Noise] = new(0, 0.008, 0.03) };
        switch (rhythm)
        {
            case RhythmKind.SinusRhythm:
                profile[Rate] = ages.Pick(new(100, 140, 190), new(100, 130, 190), new(70, 95, 140), new(60, 76, 100));
                AddConductedBeats(profile, ages);
                break;
            case RhythmKind.SinusTachycardia:
                profile[Rate] = ages.Pick(new(206, 210, 219), new(191, 204, 219), new(141, 160, 179), new(101, 130, 179));
                AddConductedBeats(profile, ages);
                profile[Variability] = new(0.01, 0.03, 0.1);
                break;
            case RhythmKind.SinusBradycardia:
                profile[Rate] = ages.Pick(new(40, 72, 84), new(40, 68, 84), new(30, 50, 59), new(30, 46, 59));
                AddConductedBeats(profile, ages);
                break;
            case RhythmKind.SupraventricularTachycardia:
                profile[Rate] = ages.Pick(new(220, 260, 320), new(220, 250, 320), new(180, 220, 300), new(180, 200, 280));
                AddNarrowComplexes(profile, ages);
                profile[Variability] = new(0, 0, 0.005);
                break;
            case RhythmKind.AtrialFlutter:
                profile[AtrialRate] = ages.Pick(new(300, 420, 500), new(300, 400, 500), new(240, 320, 400), new(220, 290, 350));
                profile[Conduction] = ages.Pick(new(2, 2, 4), new(2, 2, 4), new(2, 3, 4), new(2, 4, 4));
                AddNarrowComplexes(profile, ages);
                profile[PAmplitude] = new(0.15, 0.3, 0.5);
                profile.Remove(TAmplitude);
                break;
            case RhythmKind.VentricularTachycardia:
                profile[Rate] = ages.Pick(new(150, 220, 280), new(150, 210, 280), new(130, 190, 250), new(120, 180, 250));
                AddWideComplexes(profile, ages);
                profile[Variability] = new(0, 0.005, 0.02);
                break;
            case RhythmKind.TorsadesDePointes:
                profile[Rate] = new(160, 220, 280);
                profile[Amplitude] = new(0.8, 1.4, 1.8);
                profile[Variability] = new(0.02, 0.08, 0.15);
                break;
            case RhythmKind.CoarseVentricularFibrillation:
                profile[Amplitude] = new(0.5, 0.9, 1.5);
                break;
            case RhythmKind.FineVentricularFibrillation:
                profile[Amplitude] = new(0.08, 0.14, 0.2);
                break;
            case RhythmKind.Asystole:
                break;
            case RhythmKind.PulselessElectricalActivity:
                profile[Rate] = ages.Pick(new(30, 80, 190), new(30, 80, 190), new(30, 65, 140), new(30, 55, 100));
                AddConductedBeats(profile, ages);
                profile[QrsWidth] = ages.Pick(new(0.04, 0.08, 0.16), new(0.04, 0.08, 0.16), new(0.04, 0.08, 0.18), new(0.05, 0.08, 0.2));
                profile[Amplitude] = new(0.3, 0.7, 1.8);
                profile[PAmplitude] = new(0, 0.12, 0.3);
                break;
            case RhythmKind.FirstDegreeAvBlock:
                profile[Rate] = ages.Pick(new(100, 115, 140), new(100, 115, 140), new(60, 85, 120), new(60, 70, 100));
                AddConductedBeats(profile, ages);
                profile[PrInterval] = ages.Pick(new(0.18, 0.2, 0.26), new(0.18, 0.22, 0.28), new(0.22, 0.26, 0.34), new(0.24, 0.3, 0.4));
                break;
            case RhythmKind.SecondDegreeAvBlockMobitzOne:
                AddSecondDegreeBlock(profile, ages);
                break;
            case RhythmKind.SecondDegreeAvBlockMobitzTwo:
                AddSecondDegreeBlock(profile, ages);
                profile[Conduction] = new(3, 3, 5);
                profile[QrsWidth] = ages.Pick(new(0.04, 0.1, 0.14), new(0.04, 0.1, 0.14), new(0.05, 0.11, 0.16), new(0.06, 0.12, 0.16));
                break;
            case RhythmKind.ThirdDegreeAvBlock:
                profile[AtrialRate] = ages.Pick(new(100, 150, 190), new(100, 142, 190), new(70, 104, 140), new(60, 86, 110));
                AddConductedBeats(profile, ages);
                profile.Remove(PrInterval);
                profile[Rate] = ages.Pick(new(40, 65, 80), new(40, 62, 80), new(30, 45, 59), new(25, 38, 50));
                profile[QrsWidth] = ages.Pick(new(0.04, 0.06, 0.14), new(0.04, 0.06, 0.14), new(0.05, 0.08, 0.16), new(0.06, 0.08, 0.16));
                profile[Variability] = new(0, 0.01, 0.02);
                break;
            case RhythmKind.VentricularPacing:
                profile[Rate] = ages.Pick(new(80, 120, 160), new(80, 120, 160), new(60, 90, 140), new(50, 70, 120));
                AddWideComplexes(profile, ages);
                profile[TAmplitude] = new(0.1, 0.35, 0.6);
                profile[LostCapture] = new(0, 0, 6);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(rhythm), rhythm, "expected a rhythm");
        }

        return profile;
    }

    private static void AddConductedBeats(SortedDictionary<StripParameter, ParameterRange> profile, ByAge ages)
    {
        AddNarrowComplexes(profile, ages);
        profile[PAmplitude] = new(0.08, 0.15, 0.25);
        profile[PDuration] = ages.Pick(new(0.03, 0.05, 0.07), new(0.03, 0.06, 0.08), new(0.04, 0.07, 0.09), new(0.06, 0.09, 0.11));
        profile[PrInterval] = ages.Pick(new(0.07, 0.1, 0.12), new(0.07, 0.11, 0.13), new(0.08, 0.13, 0.16), new(0.1, 0.15, 0.18));
        profile[Variability] = new(0, 0.03, 0.1);
    }

    private static void AddNarrowComplexes(SortedDictionary<StripParameter, ParameterRange> profile, ByAge ages)
    {
        profile[QrsWidth] = ages.Pick(
            new(0.04, 0.05, WidestNarrowQrs), new(0.04, 0.06, WidestNarrowQrs), new(0.05, 0.07, WidestNarrowQrs), new(0.06, 0.08, WidestNarrowQrs));
        profile[Amplitude] = new(0.5, 1, 1.8);
        profile[TAmplitude] = new(0.1, 0.25, 0.5);
    }

    private static void AddWideComplexes(SortedDictionary<StripParameter, ParameterRange> profile, ByAge ages)
    {
        profile[QrsWidth] = ages.Pick(new(0.1, 0.11, 0.13), new(0.1, 0.12, 0.14), new(0.11, 0.14, 0.18), new(0.12, 0.15, 0.2));
        profile[Amplitude] = new(0.7, 1.3, 1.8);
    }

    private static void AddSecondDegreeBlock(SortedDictionary<StripParameter, ParameterRange> profile, ByAge ages)
    {
        AddConductedBeats(profile, ages);
        profile[AtrialRate] = ages.Pick(new(100, 125, 140), new(100, 120, 140), new(70, 100, 120), new(60, 80, 100));
        profile[Conduction] = new(3, 4, 5);
        profile[Variability] = new(0, 0.01, 0.02);
    }

    /// <summary>Picks by the patient's age.</summary>
    private readonly struct ByAge(AgeGroup age)
    {
        public ParameterRange Pick(ParameterRange newborn, ParameterRange infant, ParameterRange child, ParameterRange adolescent) => age switch
        {
            AgeGroup.Newborn => newborn,
            AgeGroup.Infant => infant,
            AgeGroup.Child => child,
            _ => adolescent,
        };
    }
}
