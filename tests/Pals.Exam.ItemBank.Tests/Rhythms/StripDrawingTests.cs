using Pals.Exam.ItemBank.Content;
using Pals.Exam.ItemBank.Rhythms;
using static Pals.Exam.ItemBank.Rhythms.StripParameter;

namespace Pals.Exam.ItemBank.Tests.Rhythms;

/// <summary>What a candidate measures on the drawing is what the author asked for.</summary>
public sealed class StripDrawingTests
{
    /// <summary>Half a small square of the paper is 20 ms: what a reader with calipers can tell apart.</summary>
    private const double Seconds = 0.02;

    /// <summary>One small square upwards, which is what a reader can tell apart.</summary>
    private const double Millivolts = 0.1;

    private static readonly int[] Seeds = [1, 2, 3, 4, 5];

    public static TheoryData<RhythmKind, AgeGroup> ConductedRhythms => Combine(
        RhythmKind.SinusRhythm,
        RhythmKind.SinusTachycardia,
        RhythmKind.SinusBradycardia,
        RhythmKind.PulselessElectricalActivity,
        RhythmKind.FirstDegreeAvBlock);

    [Theory]
    [MemberData(nameof(ConductedRhythms))]
    public void Svg_ConductedBeats_MeasureAsAsked(RhythmKind rhythm, AgeGroup age)
    {
        foreach (int seed in Seeds)
        {
            RhythmStrip strip = Strip(rhythm, age, seed);
            MeasuredStrip measured = Measure(strip);

            double cycle = 60 / strip.Value(Rate);
            Assert.InRange(measured.Complexes.Count, Math.Floor(strip.Duration / cycle) - 1, Math.Ceiling(strip.Duration / cycle) + 1);
            Assert.All(measured.RrIntervals, rr => Near(cycle, rr, strip.Value(Variability) * cycle + Seconds));
            AssertComplexes(strip, measured);
            foreach (Complex complex in measured.Complexes.Skip(1))
            {
                double? onset = measured.POnset(complex, complex.Onset - 0.6 * cycle);
                Assert.NotNull(onset);
                Near(strip.Value(PrInterval), complex.Onset - onset.Value, Seconds);
            }
        }
    }

    public static TheoryData<RhythmKind, AgeGroup> Reentry => Combine(RhythmKind.SupraventricularTachycardia);

    [Theory]
    [MemberData(nameof(Reentry))]
    public void Svg_SupraventricularTachycardia_IsNarrowAndRegularWithoutAWaveBeforeTheComplex(RhythmKind rhythm, AgeGroup age)
    {
        foreach (int seed in Seeds)
        {
            RhythmStrip strip = Strip(rhythm, age, seed);
            MeasuredStrip measured = Measure(strip);

            double cycle = 60 / strip.Value(Rate);
            Assert.All(measured.RrIntervals, rr => Near(cycle, rr, Seconds));
            AssertComplexes(strip, measured);
            Assert.All(measured.Complexes.Skip(1), complex => Assert.Null(measured.POnset(complex, complex.Onset - 0.25 * cycle)));
        }
    }

    public static TheoryData<RhythmKind, AgeGroup> Flutter => Combine(RhythmKind.AtrialFlutter);

    [Theory]
    [MemberData(nameof(Flutter))]
    public void Svg_AtrialFlutter_ConductsOneInSoManyWaves(RhythmKind rhythm, AgeGroup age)
    {
        foreach (int conduction in new[] { 2, 3, 4 })
        {
            RhythmStrip strip = Strip(rhythm, age).With(Conduction, conduction);
            MeasuredStrip measured = Measure(strip);

            double period = 60 / strip.Value(AtrialRate);
            double[] intervals = MeasuredStrip.Differences(measured.MiddlesAbove(0.4 * strip.Value(Amplitude)));
            Assert.NotEmpty(intervals);
            Assert.All(intervals, rr => Near(conduction * period, rr, Seconds));
            double[] atrial = MeasuredStrip.Differences(measured.Peaks(0.4 * period, 0.5 * strip.Value(PAmplitude)));
            Assert.NotEmpty(atrial);
            Assert.All(atrial, interval => Near(0, Math.IEEERemainder(interval, period), Seconds));
        }
    }

    public static TheoryData<RhythmKind, AgeGroup> VentricularTachycardias => Combine(RhythmKind.VentricularTachycardia);

