namespace Pals.Exam.Engine.Items;

/// <summary>
/// What one item adds at one ability: Fisher information I = Σ P_k′²/P_k and Warm's J = Σ P_k′P_k″/P_k over its scores k, each with its
/// derivative in θ.
/// </summary>
/// <param name="Information">I in logits⁻².</param>
/// <param name="InformationSlope">I′ in logits⁻³.</param>
/// <param name="WarmJ">J in logits⁻³ (Warm 1989; Samejima 1998 for ordered scores).</param>
/// <param name="WarmJSlope">J′ in logits⁻⁴.</param>
public readonly record struct InformationDerivatives(double Information, double InformationSlope, double WarmJ, double WarmJSlope);
