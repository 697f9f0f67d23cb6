namespace Pals.Exam.Engine.Ability;

/// <summary>Mean and variance of a distribution of one dimension, and its third and fourth cumulants, or NaN where nobody asked for them.</summary>
internal readonly record struct Moments(double Mean, double Variance, double Third = double.NaN, double Fourth = double.NaN);
