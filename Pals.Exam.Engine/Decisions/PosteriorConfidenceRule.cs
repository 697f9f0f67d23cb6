namespace Pals.Exam.Engine.Decisions;

/// <summary>
/// Ends the exam when P(composite &gt; cut) under the posterior reaches the confidence (pass) or 1 − confidence (fail). The composite is normal,
/// so that this is (mean − cut)/SD against one quantile: the credible-interval rule of sequential classification (Thompson 2007).
/// </summary>
public sealed record PosteriorConfidenceRule : DecisionRule
{
    /// <inheritdoc/>
    public override Decision Decide(in DecisionContext context)
    {
        double distance = context.Mean - context.Definition.Cut;
        double needed = context.ConfidenceQuantile * context.StandardDeviation;
        return distance >= needed ? Decision.Pass : -distance >= needed ? Decision.Fail : Decision.Continue;
    }
}
