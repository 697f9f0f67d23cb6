using System.Collections.Immutable;
using Pals.Exam.Engine.Ability;

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
    bool Converged);

/// <summary>The result in one topic area.</summary>
/// <param name="Id">The topic area's id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Estimate">Its ability; in a one-dimensional exam the single ability.</param>
/// <param name="Scored">Scored answers in the area.</param>
/// <param name="Points">Sum of their scores.</param>
/// <param name="PointsPossible">Sum of their highest scores.</param>
public sealed record TopicAreaScore(string Id, string Name, PosteriorSummary Estimate, int Scored, int Points, int PointsPossible);
