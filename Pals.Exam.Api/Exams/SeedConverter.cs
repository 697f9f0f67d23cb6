using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Pals.Exam.Api.Exams;

/// <summary>
/// A seed of 64 bits in JSON. JavaScript keeps integers exactly only up to 2⁵³ − 1, so a number up to there is taken, and any seed as a string
/// of digits; it is always given as a string.
/// </summary>
internal sealed class SeedConverter : JsonConverter<ulong>
{
    private const ulong LargestExactNumber = (1UL << 53) - 1;

    public override ulong Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetUInt64(out ulong number) && number <= LargestExactNumber)
        {
            return number;
        }

        if (reader.TokenType == JsonTokenType.String
            && ulong.TryParse(reader.GetString(), NumberStyles.None, CultureInfo.InvariantCulture, out ulong text))
        {
            return text;
        }

        throw new JsonException($"A seed is a whole number from 0 to {LargestExactNumber}, or a string of digits up to {ulong.MaxValue}.");
    }

    public override void Write(Utf8JsonWriter writer, ulong value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString(CultureInfo.InvariantCulture));
}
