using Pals.Exam.Engine.Numerics;
using static Pals.Exam.ItemBank.Rhythms.StripParameter;

namespace Pals.Exam.ItemBank.Rhythms;

/// <summary>Puts the waves of each rhythm where they belong in time.</summary>
internal static class RhythmModel
{
    /// <summary>QT in seconds at an RR of 1 s; it changes with the root of RR (Bazett 1920).</summary>
    private const double QtAtOneSecond = 0.38;

    /// <summary>In re-entry T ends early, which leaves a bare line where a P wave would be.</summary>
    private const double QtAtOneSecondInReentry = 0.32;

    /// <summary>In Mobitz I PR first grows by this part of the P–P interval, then by less and less.</summary>
    private const double FirstIncrement = 0.15;
    private const double NextIncrement = 0.5;

    /// <summary>The part of the time from the end of QRS to that of T before T begins.</summary>
    private const double ShareOfSt = 0.2;

    private const double SpikeToQrs = 0.02;

    /// <summary>The T wave of a beat that begins in a ventricle, as a part of its QRS.</summary>
    private const double DiscordantT = -0.4;

    /// <summary>Adds the rhythm to <paramref name="samples"/>.</summary>
    public static void Draw(RhythmStrip strip, double[] samples, ref RandomStream random)
    {
        switch (strip.Rhythm)
        {
            case RhythmKind.SupraventricularTachycardia:
                DrawReentry(strip, samples, ref random);
                break;
            case RhythmKind.AtrialFlutter:
                DrawFlutter(strip, samples, ref random);
                break;
            case RhythmKind.VentricularTachycardia:
                DrawVentricularBeats(strip, samples, ref random);
                break;
            case RhythmKind.SecondDegreeAvBlockMobitzOne:
                DrawSecondDegreeBlock(strip, samples, FirstIncrement, ref random);
                break;
            case RhythmKind.SecondDegreeAvBlockMobitzTwo:
                DrawSecondDegreeBlock(strip, samples, 0, ref random);
                break;
            case RhythmKind.ThirdDegreeAvBlock:
                DrawThirdDegreeBlock(strip, samples, ref random);
                break;
            case RhythmKind.VentricularPacing:
                DrawPacing(strip, samples, ref random);
                break;
            case RhythmKind.TorsadesDePointes:
                DisorganizedRhythm.DrawTorsades(strip, samples, ref random);
                break;
            case RhythmKind.CoarseVentricularFibrillation:
            case RhythmKind.FineVentricularFibrillation:
                DisorganizedRhythm.DrawFibrillation(strip, samples, ref random);
                break;
            case RhythmKind.Asystole:
                break;
            default:
                DrawConductedBeats(strip, samples, ref random);
                break;
        }
    }

    /// <summary>The PR intervals of a group in Mobitz I.</summary>
    public static double[] LengtheningIntervals(RhythmStrip strip) => GroupIntervals(strip, FirstIncrement);

    /// <summary>The PR intervals of a group of <paramref name="conduction"/> P waves, the last of which is dropped.</summary>
    private static double[] GroupIntervals(RhythmStrip strip, double firstIncrement)
    {
        double[] intervals = new double[(int)strip.Value(Conduction) - 1];
        double increment = firstIncrement * 60 / strip.Value(AtrialRate);
        intervals[0] = strip.Value(PrInterval);
        for (int i = 1; i < intervals.Length; i++)
        {
            intervals[i] = intervals[i - 1] + increment;
            increment *= NextIncrement;
        }

        return intervals;
    }

    private static List<double> VentricularTimes(RhythmStrip strip, ref RandomStream random) =>
        BeatClock.Times(60 / strip.Value(Rate), strip.Value(Variability), strip.Duration, ref random);

    private static void DrawConductedBeats(RhythmStrip strip, double[] samples, ref RandomStream random)
    {
        double cycle = 60 / strip.Value(Rate);
        foreach (double time in VentricularTimes(strip, ref random))
        {
            AddP(strip, samples, time);
            AddQrsAndT(strip, samples, time + strip.Value(PrInterval), cycle - strip.Value(PrInterval));
        }
    }

    private static void DrawFlutter(RhythmStrip strip, double[] samples, ref RandomStream random)
    {
        double period = 60 / strip.Value(AtrialRate);
        int conduction = (int)strip.Value(Conduction);
        Deflection tooth = Waves.FlutterWave(period, strip.Value(PAmplitude));
        Deflection qrs = Waves.NarrowQrs(strip.Value(QrsWidth), strip.Value(Amplitude));
        List<double> times = BeatClock.Times(period, variability: 0, strip.Duration + conduction * period, ref random);
        for (int i = 0; i < times.Count; i++)
        {
            double time = times[i] - (conduction - 1) * period;
            tooth.AddTo(samples, Tracing.SampleInterval, time);
            if (i % conduction == 0)
            {
                qrs.AddTo(samples, Tracing.SampleInterval, time + 0.75 * period);
            }
        }
    }

