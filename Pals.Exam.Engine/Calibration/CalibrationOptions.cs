using System.Collections.Immutable;
using Pals.Exam.Engine.Items;

namespace Pals.Exam.Engine.Calibration;

/// <summary>How items are calibrated.</summary>
public sealed record CalibrationOptions
{
    /// <summary>The most quadrature points.</summary>
    public const int MostQuadraturePoints = 1001;

    /// <summary>The model of every item that is not fixed.</summary>
    public ItemModel Model { get; init; } = ItemModel.TwoParameterLogistic;

    /// <summary>Number of equally spaced quadrature points on [−6, 6], from 5 to 1001.</summary>
    public int QuadraturePoints { get; init; } = 61;

    /// <summary>Converged when no parameter changes by more than this in one EM cycle, taken without acceleration; positive.</summary>
    public double Tolerance { get; init; } = 1e-4;

    /// <summary>Most EM cycles; at least 1.</summary>
    public int MaximumCycles { get; init; } = 2000;

    /// <summary>Priors on parameters; by default those on the asymptotes only.</summary>
    public IReadOnlyList<ParameterPrior> Priors { get; init; } = ParameterPrior.Default;

    /// <summary>
    /// Items that keep the parameters given here; the others are put on their scale and the population's mean and variance are estimated
    /// (fixed-parameter calibration, Kim 2006). Null for none.
    /// </summary>
    public ParameterTable? FixedItems { get; init; }

    /// <summary>
    /// The topic area of every item. Then ability has one dimension a topic area, each item loads on its own only, and the correlations of the
    /// dimensions are estimated too. Null for one dimension.
    /// </summary>
    public IReadOnlyDictionary<string, string>? Topics { get; init; }

    /// <summary>Whether standard errors are computed.</summary>
    public bool StandardErrors { get; init; } = true;

    /// <summary>An item with fewer responses is named in a warning; it is calibrated all the same.</summary>
    public int FewResponses { get; init; } = 100;

    /// <summary>Number of threads. Results do not depend on it.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Throws when an option is out of its range.</summary>
    /// <exception cref="ArgumentException">Names the option and its value.</exception>
    public void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(QuadraturePoints, 5);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(QuadraturePoints, MostQuadraturePoints);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaximumCycles, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(Threads, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(FewResponses);
        if (!(Tolerance > 0) || double.IsInfinity(Tolerance))
        {
            throw new ArgumentOutOfRangeException(nameof(Tolerance), Tolerance, "The tolerance must be positive and finite.");
        }

        foreach (ParameterPrior prior in Priors)
        {
            prior.Validate();
        }
    }
}

/// <summary>Where a calibration stands after a cycle.</summary>
/// <param name="Cycle">EM cycles done.</param>
/// <param name="LogLikelihood">Marginal log-likelihood at the start of the cycle.</param>
/// <param name="LargestChange">Largest change of a parameter in the cycle.</param>
/// <param name="Phase">What is being done.</param>
public readonly record struct CalibrationProgress(int Cycle, double LogLikelihood, double LargestChange, CalibrationPhase Phase = CalibrationPhase.Cycles);

/// <summary>The stages of a calibration.</summary>
public enum CalibrationPhase
{
    /// <summary>EM cycles.</summary>
    Cycles,

    /// <summary>The maximum is found and the standard errors begin.</summary>
    StandardErrors,
}

/// <summary>How a calibration ended.</summary>
public enum CalibrationStatus
{
    /// <summary>The largest change of a parameter in a cycle fell below the tolerance.</summary>
    Converged,

    /// <summary>The largest number of cycles was reached first.</summary>
    CycleLimit,

    /// <summary>No item could be calibrated.</summary>
    NothingToEstimate,
}

/// <summary>Something about one item that a psychometrician must know.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Item">The item.</param>
/// <param name="Message">The same in words, with the figures.</param>
public sealed record CalibrationWarning(CalibrationWarningKind Kind, string Item, string Message);

/// <summary>The kinds of warnings.</summary>
public enum CalibrationWarningKind
{
    /// <summary>Nobody answered the item: it has no parameters.</summary>
    NoResponses,

    /// <summary>All responses are the same: the item has no parameters.</summary>
    NoVariance,

    /// <summary>A score between others was never given: the item has no parameters.</summary>
    EmptyCategory,

    /// <summary>Fewer responses than asked for.</summary>
    FewResponses,

    /// <summary>Better candidates do worse on it: usually a wrong key.</summary>
    NegativeDiscrimination,

    /// <summary>The estimate ran to the edge of what can be told from the data.</summary>
    Extreme,

    /// <summary>The information on the item's parameters is not positive, so there are no standard errors.</summary>
    NoStandardError,
}

/// <summary>The result of a calibration.</summary>
public sealed record CalibrationResult
{
    /// <summary>How it ended.</summary>
    public required CalibrationStatus Status { get; init; }

    /// <summary>The reason in words.</summary>
    public required string Reason { get; init; }

    /// <summary>The items with their parameters, in the order of the data; items that could not be calibrated are only in <see cref="Warnings"/>.</summary>
    public required ParameterTable Parameters { get; init; }

    /// <summary>Marginal log-likelihood at the estimates, without prior terms.</summary>
    public required double LogLikelihood { get; init; }

    /// <summary>Number of free parameters.</summary>
    public required int FreeParameterCount { get; init; }

    /// <summary>Number of candidates.</summary>
    public required int CandidateCount { get; init; }

    /// <summary>EM cycles done.</summary>
    public required int Cycles { get; init; }

    /// <summary>Largest change of a parameter in the last cycle.</summary>
    public required double LargestChange { get; init; }

    /// <summary>Mean of the population: 0 unless items are fixed.</summary>
    public double PopulationMean { get; init; }

    /// <summary>Standard deviation of the population: 1 unless estimated (Rasch model, or items fixed).</summary>
    public double PopulationStandardDeviation { get; init; } = 1;

    /// <summary>The correlations of the topic areas; null with one dimension.</summary>
    public TopicCorrelations? Correlations { get; init; }

    /// <summary>What the psychometrician must know about single items, in the order of the data.</summary>
    public required ImmutableArray<CalibrationWarning> Warnings { get; init; }

    /// <summary>Akaike's criterion, −2 log L + 2p (1974).</summary>
    public double Aic => -2 * LogLikelihood + 2 * FreeParameterCount;

    /// <summary>Schwarz's criterion, −2 log L + p log N (1978).</summary>
    public double Bic => -2 * LogLikelihood + FreeParameterCount * Math.Log(CandidateCount);

    /// <summary>Whether <see cref="Status"/> is <see cref="CalibrationStatus.Converged"/>.</summary>
    public bool Converged => Status == CalibrationStatus.Converged;
}

/// <summary>The population over topic areas.</summary>
/// <param name="Topics">The topic areas, in the order in which the data first meet them.</param>
/// <param name="Matrix">Their correlations, a row for each.</param>
/// <param name="Means">Mean ability in each: 0 unless it has fixed items.</param>
/// <param name="StandardDeviations">Standard deviation in each: 1 unless estimated (Rasch model, or fixed items).</param>
public sealed record TopicCorrelations(
    ImmutableArray<string> Topics,
    ImmutableArray<ImmutableArray<double>> Matrix,
    ImmutableArray<double> Means,
    ImmutableArray<double> StandardDeviations);
