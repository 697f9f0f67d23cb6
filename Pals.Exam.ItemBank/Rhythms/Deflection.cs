using System.Diagnostics;

namespace Pals.Exam.ItemBank.Rhythms;

/// <summary>
/// A part of the tracing between two returns to the baseline: turning points joined by the smooth step 3u² − 2u³, so that each turning point is
/// reached exactly and the whole lasts exactly as long as it says. One shape for each wave of the beat, placed in time, is the idea of McSharry,
/// Clifford, Tarassenko and Smith (2003), who use Gaussian functions on a limit cycle; pieces of finite length have beginnings and ends that
/// can be measured on the paper. Nothing but IEEE additions, multiplications and divisions: the same bits on every machine.
/// </summary>
internal sealed class Deflection
{
    private readonly (double Time, double Millivolts)[] _points;
    private readonly bool _straight;

    /// <summary>Turning points in order of time, in seconds from the wave's own zero.</summary>
    public Deflection(params (double Time, double Millivolts)[] points)
        : this(straight: false, points)
    {
    }

    private Deflection(bool straight, (double Time, double Millivolts)[] points)
    {
        Debug.Assert(points.Zip(points.Skip(1)).All(pair => pair.First.Time < pair.Second.Time));
        _straight = straight;
        _points = points;
    }

    public double Start => _points[0].Time;

    public double End => _points[^1].Time;

    /// <summary>Turning points joined by straight lines, for spikes and saw-teeth.</summary>
    public static Deflection Straight(params (double Time, double Millivolts)[] points) => new(straight: true, points);

    /// <summary>Adds the deflection to samples <paramref name="interval"/> seconds apart, with its own zero at time <paramref name="at"/>.</summary>
    public void AddTo(Span<double> samples, double interval, double at)
    {
        int first = (int)Math.Max(0, Math.Ceiling((at + Start) / interval));
        int last = (int)Math.Min(samples.Length - 1, Math.Floor((at + End) / interval));
        int piece = 0;
        for (int i = first; i <= last; i++)
        {
            double time = i * interval - at;
            while (piece < _points.Length - 2 && time > _points[piece + 1].Time)
            {
                piece++;
            }

            (double fromTime, double from) = _points[piece];
            (double toTime, double to) = _points[piece + 1];
            double u = (time - fromTime) / (toTime - fromTime);
            samples[i] += from + (to - from) * (_straight ? u : u * u * (3 - 2 * u));
        }
    }
}
