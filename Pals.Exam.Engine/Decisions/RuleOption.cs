namespace Pals.Exam.Engine.Decisions;

/// <summary>Checks of the rules' options.</summary>
internal static class RuleOption
{
    public static double Positive(double value) => value > 0 && double.IsFinite(value)
        ? value
        : throw new ArgumentOutOfRangeException(nameof(value), value, "A positive finite number is expected.");

    public static double Probability(double value) => value > 0 && value < 1
        ? value
        : throw new ArgumentOutOfRangeException(nameof(value), value, "A probability strictly between 0 and 1 is expected.");

    public static double ErrorRate(double value) => value > 0 && value < 0.5
        ? value
        : throw new ArgumentOutOfRangeException(nameof(value), value, "An error rate strictly between 0 and 0.5 is expected.");
}
