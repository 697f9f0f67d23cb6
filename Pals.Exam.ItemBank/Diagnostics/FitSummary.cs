using Pals.Exam.Engine.Ability;
using Pals.Exam.Engine.Calibration.Fit;

namespace Pals.Exam.ItemBank.Diagnostics;

/// <summary>Model fit as it is told: as a whole, pair by pair, item by item.</summary>
/// <param name="Candidates">Candidates in the data.</param>
/// <param name="CompleteCandidates">Those who answered every item.</param>
/// <param name="Population">The ability distribution that fit refers to.</param>
/// <param name="M2">Fit of the model as a whole.</param>
/// <param name="AverageQ3">Mean Q3 over the pairs of items.</param>
/// <param name="DependentPairs">The flagged pairs, strongest first.</param>
/// <param name="Items">Every item.</param>
/// <param name="WithoutParameters">Items left out.</param>
public sealed record FitSummary(
    int Candidates,
    int CompleteCandidates,
    NormalPrior Population,
    LimitedInformationResult M2,
    double AverageQ3,
    IReadOnlyList<DependentPair> DependentPairs,
    IReadOnlyList<ItemFit> Items,
    IReadOnlyList<string> WithoutParameters);

/// <summary>Fit of one item; NaN for what cannot be computed.</summary>
public sealed record ItemFit(
    string Item, int Responses, double Mean, double Sx2, int Df, double P, double PAdjusted, double Rmsea,
    double Infit, double InfitZ, double Outfit, double OutfitZ, double Rmsd, IReadOnlyList<string> Flags);

/// <summary>A pair of items whose residuals correlate.</summary>
public sealed record DependentPair(string First, string Second, int Candidates, double Q3, double PAdjusted);
