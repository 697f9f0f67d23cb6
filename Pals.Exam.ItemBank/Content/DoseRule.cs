namespace Pals.Exam.ItemBank.Content;

/// <summary>What the amount per kilogram of a <see cref="DoseRule"/> is given by.</summary>
public enum DoseForm
{
    /// <summary>At once: the answer is the amount, or with a concentration the volume in mL.</summary>
    Single,

    /// <summary>Per minute: the answer is the amount per minute, or with a concentration the pump rate in mL/h.</summary>
    Infusion,
}

/// <summary>
/// How a dose follows from the weight, so that a program can recompute the answer of a numeric-entry item. Amounts share one unit; the
/// concentration is that amount per mL.
/// </summary>
public sealed record DoseRule(
    decimal Weight, decimal PerKilogram, decimal? Minimum, decimal? Maximum, decimal? Concentration, DoseForm Form)
{
    private const int MinutesPerHour = 60;

    /// <summary>
    /// The answer, not rounded: weight × amount per kilogram within minimum and maximum; with a concentration divided by it, and by the
    /// hour for an infusion.
    /// </summary>
    public decimal Answer()
    {
        decimal amount = Weight * PerKilogram;
        amount = Math.Max(amount, Minimum ?? amount);
        amount = Math.Min(amount, Maximum ?? amount);
        return (Concentration, Form) switch
        {
            (null, _) => amount,
            ({ } concentration, DoseForm.Infusion) => amount * MinutesPerHour / concentration,
            ({ } concentration, _) => amount / concentration,
        };
    }

    /// <summary>The unit that a concentration makes of the answer; null when the unit is that of the amount.</summary>
    public string? Unit => (Concentration, Form) switch
    {
        (null, _) => null,
        (_, DoseForm.Infusion) => "mL/h",
        _ => "mL",
    };
}