    [Theory]
    [MemberData(nameof(VentricularTachycardias))]
    public void Svg_VentricularTachycardia_IsWideAndRegular(RhythmKind rhythm, AgeGroup age)
    {
        foreach (int seed in Seeds)
        {
            RhythmStrip strip = Strip(rhythm, age, seed);
            MeasuredStrip measured = Measure(strip);

            // The upright lobes are the complexes; a twentieth of their height clears the wander of the baseline.
            double level = 0.05 * strip.Value(Amplitude);
            IReadOnlyList<(double Start, double End)> lobes = measured.LobesAbove(level);
            double[] intervals = MeasuredStrip.Differences([.. lobes.Select(lobe => lobe.Start)]);
            Assert.InRange(lobes.Count, strip.Duration * strip.Value(Rate) / 60 - 2, strip.Duration * strip.Value(Rate) / 60 + 1);
            Assert.All(intervals, rr => Near(60 / strip.Value(Rate), rr, Seconds));
            Assert.All(lobes, lobe => Near(strip.Value(QrsWidth), lobe.End - lobe.Start, Seconds));
            Near(strip.Value(Amplitude), measured.Millivolts.Max(), Millivolts);
        }
    }

    public static TheoryData<RhythmKind, AgeGroup> SecondDegree =>
        Combine(RhythmKind.SecondDegreeAvBlockMobitzOne, RhythmKind.SecondDegreeAvBlockMobitzTwo);

    [Theory]
    [MemberData(nameof(SecondDegree))]
    public void Svg_SecondDegreeBlock_DropsOneComplexOfEachGroup(RhythmKind rhythm, AgeGroup age)
    {
        foreach (int seed in Seeds)
        {
            RhythmStrip strip = Strip(rhythm, age, seed);
            MeasuredStrip measured = Measure(strip);

            double cycle = 60 / strip.Value(AtrialRate);
            int conduction = (int)strip.Value(Conduction);
            AssertComplexes(strip, measured);
            List<List<Complex>> groups = Groups(measured.Complexes, 1.4 * cycle);
            Assert.True(groups.Count >= 2, "two groups lie on the strip");
            Assert.All(groups.Skip(1).SkipLast(1), group => Assert.Equal(conduction - 1, group.Count));
            foreach (List<Complex> group in groups.Skip(1).SkipLast(1))
            {
                double[] pr = [.. group.Select(complex => complex.Onset - measured.POnset(complex, complex.Onset - 0.75 * cycle)!.Value)];
                Near(strip.Value(PrInterval), pr[0], Seconds);
                Assert.All(MeasuredStrip.Differences(pr), difference =>
                {
                    if (rhythm == RhythmKind.SecondDegreeAvBlockMobitzOne)
                    {
                        Assert.InRange(difference, 0.5 * Seconds, 0.2);
                    }
                    else
                    {
                        Near(0, difference, Seconds);
                    }
                });
            }
        }
    }

    public static TheoryData<RhythmKind, AgeGroup> ThirdDegree => Combine(RhythmKind.ThirdDegreeAvBlock);

    [Theory]
    [MemberData(nameof(ThirdDegree))]
    public void Svg_ThirdDegreeBlock_LetsAtriaAndVentriclesBeatIndependently(RhythmKind rhythm, AgeGroup age)
    {
        foreach (int seed in Seeds)
        {
            RhythmStrip strip = Strip(rhythm, age, seed) with { Duration = 10 };
            MeasuredStrip measured = Measure(strip);

            double atrial = 60 / strip.Value(AtrialRate);
            double ventricular = 60 / strip.Value(Rate);
            double[] intervals = MeasuredStrip.Differences(measured.MiddlesAbove(0.5 * strip.Value(Amplitude)));
            Assert.NotEmpty(intervals);
            Assert.All(intervals, rr => Near(ventricular, rr, strip.Value(Variability) * ventricular + Seconds));
            Assert.All(measured.Complexes, complex => Near(strip.Value(Amplitude), complex.Amplitude, Millivolts + strip.Value(PAmplitude)));

            // P waves that stand free; hidden ones leave gaps of whole intervals.
            IReadOnlyList<double> waves = measured.Peaks(0.65 * strip.Value(PDuration), 0.75 * strip.Value(PAmplitude));
            Assert.True(waves.Count >= 6, $"{waves.Count} free P waves");
            Assert.All(MeasuredStrip.Differences(waves), interval =>
                Near(0, Math.IEEERemainder(interval, atrial), Math.Round(interval / atrial) * strip.Value(Variability) * atrial + Seconds));
            double[] pr = [.. measured.Complexes.Skip(1).Select(complex => complex.Onset - waves.LastOrDefault(wave => wave < complex.Onset))];
            Assert.True(pr.Max() - pr.Min() > 0.2 * atrial, "the interval from P to QRS changes");
        }
    }

    public static TheoryData<RhythmKind, AgeGroup> Pacing => Combine(RhythmKind.VentricularPacing);

