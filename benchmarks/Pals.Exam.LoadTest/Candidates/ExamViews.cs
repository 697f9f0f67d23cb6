using System.Text.Json.Serialization;

namespace Pals.Exam.LoadTest.Candidates;

/// <summary>What a virtual candidate reads of an exam state, by the contract and not by the server's own types.</summary>
internal sealed record StateView(Guid ExamId, string Status, string? Deadline, string? Token, ProgressView Progress, QuestionView? Question, ReportView? Report);

internal sealed record ProgressView(int Answered, int Minimum, int Maximum);

internal sealed record QuestionView(int Position, ShownItem Item);

/// <summary>A question of another bank, of which more must be read before it can be answered.</summary>
internal sealed record QuestionBody(string ItemId, string Type, IReadOnlyList<OptionView> Options);

internal sealed record OptionView(string Key);

internal sealed record ReportView(
    string Status, int ScoredItems, int UnscoredItems, CompositeView Composite, IReadOnlyList<TopicAreaView> TopicAreas, IReadOnlyList<AnswerView>? Answers);

internal sealed record CompositeView(double Estimate, double StandardError, double Cut, double ProbabilityAboveCut);

internal sealed record TopicAreaView(string Id, int Items, int Points);

internal sealed record AnswerView(int Position, string ItemId, IReadOnlyList<string> Given, int Score);

internal sealed record CreatedView(Guid ExamId, string Token);

internal sealed record KeyView(string Key);

internal sealed record ExamBody(string CandidateId, string Definition, string Purpose);

internal sealed record PracticeBody(ulong Seed);

internal sealed record ProviderBody(string ProviderId, string Name);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(QuestionBody))]
[JsonSerializable(typeof(ReportView))]
[JsonSerializable(typeof(CreatedView))]
[JsonSerializable(typeof(KeyView))]
[JsonSerializable(typeof(string[]))]
[JsonSerializable(typeof(ExamBody))]
[JsonSerializable(typeof(PracticeBody))]
[JsonSerializable(typeof(ProviderBody))]
internal sealed partial class ExamJson : JsonSerializerContext;
