using System.Numerics;
using Pals.Exam.Engine.Items;

namespace Pals.Exam.Engine.Ability;

/// <summary>
/// The scores of one candidate on right-or-wrong items, several items at a time. The scalar twin of the kernel is <see cref="LogisticPoint"/>.
/// </summary>
internal readonly ref struct LogisticPattern : IResponsePattern
{
    // exp(−700) is still a normal number: quotients of what is smaller would be 0/0.
    private const double LargestArgument = 700;

    private readonly ReadOnlySpan<double> _a;
    private readonly ReadOnlySpan<double> _b;
    private readonly ReadOnlySpan<double> _c;
    private readonly ReadOnlySpan<double> _d;
    private readonly ReadOnlySpan<double> _score;

    /// <summary>All spans have one length; a right answer is 1 in <paramref name="score"/>, a wrong one 0.</summary>
    public LogisticPattern(
        ReadOnlySpan<double> a, ReadOnlySpan<double> b, ReadOnlySpan<double> c, ReadOnlySpan<double> d, ReadOnlySpan<double> score)
    {
        _a = a;
        _b = b;
        _c = c;
        _d = d;
        _score = score;
    }

    public bool IsLogConcave => !_c.ContainsAnyExcept(0) && !_d.ContainsAnyExcept(1);

    public (double First, double Second) Slopes(double theta)
    {
        PatternSums sums = Sums(theta);
        return (sums.First, sums.Second);
    }

    public PatternSums Sums(double theta)
    {
        Vector<double> first = default, second = default, information = default, informationSlope = default, j = default, jSlope = default;
        var ability = new Vector<double>(theta);
        var limit = new Vector<double>(LargestArgument);
        int i = 0;
        for (; i <= _a.Length - Vector<double>.Count; i += Vector<double>.Count)
        {
            var slope = new Vector<double>(_a[i..]);
            var lower = new Vector<double>(_c[i..]);
            var upper = new Vector<double>(_d[i..]);
            Vector<double> z = slope * (ability - new Vector<double>(_b[i..]));
            Vector<double> e = Vector.Exp(-Vector.Min(Vector.Abs(z), limit));
            Vector<double> large = Vector<double>.One / (Vector<double>.One + e);
            Vector<double> small = e * large;
            Vector<long> positive = Vector.GreaterThanOrEqual(z, Vector<double>.Zero);
            Vector<double> right = Vector.ConditionalSelect(positive, large, small);
            Vector<double> wrong = Vector.ConditionalSelect(positive, small, large);
            Vector<double> range = upper - lower;
            Vector<double> rise = slope * range;
            Vector<double> rightSlope = rise * wrong * (right / (lower + range * right));
            Vector<double> wrongSlope = rise * right * (wrong / (Vector<double>.One - upper + range * wrong));
            Vector<double> bend = slope * (wrong - right);
            Vector<long> isRight = Vector.GreaterThan(new Vector<double>(_score[i..]), Vector<double>.Zero);
            Vector<double> s = Vector.ConditionalSelect(isRight, rightSlope, -wrongSlope);
            first += s;
            second += s * (bend - s);
            Vector<double> info = rightSlope * wrongSlope;
            Vector<double> infoSlope = info * (bend + bend - rightSlope + wrongSlope);
            information += info;
            informationSlope += infoSlope;
            j += info * bend;
            jSlope += infoSlope * bend - info * (slope * slope * (right * wrong)) * 2;
        }

        double firstSum = Vector.Sum(first), secondSum = Vector.Sum(second), informationSum = Vector.Sum(information);
        double informationSlopeSum = Vector.Sum(informationSlope), jSum = Vector.Sum(j), jSlopeSum = Vector.Sum(jSlope);
        for (; i < _a.Length; i++)
        {
            var point = new LogisticPoint(theta, _a[i], _b[i], _c[i], _d[i]);
            double s = _score[i] > 0 ? point.RightSlope : -point.WrongSlope;
            InformationDerivatives part = point.Information();
            firstSum += s;
            secondSum += s * (point.Bend - s);
            informationSum += part.Information;
            informationSlopeSum += part.InformationSlope;
            jSum += part.WarmJ;
            jSlopeSum += part.WarmJSlope;
        }

        return new PatternSums(firstSum, secondSum, new InformationDerivatives(informationSum, informationSlopeSum, jSum, jSlopeSum));
    }
}
