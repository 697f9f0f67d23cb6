using System.Collections.Immutable;
using Pals.Exam.Engine.Items;
using Pals.Exam.Engine.Numerics;
using Pals.Exam.Engine.Simulation;

namespace Pals.Exam.Engine.Calibration;

/// <summary>
/// Response data drawn from known parameters, candidates from N(0, 1). Each candidate has a random stream of its own, so that any part of the data can
/// be drawn alone. With fewer items a candidate than there are, the items are a random choice, or adaptive: a quarter at random, the rest drawn near
/// the ability that those suggest, as the responses of an adaptive exam are.
/// </summary>
public sealed class SimulatedResponses
{
    private const int ScoringSteps = 4;

    private readonly ImmutableArray<ItemParameters> _items;
    private readonly int[] _byDifficulty;
    private readonly double[] _difficulties;
    private readonly ulong _seed;
    private readonly int _perCandidate;
    private readonly bool _adaptive;

    /// <summary>Responses to <paramref name="items"/>, <paramref name="perCandidate"/> of them a candidate (null for all).</summary>
    /// <exception cref="ArgumentException">There is no item, or not as many as each candidate is to answer.</exception>
    public SimulatedResponses(IEnumerable<ItemParameters> items, ulong seed, int? perCandidate = null, bool adaptive = false)
    {
        _items = [.. items];
        _seed = seed;
        _perCandidate = perCandidate ?? _items.Length;
        _adaptive = adaptive && _perCandidate < _items.Length;
        if (_perCandidate < 1 || _perCandidate > _items.Length)
        {
            throw new ArgumentException($"Each candidate is to answer {_perCandidate} of {_items.Length} items.", nameof(perCandidate));
        }

        _byDifficulty = [.. Enumerable.Range(0, _items.Length).OrderBy(i => _items[i].Difficulty)];
        _difficulties = [.. _byDifficulty.Select(i => _items[i].Difficulty)];
    }

    /// <summary>Number of responses of each candidate.</summary>
    public int PerCandidate => _perCandidate;

    /// <summary>Draws the responses of one candidate: the items in increasing order, and the score on each.</summary>
    public void Draw(int candidate, Span<int> items, Span<byte> scores)
    {
        var random = new RandomStream(_seed, (ulong)candidate);
        double theta = random.NextNormal();
        if (_perCandidate == _items.Length)
        {
            for (int i = 0; i < items.Length; i++)
            {
                items[i] = i;
            }
        }
        else
        {
            Choose(candidate, theta, ref random, items);
            items.Sort();
        }

        for (int j = 0; j < items.Length; j++)
        {
            scores[j] = (byte)Score(candidate, items[j], theta);
        }
    }

    /// <summary>Draws all responses of <paramref name="candidates"/> candidates named c1, c2, ….</summary>
    public ResponseData Draw(int candidates, ImmutableArray<string> itemIds)
    {
        var items = new int[candidates * _perCandidate];
        var scores = new byte[items.Length];
        var starts = new int[candidates + 1];
        var ids = new string[candidates];
        Parallel.For(0, candidates, n =>
        {
            ids[n] = $"c{n + 1}";
            starts[n + 1] = (n + 1) * _perCandidate;
            Draw(n, items.AsSpan(n * _perCandidate, _perCandidate), scores.AsSpan(n * _perCandidate, _perCandidate));
        });
        return ResponseData.FromRows(ids, itemIds, starts, items, scores);
    }

    /// <summary>A score has a stream of its own, so that it is the same whatever was chosen before it.</summary>
    private int Score(int candidate, int item, double theta)
    {
        var random = new RandomStream(~_seed, (ulong)candidate * (ulong)_items.Length + (ulong)item);
        return SimulatedAnswer.Draw(_items[item], theta, ref random);
    }

    private void Choose(int candidate, double theta, ref RandomStream random, Span<int> chosen)
    {
        var used = new HashSet<int>(_perCandidate);
        int first = _adaptive ? Math.Max(1, _perCandidate / 4) : _perCandidate;
        while (used.Count < first)
        {
            Add(random.NextInt32(_items.Length), chosen);
        }

        if (!_adaptive)
        {
            return;
        }

        double ability = Estimate(candidate, theta, chosen[..first]);
        int window = Math.Min(_items.Length, 3 * _perCandidate);
        int middle = Array.BinarySearch(_difficulties, ability);
        int start = Math.Clamp((middle < 0 ? ~middle : middle) - window / 2, 0, _items.Length - window);
        while (used.Count < _perCandidate)
        {
            Add(_byDifficulty[start + random.NextInt32(window)], chosen);
        }

        void Add(int item, Span<int> destination)
        {
            if (used.Add(item))
            {
                destination[used.Count - 1] = item;
            }
        }
    }

    /// <summary>Posterior mode under N(0, 1) by Fisher scoring, which suffices to choose items by.</summary>
    private double Estimate(int candidate, double theta, ReadOnlySpan<int> items)
    {
        double ability = 0;
        for (int step = 0; step < ScoringSteps; step++)
        {
            double gradient = -ability;
            double information = 1;
            foreach (int i in items)
            {
                ItemParameters item = _items[i];
                information += item.Information(ability);
                gradient += item.Discrimination * (Score(candidate, i, theta) - item.ExpectedScore(ability));
            }

            ability = Math.Clamp(ability + gradient / information, -4, 4);
        }

        return ability;
    }
}
