namespace Pals.Exam.Engine.Tests.Support;

/// <summary>Means and variances of each dimension of a joint posterior, and of the average of the dimensions.</summary>
internal sealed record ExactMoments(double[] Mean, double[] Variance, double AverageMean, double AverageVariance);
