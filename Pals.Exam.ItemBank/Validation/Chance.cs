namespace Pals.Exam.ItemBank.Validation;

/// <summary>Exact probabilities for the rules that ask whether chance would do the same.</summary>
internal static class Chance
{
    /// <summary>Rounding must not tell outcomes of equal probability apart.</summary>
    private const double Slack = 1e-9;

    /// <summary>P(X ≥ <paramref name="successes"/>) for X binomial with the given trials and probability.</summary>
    public static double BinomialUpperTail(int trials, int successes, double probability)
    {
        double[] logFactorial = LogFactorials(trials);
        double sum = 0;
        for (int k = trials; k >= successes; k--)
        {
            double logChoose = logFactorial[trials] - logFactorial[k] - logFactorial[trials - k];
            sum += Math.Exp(logChoose + (k * Math.Log(probability)) + ((trials - k) * Math.Log(1 - probability)));
        }

        return Math.Min(1, sum);
    }

    /// <summary>
    /// The exact multinomial test of equal shares: the probability of all outcomes that are no likelier than <paramref name="counts"/>.
    /// </summary>
    public static double EqualShares(ReadOnlySpan<int> counts)
    {
        int total = 0;
        foreach (int count in counts)
        {
            total += count;
        }

        double[] logFactorial = LogFactorials(total);
        double logUniform = logFactorial[total] - (total * Math.Log(counts.Length));
        double observed = logUniform;
        foreach (int count in counts)
        {
            observed -= logFactorial[count];
        }

        return Math.Min(1, SumUpTo(observed + Slack, counts.Length, total, logUniform, logFactorial));
    }

    private static double SumUpTo(double limit, int cells, int rest, double log, double[] logFactorial)
    {
        if (cells == 1)
        {
            double last = log - logFactorial[rest];
            return last <= limit ? Math.Exp(last) : 0;
        }

        double sum = 0;
        for (int count = 0; count <= rest; count++)
        {
            sum += SumUpTo(limit, cells - 1, rest - count, log - logFactorial[count], logFactorial);
        }

        return sum;
    }

    private static double[] LogFactorials(int n)
    {
        var logs = new double[n + 1];
        for (int i = 1; i <= n; i++)
        {
            logs[i] = logs[i - 1] + Math.Log(i);
        }

        return logs;
    }
}
