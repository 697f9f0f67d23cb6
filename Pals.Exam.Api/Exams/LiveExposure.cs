using System.Collections.Concurrent;
using System.Collections.Immutable;
using Pals.Exam.Engine.Items;
using Pals.Exam.Engine.Numerics;
using Pals.Exam.Engine.Selection;
using Pals.Exam.ItemBank.Storage;

namespace Pals.Exam.Api.Exams;

/// <summary>
/// Which items the next exam must not give, so that none is met more often than its definition allows. The counts are of the exams that have
/// ended: read from the database when a definition is first used, then kept up by this node. What is drawn is stored with the exam, so that
/// nothing depends on the counts afterwards.
/// </summary>
internal sealed class LiveExposure(ExamDatabase database)
{
    // Older exams say little about what is given now, and would only lengthen the start.
    private const int ExamsRead = 5000;

    // The exam itself draws from stream 0 of its seed.
    private const ulong Stream = 1;

    private readonly ConcurrentDictionary<(string DefinitionId, string ParameterSetId), Lazy<ExposureCounts>> _counts = new();

    /// <summary>Draws the ids of the items that a new exam must not give; none when the definition sets no maximum rate.</summary>
    public ImmutableArray<string> DrawExcluded(string definitionId, string parameterSetId, ExamMaterial material, ulong seed)
    {
        double rate = material.Definition.MaximumExposureRate;
        if (rate >= 1)
        {
            return [];
        }

        ItemPool pool = material.Exam.Pool;
        ExposureCounts counts = _counts.GetOrAdd(
            (definitionId, parameterSetId),
            key => new Lazy<ExposureCounts>(() => Read(key.DefinitionId, key.ParameterSetId, pool))).Value;
        var random = new RandomStream(seed, Stream);
        lock (counts)
        {
            return [.. counts.DrawExcluded(pool, rate, ref random).Select(pool.ItemId)];
        }
    }

    /// <summary>Counts an exam that has just ended.</summary>
    public void Add(ExamSnapshot ended)
    {
        // Where nobody has drawn yet, the database will be read, and this exam with it.
        if (_counts.TryGetValue((ended.Exam.DefinitionId, ended.Exam.ParameterSetId), out Lazy<ExposureCounts>? counts) && counts.IsValueCreated)
        {
            lock (counts.Value)
            {
                Add(counts.Value, ended.Material.Exam.Pool, ended.Exam.ExcludedItems, ended.Items.Select(item => item.ItemId));
            }
        }
    }

    private ExposureCounts Read(string definitionId, string parameterSetId, ItemPool pool)
    {
        var counts = new ExposureCounts(pool.Count);
        foreach (ExamItems exam in database.Read(transaction => ExamRecords.LatestItems(transaction, definitionId, parameterSetId, ExamsRead)))
        {
            Add(counts, pool, exam.Excluded, exam.Given);
        }

        return counts;
    }

    private static void Add(ExposureCounts counts, ItemPool pool, ImmutableArray<string> excluded, IEnumerable<string> given)
    {
        int[] items = [.. given.Select(pool.IndexOf)];

        // An item that was given had its exclusion lifted for the sake of the blueprint.
        counts.Add([.. excluded.Select(pool.IndexOf).Except(items)], items);
    }
}
