namespace Pals.Exam.Engine.Items;

/// <summary>The item response models that a pool may mix. All use the logistic metric, D = 1.</summary>
public enum ItemModel
{
    /// <summary>One slope of 1 for every item; the population's variance is free (Rasch 1960).</summary>
    Rasch,

    /// <summary>One slope common to every item of a calibration; the population is N(0, 1).</summary>
    OneParameterLogistic,

    /// <summary>Slope and difficulty (Birnbaum 1968).</summary>
    TwoParameterLogistic,

    /// <summary>Slope, difficulty and a lower asymptote for guessing (Birnbaum 1968).</summary>
    ThreeParameterLogistic,

    /// <summary>Slope, difficulty, lower and upper asymptote (Barton &amp; Lord 1981).</summary>
    FourParameterLogistic,

    /// <summary>Ordered categories by cumulative logistic curves (Samejima 1969).</summary>
    GradedResponse,

    /// <summary>Ordered categories by adjacent-category steps (Muraki 1992).</summary>
    GeneralizedPartialCredit,
}
