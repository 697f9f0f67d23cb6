using Pals.Exam.Engine.Ability;
using Pals.Exam.Engine.Calibration;
using Pals.Exam.Engine.Calibration.Differential;
using Pals.Exam.Engine.Calibration.Fit;
using Pals.Exam.Engine.Items;
using Pals.Exam.ItemBank.Responses;

namespace Pals.Exam.ItemBank.Diagnostics;

/// <summary>All fit statistics of a data set: what <c>fit</c> writes and the calibration report draws.</summary>
/// <param name="Summary">Fit as it is told.</param>
/// <param name="Pairs">Q3 of every pair.</param>
/// <param name="Abilities">EAP of every candidate.</param>
/// <param name="Curves">The observed curve of every item.</param>
internal sealed record FitAnalysis(
    FitSummary Summary, IReadOnlyList<ItemPairResidual> Pairs, double[] Abilities, EmpiricalCurve[] Curves)
{
    /// <summary>The grid that fit statistics integrate over, so that EAP abilities are those of the calibration.</summary>
    private const int ItemGridPoints = 61;

    /// <summary>Computes everything; with <paramref name="given"/> null the population is estimated.</summary>
    public static FitAnalysis Of(CalibratedResponses input, NormalPrior? given, IProgress<double> progress)
    {
        NormalPrior population = Population(input, given);
        AbilityEstimate[] eap = ResponseScoring.Score(
            input.Data, input.Items, new ScoringOptions { Prior = population, QuadraturePoints = ItemGridPoints });
        double[] abilities = [.. eap.Select(estimate => estimate.Ability)];
        progress.Report(0.1);
        SummedScoreFitResult[] summed = SummedScoreFit.Compute(input.Data, input.Items, population);
        progress.Report(0.3);
        MeanSquareFitResult[] meanSquare = MeanSquareFit.Compute(input.Data, input.Items, abilities);
        EmpiricalCurve[] curves = EmpiricalCurves.Compute(input.Data, input.Items, population);
        progress.Report(0.4);
        LocalDependenceResult dependence = LocalDependence.Compute(input.Data, input.Items, abilities);
        progress.Report(0.6);
        LimitedInformationResult m2 = LimitedInformationFit.Compute(input.Data, input.Items, population);
        progress.Report(1);
        double[] adjusted = BenjaminiHochberg.Adjust([.. summed.Select(result => result.PValue)]);
        double[] means = Means(input);
        var summary = new FitSummary(
            input.Data.CandidateCount,
            m2.Candidates,
            population,
            m2,
            dependence.Average,
            [
                .. dependence.Pairs.Where(pair => pair.Flagged)
                    .OrderByDescending(pair => pair.Q3)
                    .Select(pair => new DependentPair(
                        input.Data.ItemIds[pair.First], input.Data.ItemIds[pair.Second], pair.Candidates, pair.Q3, pair.Adjusted)),
            ],
            [
                .. summed.Select((s, i) => new ItemFit(
                    input.Data.ItemIds[i], meanSquare[i].Responses, means[i], s.Statistic, s.DegreesOfFreedom, s.PValue, adjusted[i], s.RootMeanSquareError,
                    meanSquare[i].Infit, meanSquare[i].InfitZ, meanSquare[i].Outfit, meanSquare[i].OutfitZ,
                    curves[i].RootMeanSquareDeviation, FitFlags.Of(s, adjusted[i], meanSquare[i], curves[i]))),
            ],
            input.WithoutParameters);
        return new FitAnalysis(summary, dependence.Pairs, abilities, curves);
    }

    private static NormalPrior Population(CalibratedResponses input, NormalPrior? given)
    {
        bool rasch = input.Items.All(item => item.Model == ItemModel.Rasch);
        return given is null ? PopulationEstimation.Estimate(input.Data, input.Items).Population
            : rasch && given == NormalPrior.Standard ? PopulationEstimation.Estimate(input.Data, input.Items, meanIsZero: true).Population
            : given.Value;
    }

    private static double[] Means(CalibratedResponses input)
    {
        double[] sums = new double[input.Items.Length];
        int[] counts = new int[input.Items.Length];
        for (int n = 0; n < input.Data.CandidateCount; n++)
        {
            ResponseRow row = input.Data[n];
            for (int j = 0; j < row.Items.Length; j++)
            {
                sums[row.Items[j]] += row.Scores[j];
                counts[row.Items[j]]++;
            }
        }

        return [.. sums.Select((sum, i) => counts[i] > 0 ? sum / counts[i] : double.NaN)];
    }
}
