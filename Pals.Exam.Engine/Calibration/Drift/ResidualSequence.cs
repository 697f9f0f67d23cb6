namespace Pals.Exam.Engine.Calibration.Drift;

/// <summary>The standardized residuals of one item in order of time, and what they could have been under the model.</summary>
internal sealed class ResidualSequence(int categories)
{
    private readonly List<double> _cumulative = [];
    private readonly List<double> _residuals = [];
    private readonly List<byte> _scores = [];

    public int Count => _scores.Count;

    /// <summary>Adds a response with the probabilities its scores had beforehand.</summary>
    public void Add(ReadOnlySpan<double> predicted, byte score)
    {
        double mean = 0;
        double square = 0;
        for (int k = 0; k < categories; k++)
        {
            mean += k * predicted[k];
            square += (double)k * k * predicted[k];
        }

        double spread = Math.Sqrt(Math.Max(square - mean * mean, double.Epsilon));
        double below = 0;
        for (int k = 0; k < categories; k++)
        {
            below += predicted[k];
            _cumulative.Add(k == categories - 1 ? double.PositiveInfinity : below);
            _residuals.Add((k - mean) / spread);
        }

        _scores.Add(score);
    }

    /// <summary>The residual of response <paramref name="t"/>.</summary>
    public double this[int t] => _residuals[t * categories + _scores[t]];

    /// <summary>A residual that response <paramref name="t"/> could have had, chosen by a uniform number.</summary>
    public double Draw(int t, double uniform)
    {
        int at = t * categories;
        while (uniform >= _cumulative[at])
        {
            at++;
        }

        return _residuals[at];
    }
}
