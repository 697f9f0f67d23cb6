using static Pals.Exam.ItemBank.Rhythms.StripParameter;

namespace Pals.Exam.ItemBank.Rhythms;

/// <summary>Says in words what can be seen and measured on a strip, for those who cannot see it, and leaves its name to them.</summary>
public static class StripDescription
{
    /// <summary>RR intervals that depart less than this from the mean look alike.</summary>
    private const double VisibleVariability = 0.015;

    /// <summary>The text alternative of a strip.</summary>
    public static string Of(RhythmStrip strip) =>
        $"Rhythm strip of {strip.Duration:0.##} s on paper of 25 mm/s and 10 mm/mV. {Findings(strip)}";

    private static string Findings(RhythmStrip strip) => strip.Rhythm switch
    {
        RhythmKind.Asystole => "The tracing is nearly flat and wanders slowly. No P waves and no QRS complexes can be made out.",
        RhythmKind.CoarseVentricularFibrillation or RhythmKind.FineVentricularFibrillation =>
            $"Irregular deflections of changing shape, width and height, the largest {strip.Value(Amplitude):0.0#} mV from the baseline. "
            + "No P waves, QRS complexes or T waves can be made out.",
        RhythmKind.TorsadesDePointes =>
            $"Wide complexes follow one another at about {strip.Value(Rate):0} per minute without a pause. Their height waxes and wanes from beat to beat, "
            + $"up to {strip.Value(Amplitude):0.0} mV, and they point upwards in some stretches and downwards in others. No P waves can be made out.",
        RhythmKind.AtrialFlutter =>
            $"Saw-tooth waves at {strip.Value(AtrialRate):0} per minute run on without a pause between them. {Complexes(strip)} appear with one of every "
            + $"{strip.Value(Conduction):0} of these waves, at {strip.Value(AtrialRate) / strip.Value(Conduction):0} per minute; "
            + $"RR intervals are constant at {strip.Value(Conduction) * 60 / strip.Value(AtrialRate):0.00} s.",
        RhythmKind.VentricularTachycardia or RhythmKind.SupraventricularTachycardia =>
            $"{Complexes(strip)} of one shape at {strip.Value(Rate):0} per minute; {RrIntervals(strip)}. No P waves can be made out.",
        RhythmKind.SecondDegreeAvBlockMobitzOne =>
            $"P waves are regular at {strip.Value(AtrialRate):0} per minute. {Complexes(strip)} follow. The PR interval lengthens from beat to beat, "
            + $"{string.Join(", ", RhythmModel.LengtheningIntervals(strip).Select(pr => $"{pr:0.00} s"))}; the next P wave is not followed by a complex, "
            + "and the sequence begins again.",
        RhythmKind.SecondDegreeAvBlockMobitzTwo =>
            $"P waves are regular at {strip.Value(AtrialRate):0} per minute. {Complexes(strip)} follow. The PR interval is constant at "
            + $"{strip.Value(PrInterval):0.00} s; one of every {strip.Value(Conduction):0} P waves is not followed by a complex.",
        RhythmKind.ThirdDegreeAvBlock =>
            $"P waves are regular at {strip.Value(AtrialRate):0} per minute. {Complexes(strip)} are regular at {strip.Value(Rate):0} per minute. "
            + "P waves stand anywhere before, in and after the complexes; the PR interval differs from beat to beat without a pattern.",
        RhythmKind.VentricularPacing => Pacing(strip),
        _ => $"{Complexes(strip)} at {strip.Value(Rate):0} per minute; {RrIntervals(strip)}. {PWaves(strip)}",
    };

    private static string Complexes(RhythmStrip strip)
    {
        double width = strip.Value(QrsWidth);
        return $"{(width <= RhythmProfile.WidestNarrowQrs ? "Narrow" : "Wide")} QRS complexes ({width:0.00} s)";
    }

    private static string RrIntervals(RhythmStrip strip)
    {
        double mean = 60 / strip.Value(Rate);
        return strip.Value(Variability) < VisibleVariability
            ? $"RR intervals are constant at {mean:0.00} s"
            : $"RR intervals vary slightly about {mean:0.00} s";
    }

    private static string PWaves(RhythmStrip strip) => strip.Value(PAmplitude) == 0
        ? "No P waves can be made out."
        : $"An upright P wave stands before each complex; the PR interval is constant at {strip.Value(PrInterval):0.00} s.";

    private static string Pacing(RhythmStrip strip)
    {
        string spikes = $"Thin vertical spikes at {strip.Value(Rate):0} per minute, regular.";
        string complex = $"followed at once by a wide QRS complex ({strip.Value(QrsWidth):0.00} s)";
        string followers = strip.Value(LostCapture) switch
        {
            0 => $"Each is {complex}.",
            1 => "All stand alone on the baseline; no QRS complexes can be made out.",
            double one => $"One in every {one:0} stands alone on the baseline, and each of the others is {complex}.",
        };
        return $"{spikes} {followers} No P waves can be made out.";
    }
}
