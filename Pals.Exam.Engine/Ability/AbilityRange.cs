namespace Pals.Exam.Engine.Ability;

/// <summary>The interval of ability, in logits, within which an estimate is sought.</summary>
public readonly record struct AbilityRange
{
    /// <summary>Makes the range [<paramref name="lower"/>, <paramref name="upper"/>].</summary>
    /// <exception cref="ArgumentOutOfRangeException">An end is not finite, or the ends are not in order.</exception>
    public AbilityRange(double lower, double upper)
    {
        if (!(double.IsFinite(lower) && double.IsFinite(upper) && lower < upper))
        {
            throw new ArgumentOutOfRangeException(nameof(upper), $"The range of ability must be finite and not empty, but is [{lower:R}, {upper:R}].");
        }

        Lower = lower;
        Upper = upper;
    }

    /// <summary>−20 to 20 logits: beyond it no test says anything.</summary>
    public static AbilityRange Default => new(-20, 20);

    /// <summary>The lower end.</summary>
    public double Lower { get; }

    /// <summary>The upper end.</summary>
    public double Upper { get; }

    /// <summary>The middle.</summary>
    public double Middle => 0.5 * (Lower + Upper);

    /// <summary>Refuses the empty range that <c>default</c> makes.</summary>
    internal AbilityRange Checked() => Lower < Upper
        ? this
        : throw new ArgumentException($"The range of ability is empty; {nameof(AbilityRange)}.{nameof(Default)} is −20 to 20.");
}
