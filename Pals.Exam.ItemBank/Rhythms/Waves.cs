namespace Pals.Exam.ItemBank.Rhythms;

/// <summary>The waves of the heartbeat, as a lead II shows them. Each begins at its own time 0.</summary>
internal static class Waves
{
    /// <summary>A smooth step has risen to a tenth of its height after this part of its length: there the eye sees a rounded wave begin.</summary>
    private const double SeenFrom = 0.196;

    private const double SpikeMillivolts = 0.8;
    private const double SpikeSeconds = 0.004;

    /// <summary>A round wave that the eye sees begin at 0 and end at <paramref name="duration"/>.</summary>
    public static Deflection P(double duration, double amplitude)
    {
        double half = duration / 2 / (1 - SeenFrom);
        double middle = duration / 2;
        return new Deflection((middle - half, 0), (middle, amplitude), (middle + half, 0));
    }

    /// <summary>Small q, tall R, small s.</summary>
    public static Deflection NarrowQrs(double width, double amplitude) =>
        new((0, 0), (0.18 * width, -0.1 * amplitude), (0.47 * width, amplitude), (0.76 * width, -0.22 * amplitude), (width, 0));

    /// <summary>One broad deflection with a slurred top; downwards when <paramref name="amplitude"/> is negative.</summary>
    public static Deflection WideQrs(double width, double amplitude) =>
        new((0, 0), (0.38 * width, amplitude), (0.52 * width, 0.88 * amplitude), (0.62 * width, 0.93 * amplitude), (width, 0));

    /// <summary>Rises slowly and falls faster.</summary>
    public static Deflection T(double start, double end, double amplitude) =>
        new((start, 0), (start + 0.6 * (end - start), amplitude), (end, 0));

    public static Deflection Spike() => Deflection.Straight((0, 0), (SpikeSeconds / 2, SpikeMillivolts), (SpikeSeconds, 0));

    /// <summary>One tooth: slowly down, quickly up, without a pause.</summary>
    public static Deflection FlutterWave(double period, double depth) =>
        Deflection.Straight((0, 0), (0.7 * period, -depth), (0.95 * period, -0.06 * depth), (period, 0));
}
