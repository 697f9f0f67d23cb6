using Pals.Exam.Engine.Numerics;

namespace Pals.Exam.Engine.Items;

/// <summary>One right-or-wrong item at one ability, in the quotients that stay finite in the tails.</summary>
internal readonly struct LogisticPoint
{
    private readonly double _a;
    private readonly double _right;
    private readonly double _wrong;

    public LogisticPoint(double theta, double a, double b, double c, double d)
    {
        double z = a * (theta - b);
        _a = a;
        _right = Elementary.Logistic(z);
        _wrong = Elementary.Logistic(-z);
        double slope = a * (d - c);
        RightSlope = slope * _wrong * (c == 0 ? 1 / d : _right / (c + (d - c) * _right));
        WrongSlope = slope * _right * (d == 1 ? 1 / (1 - c) : _wrong / ((1 - d) + (d - c) * _wrong));
        Bend = a * (_wrong - _right);
    }

    /// <summary>P′/P = d log P/dθ.</summary>
    public double RightSlope { get; }

    /// <summary>P′/(1 − P) = −d log(1 − P)/dθ.</summary>
    public double WrongSlope { get; }

    /// <summary>g = P″/P′ = a(1 − 2L).</summary>
    public double Bend { get; }

    /// <summary>I = (P′/P)(P′/Q), I′ = I(2g − P′/P + P′/Q), J = Ig, J′ = I′g + Ig′.</summary>
    public InformationDerivatives Information()
    {
        double information = RightSlope * WrongSlope;
        double slope = information * (2 * Bend - RightSlope + WrongSlope);
        double bendSlope = -2 * _a * _a * _right * _wrong;
        return new InformationDerivatives(information, slope, information * Bend, slope * Bend + information * bendSlope);
    }
}
