using Pals.Exam.Engine.Items;

namespace Pals.Exam.Engine.Ability;

/// <summary>The scores of one candidate, as the sums over items that estimating functions are made of.</summary>
internal interface IResponsePattern
{
    /// <summary>True when no item has an asymptote: the likelihood then has one mode at most.</summary>
    bool IsLogConcave { get; }

    /// <summary>Σ d log P/dθ and its derivative, at the scores given.</summary>
    (double First, double Second) Slopes(double theta);

    /// <summary>The same with Σ I, Σ J and their derivatives.</summary>
    PatternSums Sums(double theta);
}

/// <summary>Sums over the items of a pattern at one ability.</summary>
internal readonly record struct PatternSums(double First, double Second, InformationDerivatives Information);
