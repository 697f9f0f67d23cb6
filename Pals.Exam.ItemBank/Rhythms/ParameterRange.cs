namespace Pals.Exam.ItemBank.Rhythms;

/// <summary>The values a parameter may take, ends included, and the one it has when the author says nothing.</summary>
public readonly record struct ParameterRange(double Minimum, double Typical, double Maximum)
{
    public bool Contains(double value) => value >= Minimum && value <= Maximum;
}
