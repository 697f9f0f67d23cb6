using System.Globalization;
using System.Xml.Linq;

namespace Pals.Exam.ItemBank.Tests.Rhythms;

/// <summary>A ventricular complex found on paper: seconds from the strip's beginning, millivolts from the level at its onset.</summary>
internal sealed record Complex(double Onset, double End, double Amplitude)
{
    public double Width => End - Onset;
}

/// <summary>
/// Measures a strip as a reader with calipers does: from the line drawn in the SVG and the scale of the paper, knowing nothing of the model.
/// </summary>
internal sealed class MeasuredStrip
{
    private const double Step = 0.001;
    private const double MillimetersPerSecond = 25;
    private const double MillimetersPerMillivolt = 10;

    /// <summary>Slopes in mV/s: what is as flat as this is no part of a complex, and only a pacemaker's spike is as steep as that.</summary>
    private const double FlatSlope = 2.5;
    private const double SpikeSlope = 150;

    /// <summary>A complex ends where the line stays flat for so long; a turning point is flat more briefly.</summary>
    private const double FlatTime = 0.006;

    private const double SteepestShare = 0.35;
    private const double GapInsideComplex = 0.09;

    private readonly double[] _line;

    private MeasuredStrip(double[] line, IReadOnlyList<double> spikes)
    {
        _line = line;
        Spikes = spikes;
        Complexes = FindComplexes();
    }

    /// <summary>Complexes that lie whole on the strip.</summary>
    public IReadOnlyList<Complex> Complexes { get; }

    /// <summary>Times of the pacemaker's spikes.</summary>
    public IReadOnlyList<double> Spikes { get; }

    public double Duration => (_line.Length - 1) * Step;

    public double[] RrIntervals => Differences([.. Complexes.Select(complex => complex.Onset)]);

    public IEnumerable<double> Millivolts => _line;

    public static MeasuredStrip From(string svg)
    {
        List<(double X, double Y)> points = Points(svg);
        double[] line = Sample(points);
        var spikes = new List<double>();
        for (int i = 1; i < line.Length - 8; i++)
        {
            if (line[i] - line[i - 1] > SpikeSlope * Step)
            {
                spikes.Add((i - 1) * Step);
                double level = line[i - 1];
                for (int end = i + 6; i < end; i++)
                {
                    line[i] = level;
                }
            }
        }

        return new MeasuredStrip(line, spikes);
    }

    public static double[] Differences(IReadOnlyList<double> times) => [.. times.Zip(times.Skip(1), (first, second) => second - first)];

    /// <summary>Where the last rounded wave before a complex begins: where it has risen to a tenth of its height; null when there is none.</summary>
    public double? POnset(Complex complex, double searchFrom)
    {
        const double Smallest = 0.06;
        const double LongestRise = 0.075;
        int onset = Index(complex.Onset);
        int from = Math.Max(0, Index(searchFrom));
        int peak = onset;
        for (int i = onset; i >= from; i--)
        {
            if (_line[i] > _line[peak])
            {
                peak = i;
            }
            else if (_line[peak] - _line[i] > Smallest)
            {
                int foot = Math.Max(from, peak - Index(LongestRise));
                double lowest = _line[foot..peak].Min();
                double tenth = lowest + 0.1 * (_line[peak] - lowest);
                int start = peak;
                while (start > foot && _line[start] > tenth)
                {
                    start--;
                }

                return start * Step;
            }
        }

        return null;
    }

    /// <summary>Peaks that rise above both sides, <paramref name="halfWidth"/> seconds away, by <paramref name="height"/> mV, outside complexes.</summary>
    public IReadOnlyList<double> Peaks(double halfWidth, double height)
    {
        int half = Index(halfWidth);
        var peaks = new List<double>();
        for (int i = half; i < _line.Length - half; i++)
        {
            bool isPeak = _line[i] - Math.Max(_line[i - half], _line[i + half]) >= height
                && _line[i] >= _line.Skip(i - half).Take(2 * half + 1).Max()
                && !Complexes.Any(complex => i * Step > complex.Onset - halfWidth && i * Step < complex.End + halfWidth);
            if (isPeak && (peaks.Count == 0 || i * Step - peaks[^1] > halfWidth))
            {
                peaks.Add(i * Step);
            }
        }

        return peaks;
    }

    /// <summary>The middle of each upright lobe above a level: the place of R where nothing near it is flat.</summary>
    public double[] MiddlesAbove(double level) => [.. LobesAbove(level).Select(lobe => (lobe.Start + lobe.End) / 2)];

