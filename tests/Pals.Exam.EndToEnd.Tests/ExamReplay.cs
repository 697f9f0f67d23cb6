using System.Collections.Immutable;
using System.Data.Common;
using Pals.Exam.Engine.Exams;
using Pals.Exam.Engine.Items;
using Pals.Exam.ItemBank.Content;
using Pals.Exam.ItemBank.Definitions;
using Pals.Exam.ItemBank.Storage;

namespace Pals.Exam.EndToEnd.Tests;

/// <summary>Holds what the database says of exams against what the engine makes of it.</summary>
internal sealed class ExamReplay
{
    private readonly Dictionary<(string DefinitionId, string ParameterSetId), AdaptiveExam> _exams = [];

    /// <summary>
    /// The exam has ended, has the very answers that were acknowledged, one question at each position, and no other course than that which the
    /// engine takes from its seed and these answers.
    /// </summary>
    public void RequireWhole(DbTransaction transaction, Guid examId, IReadOnlyList<string[]> acknowledged)
    {
        StoredExam exam = ExamRecords.Find(transaction, examId)!;
        ImmutableArray<AdministeredItem> items = ExamRecords.Administered(transaction, examId);
        Assert.True(exam.HasEnded);
        Assert.Equal(Enumerable.Range(1, acknowledged.Count), items.Select(item => item.Position));
        Assert.Equal(acknowledged, items.Select(item => item.Answer!.Given.ToArray()));

        AdaptiveExam adaptive = Exam(transaction, exam.DefinitionId, exam.ParameterSetId);
        ReplayAudit audit = adaptive.Audit(new ExamTranscript
        {
            Seed = exam.Seed,
            ExcludedItems = [.. exam.ExcludedItems.Select(adaptive.Pool.IndexOf)],
            Items = [.. items.Select(item => adaptive.Pool.IndexOf(item.ItemId))],
            Scores = [.. items.Select(item => item.Answer!.Score)],
        });
        Assert.Empty(audit.Differences);
        Assert.Equal(exam.Status == StoredExamStatus.Passed ? ExamStatus.Passed : ExamStatus.Failed, audit.Status);
    }

    private AdaptiveExam Exam(DbTransaction transaction, string definitionId, string parameterSetId)
    {
        if (!_exams.TryGetValue((definitionId, parameterSetId), out AdaptiveExam? exam))
        {
            StoredParameterSet set = ParameterSetRecords.Find(transaction, parameterSetId)!;
            ItemPool pool = ItemPool.Create(set.Items.Select((stored, order) =>
                PublishedItem.FromJson(stored.Content).Item.ToPoolItem(stored.Parameters, order) with { IsPretest = !stored.IsScored }));
            StoredDefinition definition = DefinitionRecords.Find(transaction, definitionId)!;
            exam = new AdaptiveExam(DefinitionReader.Read(definition.Name, definition.Text).For(pool), pool);
            _exams[(definitionId, parameterSetId)] = exam;
        }

        return exam;
    }
}
