using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Pals.Exam.ItemBank.Forms;

/// <summary>The shape of <c>form.json</c>.</summary>
internal sealed record FormJson
{
    public const string CurrentSchema = "palsexam-form/1";

    public static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public required string Schema { get; init; }

    public required string FormId { get; init; }

    public required int Number { get; init; }

    public required int Forms { get; init; }

    public required string Programme { get; init; }

    public required string Title { get; init; }

    public required bool Provisional { get; init; }

    public required EquatingJson Equating { get; init; }

    public required IReadOnlyList<CurvePointJson> Curves { get; init; }

    public required IReadOnlyList<QuestionJson> Questions { get; init; }

    public required DefinitionJson Definition { get; init; }

    public required ParameterSetJson ParameterSet { get; init; }

    /// <summary>How the cut was equated, in figures and words.</summary>
    public sealed record EquatingJson(
        string Method, string Reference, double CutAbility, double ExactScore, int RawCut, string Rounding, double PassProbabilityAtCut);

    /// <summary>Test information and expected raw score at an ability.</summary>
    public sealed record CurvePointJson(double Ability, double Information, double ExpectedScore);

    /// <summary>A question; its content stands in the file to the letter, so that its hash can be checked.</summary>
    public sealed record QuestionJson(
        int Position,
        string ItemId,
        int Version,
        string ContentHash,
        int MaximumScore,
        IReadOnlyList<string> Options,
        [property: JsonConverter(typeof(RawJsonConverter))] string Content);

    public sealed record DefinitionJson(string Id, string Name, string Text);

    public sealed record ParameterSetJson(string Id, string Bank, IReadOnlyList<PoolItemJson> Items);

    public sealed record PoolItemJson(
        string ItemId, int Version, string ContentHash, string TopicArea, bool Scored, string Model,
        double A, double B, double C, double D)
    {
        /// <summary>Null for an item without categories.</summary>
        public IReadOnlyList<double>? Thresholds { get; init; }
    }

    /// <summary>Keeps a part of the file as the text that it is.</summary>
    private sealed class RawJsonConverter : JsonConverter<string>
    {
        public override string Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            using JsonDocument document = JsonDocument.ParseValue(ref reader);
            return document.RootElement.GetRawText();
        }

        public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteRawValue(value);
    }
}
