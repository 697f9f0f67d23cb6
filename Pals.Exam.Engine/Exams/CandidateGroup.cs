namespace Pals.Exam.Engine.Exams;

/// <summary>
/// A group of candidates with a prior of its own, such as a profession: the definition's prior moved and stretched alike in every dimension.
/// </summary>
/// <param name="Id">The group's name.</param>
/// <param name="MeanShift">What is added to every prior mean, in logits.</param>
/// <param name="SpreadFactor">What every prior standard deviation is multiplied by.</param>
public sealed record CandidateGroup(string Id, double MeanShift, double SpreadFactor);
