using System.Text;
using System.Text.Json;
using Pals.Exam.Engine.Numerics;

namespace Pals.Exam.Api.Tests.Fuzz;

/// <summary>Changes to a good body or request such that somebody might have to be careful.</summary>
internal static class Mutation
{
    /// <summary>JSON to put in the place of a value; text, since much of it no writer would write.</summary>
    private static readonly string[] Values =
    [
        "null", "true", "{}", "[]", "[null]", "\"\"", "\" \"", "\"A\"", "\"\\u0000\"", "\"\\ud800\"", "\"\\udc00\\ud800\"", "\"\\ud83d\\ude00\"", "\"\u202e\"", "0",
        "-1", "1", "-0", "0.5", "1e999", "-1e999", "1e-999", "2147483648", "9223372036854775807", "9223372036854775808", "18446744073709551616", "NaN",
        "Infinity", "0x1", "01", "1.", "\"1970-01-01T00:00:00Z\"", "\"9999-12-31T23:59:59.9999999-14:00\"", "\"pals-adaptive\"", "\"pals-written\"",
        "[\"A\",\"A\"]", "[\"B\",\"A\"]", "[[[[]]]]", "\"../../etc/passwd\"", "\"<script>\"", "\"' OR 1=1 --\"", "\"https://[::1]:99999/\"", "\"javascript:0\"",
        $"\"{new string('a', 5000)}\"", $"[{string.Join(',', Enumerable.Repeat("\"A\"", 2000))}]", new('[', 200), $"{string.Concat(Enumerable.Repeat("{\"a\":", 60))}1{new string('}', 60)}",
        new('9', 400), $"0.{new string('3', 400)}",
    ];

    private static readonly byte[][] Fragments =
    [
        "null"u8.ToArray(), "{}"u8.ToArray(), "["u8.ToArray(), "\""u8.ToArray(), "\\"u8.ToArray(), "\\u0000"u8.ToArray(), "\\ud800"u8.ToArray(), ","u8.ToArray(),
        ":"u8.ToArray(), "//"u8.ToArray(), "/*"u8.ToArray(), "\r\n"u8.ToArray(), "\r\n\r\n"u8.ToArray(), " "u8.ToArray(), "\t"u8.ToArray(), [0], [0xff], [0xc3, 0x28],
        [0xed, 0xa0, 0x80], [0xef, 0xbb, 0xbf], "Transfer-Encoding: chunked\r\n"u8.ToArray(), "Content-Length: 5\r\n"u8.ToArray(), "HTTP/9.9"u8.ToArray(), "%00"u8.ToArray(),
    ];

    /// <summary>A body like <paramref name="example"/>: as it is, with fields changed, or with bytes changed.</summary>
    public static byte[] OfJson(string example, ref RandomStream random)
    {
        byte[] body = Encoding.UTF8.GetBytes(random.NextInt32(5) == 0 ? example : OfFields(example, ref random));
        return random.NextInt32(16) switch
        {
            0 => body[..random.NextInt32(body.Length + 1)],
            1 or 2 => OfBytes(body, ref random),
            3 when random.NextInt32(40) == 0 => [.. body, .. new byte[70_000]],
            _ => body,
        };
    }

    /// <summary>Bytes with up to four pieces cut out, doubled, put in or flipped.</summary>
    public static byte[] OfBytes(byte[] bytes, ref RandomStream random)
    {
        var mutated = new List<byte>(bytes);
        for (int changes = 1 + random.NextInt32(4); changes > 0; changes--)
        {
            int at = random.NextInt32(mutated.Count + 1);
            int length = Math.Min(random.NextInt32(8), mutated.Count - at);
            switch (random.NextInt32(4))
            {
                case 0:
                    mutated.RemoveRange(at, length);
                    break;
                case 1:
                    mutated.InsertRange(at, mutated.GetRange(at, length));
                    break;
                case 2 when at < mutated.Count:
                    mutated[at] ^= (byte)(1 << random.NextInt32(8));
                    break;
                default:
                    mutated.InsertRange(at, Fragments[random.NextInt32(Fragments.Length)]);
                    break;
            }
        }

        return [.. mutated];
    }

    /// <summary>The object with a field changed, removed, doubled or added, here or deeper down.</summary>
    private static string OfFields(string example, ref RandomStream random)
    {
        using JsonDocument document = JsonDocument.Parse(example);
        var fields = document.RootElement.EnumerateObject()
            .Select(field => (Name: $"\"{field.Name}\"", Value: field.Value.GetRawText(), IsIntact: true)).ToList();
        for (int changes = 1 + random.NextInt32(2); changes > 0; changes--)
        {
            int at = random.NextInt32(fields.Count + 1);
            switch (random.NextInt32(6))
            {
                case 0 when at < fields.Count:
                    fields.RemoveAt(at);
                    break;
                case 1 when at < fields.Count:
                    fields.Add(fields[at]);
                    break;
                case 2:
                    fields.Insert(at, ("\"extra\"", Pick(Values, ref random), false));
                    break;
                case 3 when at < fields.Count && fields[at].IsIntact && fields[at].Value.StartsWith('{'):
                    fields[at] = (fields[at].Name, OfFields(fields[at].Value, ref random), false);
                    break;
                case 4 when at < fields.Count:
                    fields[at] = fields[at] with { Name = fields[at].Name.ToUpperInvariant() };
                    break;
                default:
                    if (at < fields.Count)
                    {
                        fields[at] = (fields[at].Name, Pick(Values, ref random), false);
                    }

                    break;
            }
        }

        return random.NextInt32(40) == 0 ? Pick(Values, ref random) : $"{{{string.Join(", ", fields.Select(field => $"{field.Name}: {field.Value}"))}}}";
    }

    private static T Pick<T>(T[] values, ref RandomStream random) => values[random.NextInt32(values.Length)];
}
