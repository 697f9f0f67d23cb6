using System.Collections.Concurrent;
using System.Collections.Immutable;
using Pals.Exam.Api.Hosting;
using Pals.Exam.Engine.Items;
using Pals.Exam.Engine.Numerics;
using Pals.Exam.Engine.Selection;
using Pals.Exam.ItemBank.Storage;

namespace Pals.Exam.Api.Exams;

/// <summary>
/// Which items the next exam must not give, so that none is met more often than its definition allows. The counts are of the exams that have
/// ended, on whatever node: this node's at once, those of others by a look into the database every <see cref="Interval"/>. What is drawn is stored with
/// the exam, so that nothing depends on the counts afterwards.
/// </summary>
internal sealed class LiveExposure(ExamDatabase database, ServerClock clock, TimeProvider time)
{
    /// <summary>How old the counts of other nodes may be.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    // Older exams say little about what is given now, and would only lengthen the start.
    private const int ExamsRead = 5000;

    // The exam itself draws from stream 0 of its seed.
    private const ulong Stream = 1;

    private readonly ConcurrentDictionary<(string DefinitionId, string ParameterSetId), Tally> _tallies = new();

    /// <summary>Draws the ids of the items that a new exam must not give; none when the definition sets no maximum rate.</summary>
    public ImmutableArray<string> DrawExcluded(string definitionId, string parameterSetId, ExamMaterial material, ulong seed)
    {
        double rate = material.Definition.MaximumExposureRate;
        if (rate >= 1)
        {
            return [];
        }

        ItemPool pool = material.Exam.Pool;
        Tally tally = _tallies.GetOrAdd((definitionId, parameterSetId), _ => new Tally(pool));
        var random = new RandomStream(seed, Stream);
        bool isDue = false;
        lock (tally)
        {
            if (tally.ReadAt is not long readAt)
            {
                // Nobody draws before everything has been counted once.
                DateTimeOffset now = clock.Now;
                tally.AddRead(ReadAll(definitionId, parameterSetId), now);
                tally.ReadAt = time.GetTimestamp();
            }
            else if (time.GetElapsedTime(readAt) >= Interval)
            {
                tally.ReadAt = time.GetTimestamp();
                isDue = true;
            }
        }

        if (isDue)
        {
            Look(tally, definitionId, parameterSetId);
        }

        lock (tally)
        {
            return [.. tally.Counts.DrawExcluded(pool, rate, ref random).Select(pool.ItemId)];
        }
    }

    /// <summary>Counts an exam that has just ended on this node.</summary>
    public void Add(ExamSnapshot ended)
    {
        // Where nobody has drawn yet, the database will be read, and this exam with it.
        if (_tallies.TryGetValue((ended.Exam.DefinitionId, ended.Exam.ParameterSetId), out Tally? tally))
        {
            lock (tally)
            {
                tally.Add(new ExamItems(
                    ended.Exam.ExamId, ended.Exam.EndedAt!.Value, ended.Exam.ExcludedItems, [.. ended.Items.Select(item => item.ItemId)]));
            }
        }
    }

    private ImmutableArray<ExamItems> ReadAll(string definitionId, string parameterSetId) => database.Read(transaction =>
        EndedExams.EndOfLast(transaction, definitionId, parameterSetId, ExamsRead) is DateTimeOffset first
            ? EndedExams.Items(transaction, definitionId, parameterSetId, first)
            : []);

    /// <summary>
    /// Reads which exams have ended, and the items of those that are not counted yet: under load this node ends thousands between two looks, and has
    /// counted them. The database is read while others draw and count, since every exam that ends would wait.
    /// </summary>
    private void Look(Tally tally, string definitionId, string parameterSetId)
    {
        DateTimeOffset now = clock.Now;
        DateTimeOffset from;
        lock (tally)
        {
            from = tally.ReadFrom!.Value;
        }

        ImmutableArray<(Guid ExamId, DateTimeOffset EndedAt)> ended =
            database.Read(transaction => EndedExams.Since(transaction, definitionId, parameterSetId, from));
        Guid[] unknown;
        lock (tally)
        {
            unknown = [.. ended.Where(exam => !tally.Has(exam.ExamId)).Select(exam => exam.ExamId)];
        }

        ImmutableArray<ExamItems> read = database.Read<ImmutableArray<ExamItems>>(transaction =>
            [.. unknown.SelectMany(examId => EndedExams.Items(transaction, examId))]);
        lock (tally)
        {
            tally.AddRead(read, now);
        }
    }

    /// <summary>The counts of one definition over one parameter set. Its owner serializes access.</summary>
    private sealed class Tally(ItemPool pool)
    {
        /// <summary>
        /// How long after it ended an exam may come to sight, since another node's clock may be behind and its change on the way; and hence how long one
        /// must be remembered, so that it counts once.
        /// </summary>
        private static readonly TimeSpan Overlap = TimeSpan.FromMinutes(2);

        private readonly Dictionary<Guid, DateTimeOffset> _recent = [];
        private DateTimeOffset? _latestRead;

        public ExposureCounts Counts { get; } = new(pool.Count);

        /// <summary>Timestamp of the last look into the database; null before the first.</summary>
        public long? ReadAt { get; set; }

        /// <summary>From which end on exams may not have been counted; null before the first look.</summary>
        public DateTimeOffset? ReadFrom => _latestRead - Overlap;

        /// <summary>True when an exam is counted.</summary>
        public bool Has(Guid examId) => _recent.ContainsKey(examId);

        /// <summary>Counts an exam, once.</summary>
        public void Add(ExamItems exam)
        {
            if (_recent.TryAdd(exam.ExamId, exam.EndedAt))
            {
                int[] items = [.. exam.Given.Select(pool.IndexOf)];

                // An item that was given had its exclusion lifted for the sake of the blueprint.
                Counts.Add([.. exam.Excluded.Select(pool.IndexOf).Except(items)], items);
            }
        }

        /// <summary>Counts the exams that a look into the database at <paramref name="readAt"/> brought up, and forgets those that no later look will.</summary>
        public void AddRead(ImmutableArray<ExamItems> exams, DateTimeOffset readAt)
        {
            foreach (ExamItems exam in exams)
            {
                Add(exam);
            }

            _latestRead = _latestRead > readAt ? _latestRead : readAt;
            foreach (Guid examId in _recent.Where(exam => exam.Value < ReadFrom).Select(exam => exam.Key).ToArray())
            {
                _recent.Remove(examId);
            }
        }
    }
}