    private static void DrawReentry(RhythmStrip strip, double[] samples, ref RandomStream random)
    {
        double width = strip.Value(QrsWidth);
        Deflection qrs = Waves.NarrowQrs(width, strip.Value(Amplitude));
        double end = QtAtOneSecondInReentry * Math.Sqrt(60 / strip.Value(Rate));
        Deflection t = Waves.T(width + ShareOfSt * (end - width), end, strip.Value(TAmplitude));
        foreach (double time in VentricularTimes(strip, ref random))
        {
            qrs.AddTo(samples, Tracing.SampleInterval, time);
            t.AddTo(samples, Tracing.SampleInterval, time);
        }
    }

    /// <summary>The T wave of a beat that begins in a ventricle points the other way and reaches to the next beat when the rate is fast.</summary>
    private static void DrawVentricularBeats(RhythmStrip strip, double[] samples, ref RandomStream random)
    {
        double width = strip.Value(QrsWidth);
        double amplitude = strip.Value(Amplitude);
        Deflection qrs = Waves.WideQrs(width, amplitude);
        Deflection t = Waves.T(width, 60 / strip.Value(Rate) * (1 - strip.Value(Variability)), DiscordantT * amplitude);
        foreach (double time in VentricularTimes(strip, ref random))
        {
            qrs.AddTo(samples, Tracing.SampleInterval, time);
            t.AddTo(samples, Tracing.SampleInterval, time);
        }
    }

    private static void DrawSecondDegreeBlock(RhythmStrip strip, double[] samples, double firstIncrement, ref RandomStream random)
    {
        double cycle = 60 / strip.Value(AtrialRate);
        double[] intervals = GroupIntervals(strip, firstIncrement);
        int place = random.NextInt32(intervals.Length + 1);
        foreach (double time in BeatClock.Times(cycle, strip.Value(Variability), strip.Duration, ref random))
        {
            AddP(strip, samples, time);
            if (place < intervals.Length)
            {
                AddQrsAndT(strip, samples, time + intervals[place], cycle - intervals[place]);
            }

            place = (place + 1) % (intervals.Length + 1);
        }
    }

    private static void DrawThirdDegreeBlock(RhythmStrip strip, double[] samples, ref RandomStream random)
    {
        foreach (double time in BeatClock.Times(60 / strip.Value(AtrialRate), strip.Value(Variability), strip.Duration, ref random))
        {
            AddP(strip, samples, time);
        }

        foreach (double time in VentricularTimes(strip, ref random))
        {
            AddQrsAndT(strip, samples, time, 60 / strip.Value(Rate));
        }
    }

    private static void DrawPacing(RhythmStrip strip, double[] samples, ref RandomStream random)
    {
        double cycle = 60 / strip.Value(Rate);
        double width = strip.Value(QrsWidth);
        int lostCapture = (int)strip.Value(LostCapture);
        Deflection qrs = Waves.WideQrs(width, -strip.Value(Amplitude));
        int beat = lostCapture == 0 ? 1 : 1 + random.NextInt32(lostCapture);
        foreach (double beatTime in BeatClock.Times(cycle, variability: 0, strip.Duration, ref random))
        {
            // On a sample, so that all spikes are drawn equally high.
            double time = Math.Round(beatTime / Tracing.SampleInterval) * Tracing.SampleInterval;
            Waves.Spike().AddTo(samples, Tracing.SampleInterval, time);
            if (lostCapture == 0 || beat % lostCapture != 0)
            {
                qrs.AddTo(samples, Tracing.SampleInterval, time + SpikeToQrs);
                AddT(strip, samples, time + SpikeToQrs, cycle - SpikeToQrs, strip.Value(TAmplitude));
            }

            beat++;
        }
    }

    private static void AddP(RhythmStrip strip, double[] samples, double time) =>
        Waves.P(strip.Value(PDuration), strip.Value(PAmplitude)).AddTo(samples, Tracing.SampleInterval, time);

    /// <summary>A narrow complex with a T wave that points the same way, or a wide one with a T wave that points the other way.</summary>
    private static void AddQrsAndT(RhythmStrip strip, double[] samples, double time, double room)
    {
        double width = strip.Value(QrsWidth);
        bool narrow = width <= RhythmProfile.WidestNarrowQrs;
        Deflection qrs = narrow ? Waves.NarrowQrs(width, strip.Value(Amplitude)) : Waves.WideQrs(width, strip.Value(Amplitude));
        qrs.AddTo(samples, Tracing.SampleInterval, time);
        AddT(strip, samples, time, room, narrow ? strip.Value(TAmplitude) : -strip.Value(TAmplitude));
    }

    /// <summary>T ends with QT, and within <paramref name="room"/> seconds from the beginning of QRS.</summary>
    private static void AddT(RhythmStrip strip, double[] samples, double time, double room, double amplitude)
    {
        double width = strip.Value(QrsWidth);
        double cycle = 60 / strip.Value(strip.Has(Rate) ? Rate : AtrialRate);
        double widening = Math.Max(0, width - RhythmProfile.WidestNarrowQrs);
        double end = Math.Min(QtAtOneSecond * Math.Sqrt(cycle) + widening, room);
        Waves.T(width + ShareOfSt * (end - width), end, amplitude).AddTo(samples, Tracing.SampleInterval, time);
    }
}
