using System.Collections.Immutable;
using Pals.Exam.Engine.Ability;
using Pals.Exam.Engine.Items;
using Pals.Exam.Engine.Numerics;

namespace Pals.Exam.Engine.Exams;

/// <summary>The result of an exam, from the converged posterior: the same to the last bit whatever the order of the answers.</summary>
/// <param name="Status">Passed, failed or still in progress.</param>
/// <param name="End">Why the exam ended.</param>
/// <param name="Composite">The ability that is compared with the cut: the weighted mean of the topic areas.</param>
/// <param name="Cut">The passing standard, in logits.</param>
/// <param name="ProbabilityAboveCut">Posterior probability that the composite lies above the cut.</param>
/// <param name="TopicAreas">Each topic area in the definition's order.</param>
/// <param name="Scored">Number of scored answers.</param>
/// <param name="Pretest">Number of unscored answers.</param>
/// <param name="Converged">False when expectation propagation ran out of sweeps; the estimates are then its last.</param>
public sealed record ScoreReport(
    ExamStatus Status,
    ExamEnd End,
    PosteriorSummary Composite,
    double Cut,
    double ProbabilityAboveCut,
    ImmutableArray<TopicAreaScore> TopicAreas,
    int Scored,
    int Pretest,
    bool Converged)
{
    /// <summary>The result from a converged posterior and the scored answers behind it.</summary>
    /// <param name="definition">Topic areas and standard.</param>
    /// <param name="pool">The items.</param>
    /// <param name="converged">The posterior.</param>
    /// <param name="items">The scored items, as indexes of the pool.</param>
    /// <param name="scores">Their scores.</param>
    /// <param name="areas">Their topic areas, as indexes of the definition's.</param>
    /// <param name="status">Where the exam stands.</param>
    /// <param name="end">Why it ended.</param>
    /// <param name="pretest">Number of unscored answers.</param>
    internal static ScoreReport Of(
        ExamDefinition definition,
        ItemPool pool,
        AbilityPosterior converged,
        ReadOnlySpan<int> items,
        ReadOnlySpan<int> scores,
        ReadOnlySpan<int> areas,
        ExamStatus status,
        ExamEnd end,
        int pretest)
    {
        PosteriorSummary composite = converged.Composite;
        var results = ImmutableArray.CreateBuilder<TopicAreaScore>(definition.TopicAreas.Length);
        for (int t = 0; t < definition.TopicAreas.Length; t++)
        {
            int scored = 0;
            int points = 0;
            int possible = 0;
            for (int k = 0; k < items.Length; k++)
            {
                if (areas[k] == t)
                {
                    scored++;
                    points += scores[k];
                    possible += pool.Parameters(items[k]).MaximumScore;
                }
            }

            TopicAreaDefinition area = definition.TopicAreas[t];
            int d = converged.Dimensions == 1 ? 0 : t;
            var estimate = new PosteriorSummary(converged.Mean(d), Math.Sqrt(converged.Variance(d)));
            results.Add(new TopicAreaScore(area.Id, area.Name, estimate, scored, points, possible));
        }

        return new ScoreReport(
            status,
            end,
            composite,
            definition.Cut,
            NormalDistribution.Cdf((composite.Mean - definition.Cut) / composite.StandardDeviation),
            results.MoveToImmutable(),
            items.Length,
            pretest,
            converged.IsConverged);
    }
}

/// <summary>The result in one topic area.</summary>
/// <param name="Id">The topic area's id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Estimate">Its ability; in a one-dimensional exam the single ability.</param>
/// <param name="Scored">Scored answers in the area.</param>
/// <param name="Points">Sum of their scores.</param>
/// <param name="PointsPossible">Sum of their highest scores.</param>
public sealed record TopicAreaScore(string Id, string Name, PosteriorSummary Estimate, int Scored, int Points, int PointsPossible);
