using Pals.Exam.Engine.Items;

namespace Pals.Exam.Benchmarks;

/// <summary>
/// The straightforward adaptive test: one dimension, the estimate by 61-point quadrature over all answers from scratch, then the information of
/// every unused item at it. What a careful programmer writes first, in double precision and without allocation.
/// </summary>
internal sealed class Baseline
{
    private const int Points = 61;
    private readonly double[] _a;
    private readonly double[] _b;
    private readonly double[] _c;
    private readonly double[] _theta = new double[Points];
    private readonly double[] _prior = new double[Points];
    private readonly double[] _posterior = new double[Points];
    private readonly bool[] _used;
    private readonly int[] _items = new int[BenchmarkExams.Steps];
    private readonly int[] _scores = new int[BenchmarkExams.Steps];
    private readonly double[] _candidates;

    public Baseline(ItemPool pool, int exams)
    {
        _a = [.. Enumerable.Range(0, pool.Count).Select(i => pool.Parameters(i).Discrimination)];
        _b = [.. Enumerable.Range(0, pool.Count).Select(i => pool.Parameters(i).Difficulty)];
        _c = [.. Enumerable.Range(0, pool.Count).Select(i => pool.Parameters(i).LowerAsymptote)];
        _used = new bool[pool.Count];
        _candidates = BenchmarkExams.Candidates(exams);
        for (int q = 0; q < Points; q++)
        {
            _theta[q] = -6 + 0.2 * q;
            _prior[q] = Math.Exp(-0.5 * _theta[q] * _theta[q]);
        }
    }

    /// <summary>All steps of one exam; returns the last estimate.</summary>
    public double Sit(int candidate)
    {
        Array.Clear(_used);
        int item = Best(0);
        double theta = 0;
        for (int k = 0; k < BenchmarkExams.Steps; k++)
        {
            _used[item] = true;
            _items[k] = item;
            _scores[k] = _b[item] < _candidates[candidate * BenchmarkExams.Steps + k] ? 1 : 0;
            theta = Estimate(k + 1);
            item = Best(theta);
        }

        return theta;
    }

    private double Estimate(int answers)
    {
        _prior.CopyTo(_posterior, 0);
        for (int k = 0; k < answers; k++)
        {
            for (int q = 0; q < Points; q++)
            {
                double p = Probability(_items[k], _theta[q]);
                _posterior[q] *= _scores[k] == 1 ? p : 1 - p;
            }
        }

        double sum = 0;
        double first = 0;
        for (int q = 0; q < Points; q++)
        {
            sum += _posterior[q];
            first += _posterior[q] * _theta[q];
        }

        return first / sum;
    }

    private int Best(double theta)
    {
        int best = -1;
        double most = -1;
        for (int i = 0; i < _a.Length; i++)
        {
            if (!_used[i])
            {
                double p = Probability(i, theta);
                double share = (p - _c[i]) / (1 - _c[i]);
                double information = _a[i] * _a[i] * (1 - p) / p * share * share;
                if (information > most)
                {
                    most = information;
                    best = i;
                }
            }
        }

        return best;
    }

    private double Probability(int i, double theta) => _c[i] + (1 - _c[i]) / (1 + Math.Exp(-_a[i] * (theta - _b[i])));
}
