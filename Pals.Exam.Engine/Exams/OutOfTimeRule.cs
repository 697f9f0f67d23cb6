namespace Pals.Exam.Engine.Exams;

/// <summary>What decides an exam that ran out of time.</summary>
public enum OutOfTimeRule
{
    /// <summary>The estimate so far, against the cut.</summary>
    FinalEstimate,

    /// <summary>Fail.</summary>
    Fail,

    /// <summary>
    /// Fail below the minimum length; from there on pass only if each of the last <see cref="ExamDefinition.LastEstimates"/> estimates, or all when
    /// there are fewer, lay above the cut. A published rule of nurse licensure used 60.
    /// </summary>
    LastEstimates,
}

/// <summary>The rule as a function.</summary>
internal static class OutOfTime
{
    /// <summary>True when a candidate whose time ran out passes.</summary>
    /// <param name="definition">The rule, the minimum length and the cut.</param>
    /// <param name="estimates">The composite's estimate after each scored answer, in order; the last is the estimate so far.</param>
    /// <param name="isAboveCut">What the final estimate says.</param>
    public static bool Passes(ExamDefinition definition, ReadOnlySpan<double> estimates, bool isAboveCut)
    {
        switch (definition.OutOfTime)
        {
            case OutOfTimeRule.FinalEstimate:
                return isAboveCut;
            case OutOfTimeRule.LastEstimates when estimates.Length >= definition.MinimumLength:
                foreach (double estimate in estimates[Math.Max(0, estimates.Length - definition.LastEstimates)..])
                {
                    if (!(estimate > definition.Cut))
                    {
                        return false;
                    }
                }

                return true;
            default:
                return false;
        }
    }
}
