namespace Pals.Exam.Engine.Ability;

/// <summary>The Gaussian stand-in for the answers of one dimension, exp(ν θ − ½ τ θ²), and the marginal that it was last made for.</summary>
internal struct Site
{
    public int Answers;

    /// <summary>τ, in logits⁻².</summary>
    public double Precision;

    /// <summary>ν, in logits⁻¹.</summary>
    public double Shift;

    public double Mean;
    public double Variance;
}