    [Theory]
    [MemberData(nameof(Pacing))]
    public void Svg_Pacing_CapturesAfterEachSpikeUnlessAskedOtherwise(RhythmKind rhythm, AgeGroup age)
    {
        foreach (int lost in new[] { 0, 3 })
        {
            RhythmStrip strip = Strip(rhythm, age).With(LostCapture, lost);
            MeasuredStrip measured = Measure(strip);

            Assert.All(MeasuredStrip.Differences(measured.Spikes), interval => Near(60 / strip.Value(Rate), interval, Seconds));
            AssertComplexes(strip, measured);
            Assert.All(measured.Complexes, complex => Assert.True(complex.Amplitude < 0));
            double[] whole = [.. measured.Spikes.Where(spike => spike < strip.Duration - 0.3)];
            bool[] captured = [.. whole.Select(spike => measured.Complexes.Any(complex => Math.Abs(complex.Onset - spike - 0.02) < Seconds))];
            int missed = captured.Count(capture => !capture);
            Assert.InRange(missed, lost == 0 ? 0 : whole.Length / lost, lost == 0 ? 0 : whole.Length / lost + 1);
        }
    }

    [Fact]
    public void Svg_Torsades_WaxesAndWanesAndPointsBothWays()
    {
        foreach (int seed in Seeds)
        {
            RhythmStrip strip = Strip(RhythmKind.TorsadesDePointes, AgeGroup.Adolescent, seed);
            MeasuredStrip measured = Measure(strip);

            Near(strip.Value(Amplitude), measured.Millivolts.Max(Math.Abs), 2 * Millivolts);
            double[][] windows = [.. measured.Millivolts.Chunk(300).Where(window => window.Length == 300)];
            double[] heights = [.. windows.Select(window => window.Max() - window.Min())];
            Assert.True(heights.Min() < 0.5 * heights.Max(), "the height wanes");
            Assert.Contains(windows, window => window.Max() > -1.5 * window.Min());
            Assert.Contains(windows, window => -window.Min() > 1.5 * window.Max());
            Near(strip.Value(Rate), 60 * measured.LobesAbove(0).Count / strip.Duration, 0.2 * strip.Value(Rate));
        }
    }

    [Theory]
    [InlineData(RhythmKind.CoarseVentricularFibrillation)]
    [InlineData(RhythmKind.FineVentricularFibrillation)]
    public void Svg_Fibrillation_HasTheAmplitudeAskedForAndNoPeriod(RhythmKind rhythm)
    {
        // Of an organized rhythm one beat is much like the next.
        const double Organized = 0.7;
        Assert.True(Measure(Strip(RhythmKind.SinusRhythm, AgeGroup.Child).With(Variability, 0)).Periodicity(0.15, 1.5) > Organized);

        foreach (int seed in Enumerable.Range(1, 20))
        {
            RhythmStrip strip = Strip(rhythm, AgeGroup.Child, seed);
            MeasuredStrip measured = Measure(strip);

            Near(strip.Value(Amplitude), measured.Millivolts.Max(Math.Abs), Millivolts);
            Assert.InRange(measured.Periodicity(0.15, 1.5), -1, Organized);
        }
    }

    [Fact]
    public void Svg_Asystole_StaysWithinATenthOfAMillivolt()
    {
        foreach (int seed in Seeds)
        {
            MeasuredStrip measured = Measure(Strip(RhythmKind.Asystole, AgeGroup.Child, seed));

            Assert.All(measured.Millivolts, value => Assert.InRange(Math.Abs(value), 0, 0.1));
        }
    }

    private static void AssertComplexes(RhythmStrip strip, MeasuredStrip measured)
    {
        Assert.NotEmpty(measured.Complexes);
        Assert.All(measured.Complexes, complex =>
        {
            Near(strip.Value(QrsWidth), complex.Width, Seconds);
            Near(strip.Value(Amplitude), Math.Abs(complex.Amplitude), Millivolts);
        });
    }

    /// <summary>Complexes that follow one another without a pause.</summary>
    private static List<List<Complex>> Groups(IReadOnlyList<Complex> complexes, double pause)
    {
        List<List<Complex>> groups = [[complexes[0]]];
        foreach (Complex complex in complexes.Skip(1))
        {
            if (complex.Onset - groups[^1][^1].Onset > pause)
            {
                groups.Add([]);
            }

            groups[^1].Add(complex);
        }

        return groups;
    }

    private static RhythmStrip Strip(RhythmKind rhythm, AgeGroup age, int seed = 1) => new() { Rhythm = rhythm, AgeGroup = age, Seed = seed };

    private static MeasuredStrip Measure(RhythmStrip strip) => MeasuredStrip.From(StripDrawing.Svg(strip));

    private static void Near(double expected, double actual, double tolerance) =>
        Assert.True(Math.Abs(expected - actual) <= tolerance, $"expected {expected:0.000} ± {tolerance:0.000}, measured {actual:0.000}");

    private static TheoryData<RhythmKind, AgeGroup> Combine(params RhythmKind[] rhythms) =>
        new(from rhythm in rhythms from age in new[] { AgeGroup.Newborn, AgeGroup.Infant, AgeGroup.Child, AgeGroup.Adolescent } select (rhythm, age));
}
