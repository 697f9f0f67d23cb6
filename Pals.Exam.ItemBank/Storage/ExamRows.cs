using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text.Json;
using Pals.Exam.Engine.Ability;
using Pals.Exam.Engine.Exams;
using Pals.Exam.ItemBank.Files;

namespace Pals.Exam.ItemBank.Storage;

/// <summary>A row of exams as it is read.</summary>
internal sealed class ExamRow
{
    public required string ExamId { get; init; }

    public required string DefinitionId { get; init; }

    public required string ParameterSetId { get; init; }

    public required long Seed { get; init; }

    public required string ExcludedItems { get; init; }

    public string? CandidateGroup { get; init; }

    public string? Prior { get; init; }

    public required string Purpose { get; init; }

    public string? ProviderId { get; init; }

    public string? CandidateId { get; init; }

    public required byte[] TokenHash { get; init; }

    public required long CreatedAt { get; init; }

    public long? StartedAt { get; init; }

    public long? Deadline { get; init; }

    public required int TimeEvents { get; init; }

    public required string Status { get; init; }

    public required bool IsOutOfTime { get; init; }

    public long? EndedAt { get; init; }

    public string? EndReason { get; init; }

    public StoredExam ToExam(ImmutableArray<ExamTimeEvent> timeEvents) => new()
    {
        ExamId = Guid.Parse(ExamId),
        DefinitionId = DefinitionId,
        ParameterSetId = ParameterSetId,
        Seed = unchecked((ulong)Seed),
        ExcludedItems = ColumnText.Strings(ExcludedItems),
        Group = CandidateGroup,
        Prior = ColumnText.Prior(Prior),
        Purpose = Words.Parse<ExamPurpose>(Purpose),
        ProviderId = ProviderId,
        CandidateId = CandidateId,
        TokenHash = [.. TokenHash],
        CreatedAt = ColumnText.Time(CreatedAt),
        StartedAt = ColumnText.Time(StartedAt),
        Deadline = ColumnText.Time(Deadline),
        TimeEvents = timeEvents,
        Status = Words.Parse<StoredExamStatus>(Status),
        IsOutOfTime = IsOutOfTime,
        EndedAt = ColumnText.Time(EndedAt),
        EndReason = EndReason is null ? null : Words.Parse<ExamEnd>(EndReason),
    };
}

/// <summary>A row of administered_items as it is read.</summary>
internal sealed class AdministeredRow
{
    public required int Position { get; init; }

    public required string ItemId { get; init; }

    public required long PresentedAt { get; init; }

    public string? Answer { get; init; }

    public int? Score { get; init; }

    public long? AnsweredAt { get; init; }

    public double? Seconds { get; init; }

    public AdministeredItem ToItem() => new()
    {
        Position = Position,
        ItemId = ItemId,
        PresentedAt = ColumnText.Time(PresentedAt),
        Answer = Answer is null ? null : new ItemAnswer
        {
            Given = ColumnText.Strings(Answer),
            Score = Score!.Value,
            AnsweredAt = ColumnText.Time(AnsweredAt!.Value),
            Seconds = Seconds,
        },
    };
}

/// <summary>What exams keep in columns as text or as milliseconds.</summary>
internal static class ColumnText
{
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);

    public static DateTimeOffset Time(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);

    public static DateTimeOffset? Time(long? milliseconds) => milliseconds is long value ? Time(value) : null;

    public static string Of(ImmutableArray<string> strings) => JsonSerializer.Serialize(ImmutableCollectionsMarshal.AsArray(strings));

    public static ImmutableArray<string> Strings(string json) => [.. JsonSerializer.Deserialize<string[]>(json)!];

    public static string? Of(AbilityPrior? prior) =>
        prior is null ? null : JsonSerializer.Serialize(new PriorText([.. prior.Mean], [.. prior.Covariance]), Web);

    public static AbilityPrior? Prior(string? json) => json is null ? null : JsonSerializer.Deserialize<PriorText>(json, Web)!.ToPrior();

    /// <summary>A prior as text; numbers are written so that they read back to the same bits.</summary>
    private sealed record PriorText(double[] Mean, double[] Covariance)
    {
        public AbilityPrior ToPrior() => AbilityPrior.FromCovariance([.. Mean], [.. Covariance]);
    }
}
