using System.Text.Json;
using System.Text.Json.Serialization;
using Pals.Exam.ItemBank.Content;

namespace Pals.Exam.ItemBank.Storage;

/// <summary>An item with the case it belongs to, as one version of content in the database.</summary>
public sealed record PublishedItem(Item Item, CaseScenario? Scenario)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false) },
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>The content as text; where it was read is no part of it.</summary>
    public string ToJson() => JsonSerializer.Serialize(
        new PublishedItem(Item with { Source = null }, Scenario is null ? null : Scenario with { ReadFrom = null }), Json);

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="JsonException">The text is something else.</exception>
    public static PublishedItem FromJson(string json) =>
        JsonSerializer.Deserialize<PublishedItem>(json, Json) ?? throw new JsonException("An item was expected, but null was found.");
}
