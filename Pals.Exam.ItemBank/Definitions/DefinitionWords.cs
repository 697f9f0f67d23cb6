using Pals.Exam.Engine.Selection;

namespace Pals.Exam.ItemBank.Definitions;

/// <summary>The words by which a definition file names the engine's criteria and controls, for whoever reports what was in force.</summary>
public static class DefinitionWords
{
    /// <summary>The word for a selection criterion.</summary>
    /// <exception cref="ArgumentException">No definition file can name it.</exception>
    public static string Of(SelectionCriterion criterion) => criterion switch
    {
        MaximumInformation => "maximum-information",
        PosteriorWeightedInformation => "posterior-weighted-information",
        LikelihoodWeightedInformation => "likelihood-weighted-information",
        MinimumExpectedPosteriorVariance => "minimum-expected-posterior-variance",
        KullbackLeiblerInformation => "kullback-leibler",
        PosteriorWeightedKullbackLeibler => "posterior-kullback-leibler",
        InformationAtCut => "information-at-cut",
        ClosestDifficulty => "closest-difficulty",
        RandomItem => "random",
        _ => throw new ArgumentException($"No definition file has a word for {criterion}.", nameof(criterion)),
    };

    /// <summary>The word for an exposure control.</summary>
    /// <exception cref="ArgumentException">No definition file can name it.</exception>
    public static string Of(ExposureControl control) => control switch
    {
        NoExposureControl => "none",
        Randomesque => "randomesque",
        ProgressiveRestricted => "progressive-restricted",
        SympsonHetter => "sympson-hetter",
        AlphaStratified => "a-stratified",
        _ => throw new ArgumentException($"No definition file has a word for {control}.", nameof(control)),
    };
}