    /// <summary>Upright lobes between crossings of a level, as (beginning, end).</summary>
    public IReadOnlyList<(double Start, double End)> LobesAbove(double level)
    {
        var lobes = new List<(double, double)>();
        int start = -1;
        for (int i = 1; i < _line.Length; i++)
        {
            if (_line[i - 1] < level && _line[i] >= level)
            {
                start = i;
            }
            else if (_line[i - 1] >= level && _line[i] < level && start >= 0)
            {
                lobes.Add((start * Step, i * Step));
            }
        }

        return lobes;
    }

    /// <summary>The highest correlation of the line with itself later, over shifts from <paramref name="from"/> to <paramref name="to"/> seconds.</summary>
    public double Periodicity(double from, double to)
    {
        double mean = _line.Average();
        double highest = -1;
        for (int shift = Index(from); shift <= Index(to); shift++)
        {
            double product = 0;
            double first = 0;
            double second = 0;
            for (int i = 0; i + shift < _line.Length; i++)
            {
                product += (_line[i] - mean) * (_line[i + shift] - mean);
                first += (_line[i] - mean) * (_line[i] - mean);
                second += (_line[i + shift] - mean) * (_line[i + shift] - mean);
            }

            highest = Math.Max(highest, product / Math.Sqrt(first * second));
        }

        return highest;
    }

    private static int Index(double time) => (int)Math.Round(time / Step);

    private static List<(double X, double Y)> Points(string svg)
    {
        XNamespace ns = "http://www.w3.org/2000/svg";
        XElement path = XDocument.Parse(svg).Descendants(ns + "path").MaxBy(element => element.Attribute("d")!.Value.Length)!;
        string transform = path.Attribute("transform")!.Value;
        double scale = double.Parse(transform[(transform.IndexOf("scale(", StringComparison.Ordinal) + 6)..^1], CultureInfo.InvariantCulture);
        string data = path.Attribute("d")!.Value;
        Assert.Equal('m', data[0]);
        double[] numbers = [.. data[1..].Replace("-", " -", StringComparison.Ordinal).Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(number => double.Parse(number, CultureInfo.InvariantCulture) * scale)];
        var points = new List<(double, double)>();
        double x = 0;
        double y = 0;
        for (int i = 0; i < numbers.Length; i += 2)
        {
            x += numbers[i];
            y += numbers[i + 1];
            points.Add((x / MillimetersPerSecond, -y / MillimetersPerMillivolt));
        }

        return points;
    }

    private static double[] Sample(List<(double X, double Y)> points)
    {
        double[] line = new double[Index(points[^1].X) + 1];
        int next = 1;
        for (int i = 0; i < line.Length; i++)
        {
            while (next < points.Count - 1 && points[next].X < i * Step)
            {
                next++;
            }

            (double x0, double y0) = points[next - 1];
            (double x1, double y1) = points[next];
            line[i] = y0 + (y1 - y0) * Math.Clamp((i * Step - x0) / (x1 - x0), 0, 1);
        }

        return line;
    }

    private List<Complex> FindComplexes()
    {
        double[] slope = new double[_line.Length];
        for (int i = 2; i < _line.Length - 2; i++)
        {
            slope[i] = Math.Abs(_line[i + 2] - _line[i - 2]) / (4 * Step);
        }

        double steep = SteepestShare * slope.Max();
        var complexes = new List<Complex>();
        for (int i = 0; i < slope.Length; i++)
        {
            if (slope[i] < steep)
            {
                continue;
            }

            int first = i;
            int last = i;
            for (int j = i; j < slope.Length && j - last < Index(GapInsideComplex); j++)
            {
                last = slope[j] >= steep ? j : last;
            }

            int onset = Flat(slope, first, -1);
            int end = Flat(slope, last, 1);
            i = Math.Max(last, end);
            if (onset > 0 && end < slope.Length - 1)
            {
                double amplitude = _line[onset..end].MaxBy(value => Math.Abs(value - _line[onset])) - _line[onset];
                complexes.Add(new Complex(onset * Step, end * Step, amplitude));
            }
        }

        return complexes;
    }

    private static int Flat(double[] slope, int from, int direction)
    {
        int flat = 0;
        int i = from;
        while (i > 0 && i < slope.Length - 1 && flat < Index(FlatTime))
        {
            flat = slope[i] < FlatSlope ? flat + 1 : 0;
            i += direction;
        }

        return flat < Index(FlatTime) ? i : i - direction * flat;
    }
}
