using System.Globalization;
using System.Net;
using System.Text;

namespace Pals.Exam.ItemBank.Rhythms;

/// <summary>
/// Draws a strip as SVG on electrocardiograph paper: 25 mm/s, 10 mm/mV, to scale in print. Colours are its own, so that it reads on a dark page;
/// there is neither script nor style nor reference to anything outside, so that a content security policy has nothing to object to. Neither its
/// text nor its markup names the rhythm.
/// </summary>
public static class StripDrawing
{
    public const double MillimetersPerSecond = 25;
    public const double MillimetersPerMillivolt = 10;

    /// <summary>Width of the paper before the strip begins, which holds the calibration pulse of 1 mV and 0.2 s.</summary>
    public const double CalibrationWidth = 10;

    public const double PaperHeight = 45;

    /// <summary>Where 0 mV lies, from the upper edge.</summary>
    public const double Baseline = 25;

    /// <summary>Units of the tracing's path to the millimeter; whole numbers make the file small.</summary>
    private const int UnitsPerMillimeter = 100;

    /// <summary>Points nearer than this to the line between their neighbours are left out: a tenth of the pen's width.</summary>
    private const double ReductionUnits = 3;

    /// <summary>The strip as a whole SVG document.</summary>
    /// <exception cref="ArgumentException">The strip has <see cref="RhythmStrip.Problems"/>.</exception>
    public static string Svg(RhythmStrip strip)
    {
        double width = CalibrationWidth + strip.Duration * MillimetersPerSecond;
        string path = TracingPath(Tracing.Of(strip));
        string grid = $"grid-{Fingerprint(path)}";
        return string.Create(CultureInfo.InvariantCulture, $"""
            <svg xmlns="http://www.w3.org/2000/svg" width="{width}mm" height="{PaperHeight}mm" viewBox="0 0 {width} {PaperHeight}" role="img">
            <title>Rhythm strip</title>
            <desc>{WebUtility.HtmlEncode(StripDescription.Of(strip))}</desc>
            <defs><pattern id="{grid}" width="5" height="5" patternUnits="userSpaceOnUse">
            <path d="M1 0V5M2 0V5M3 0V5M4 0V5M0 1H5M0 2H5M0 3H5M0 4H5" fill="none" stroke="#f2b8b5" stroke-width=".1"/>
            <path d="M0 0V5M5 0V5M0 0H5M0 5H5" fill="none" stroke="#dd7f7b" stroke-width=".2"/>
            </pattern></defs>
            <rect width="{width}" height="{PaperHeight}" fill="#fff7f6"/>
            <rect width="{width}" height="{PaperHeight}" fill="url(#{grid})"/>
            {TimeMarks(strip.Duration)}
            <g fill="none" stroke="#111" stroke-width=".35" stroke-linejoin="round" stroke-linecap="round">
            <path d="M1 {Baseline}H2.5V{Baseline - MillimetersPerMillivolt}H7.5V{Baseline}H9"/>
            <path transform="translate({CalibrationWidth} {Baseline}) scale(.01)" stroke-width="35" d="{path}"/>
            </g>
            </svg>

            """);
    }

    /// <summary>A mark at each second, named every third, and the scales.</summary>
    private static string TimeMarks(double duration)
    {
        var marks = new StringBuilder("<path d=\"");
        var names = new StringBuilder();
        for (int second = 0; second <= duration; second++)
        {
            double x = CalibrationWidth + second * MillimetersPerSecond;
            marks.Append(CultureInfo.InvariantCulture, $"M{x} 0V{(second % 3 == 0 ? 4 : 2.5)}");
            if (second % 3 == 0 && second < duration)
            {
                names.Append(CultureInfo.InvariantCulture, $"<text x=\"{x + 0.8}\" y=\"3.8\">{second} s</text>");
            }
        }

        return $"""
            {marks}" fill="none" stroke="#6b2b28" stroke-width=".3"/>
            <g fill="#6b2b28" font-family="sans-serif" font-size="3">{names}<text x="1" y="{PaperHeight - 1.4}">25 mm/s, 10 mm/mV</text></g>
            """;
    }

    private static string TracingPath(double[] samples)
    {
        var points = new (double X, double Y)[samples.Length];
        for (int i = 0; i < samples.Length; i++)
        {
            points[i] = (
                i * Tracing.SampleInterval * MillimetersPerSecond * UnitsPerMillimeter,
                -samples[i] * MillimetersPerMillivolt * UnitsPerMillimeter);
        }

        var path = new StringBuilder();
        int x = 0;
        int y = 0;
        foreach ((double px, double py) in PathReduction.Reduce(points, ReductionUnits))
        {
            int dx = (int)Math.Round(px) - x;
            int dy = (int)Math.Round(py) - y;
            path.Append(CultureInfo.InvariantCulture, $"{(path.Length == 0 ? 'm' : ' ')}{dx}{(dy < 0 ? "" : " ")}{dy}");
            x += dx;
            y += dy;
        }

        return path.ToString();
    }

    /// <summary>Keeps the ids of strips apart that stand in one page (FNV-1a, 32 bits).</summary>
    private static string Fingerprint(string text)
    {
        uint hash = 2166136261;
        foreach (char c in text)
        {
            hash = (hash ^ c) * 16777619;
        }

        return hash.ToString("x8", CultureInfo.InvariantCulture);
    }
}
