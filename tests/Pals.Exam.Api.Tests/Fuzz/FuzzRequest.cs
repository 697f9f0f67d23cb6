using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Pals.Exam.Api.Tests.Access;
using Pals.Exam.Api.Tests.Support;
using Pals.Exam.Engine.Numerics;

namespace Pals.Exam.Api.Tests.Fuzz;

/// <summary>A request drawn at random: a real one of an operation, mutated here and there.</summary>
/// <param name="Bytes">All of it as it goes over the wire.</param>
/// <param name="IsBroken">True when bytes of the head were mutated, so that nobody can say where the request ends.</param>
/// <param name="IsHead">True when the response has no body.</param>
internal sealed partial record FuzzRequest(byte[] Bytes, bool IsBroken, bool IsHead)
{
    private static readonly string[] Methods = ["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "TRACE", "BREW"];

    private static readonly string[] MediaTypes =
    [
        "application/json; charset=utf-8", "application/json; charset=\"utf-8\"", "application/json; charset=utf-16", "application/problem+json",
        "text/json", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "*/*", "x", "", "application/json;;;=",
    ];

    private static readonly string[] OddParameters =
    [
        "", "0", "-1", "1", "99999999999999999999", "1e3", "null", "%00", "%ff", "%2e%2e%2f", "..", "a%2Fb", "%F0%9F%98%80", "%ED%A0%80", "NaN", "'--",
        "00000000-0000-0000-0000-000000000000", "FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF", "{01a1f893-56fa-767a-aab1-7beec35aa979}", new('a', 500),
    ];

    private static readonly string[] OddHeaders =
    [
        "Accept: text/html", "Accept: application/xml;q=0.9,*/*;q=0", "Accept-Encoding: br, gzip, x", "Origin: https://courses.example", "Origin: null",
        "Range: bytes=0-1", "If-None-Match: *", "If-Modified-Since: yesterday", "X-Forwarded-For: 203.0.113.7", "X-Forwarded-Proto: https",
        "X-HTTP-Method-Override: DELETE", "Cookie: a=b; c", "Expect: 100-continue", "Content-Encoding: gzip", "Upgrade: h2c", "Idempotency-Key: 1",
        "Access-Control-Request-Method: POST", "Content-Language: xx", "traceparent: 00-0-0-0", "Accept-Language: *", "Via: 1.1 x", "X: \u00e9",
    ];

    private static readonly MatrixCaller[] Served =
        [MatrixCaller.Candidate, MatrixCaller.Provider, MatrixCaller.Psychometrician, MatrixCaller.Administrator];

    private static readonly string[] OtherPaths = ["/", "/health/live", "/v1", "/v2/exams", "/v1/exams/", "//v1/exams", "/styles.css", "/js/../index.html", "/.env"];

    /// <summary>Draws a request to one of <paramref name="operations"/>, or close by.</summary>
    public static FuzzRequest Draw(ApiOperation[] operations, MatrixObjects objects, Uri server, ref RandomStream random)
    {
        ApiOperation operation = operations[random.NextInt32(operations.Length)];
        string method = OneIn(12, ref random) ? Pick(Methods, ref random) : operation.Method;
        string path = OneIn(40, ref random) ? Pick(OtherPaths, ref random) : Path(operation, objects, ref random);
        byte[] body = operation.Example is null && !OneIn(20, ref random)
            ? []
            : Mutation.OfJson(operation.Example ?? """{"position": 1}""", ref random);

        // Expensive and no different the hundredth time: what starts practice exams mostly gets a body that is refused.
        if (operation.Path == "/v1/practice-exams" && method == "POST" && random.NextInt32(8) > 0)
        {
            body = [.. "{"u8, .. body];
        }

        var head = new StringBuilder();
        head.Append(CultureInfo.InvariantCulture, $"{method} {path} HTTP/1.1\r\nHost: {server.Authority}\r\n");
        if (Authorization(objects, ref random) is string authorization)
        {
            head.Append(CultureInfo.InvariantCulture, $"Authorization: {authorization}\r\n");
        }

        if (body.Length > 0 || method is "POST" or "PUT")
        {
            string mediaType = OneIn(15, ref random) ? Pick(MediaTypes, ref random) : "application/json";
            head.Append(CultureInfo.InvariantCulture, $"Content-Type: {mediaType}\r\nContent-Length: {body.Length}\r\n");
        }

        for (int odd = random.NextInt32(3); odd > 1; odd--)
        {
            head.Append(Pick(OddHeaders, ref random)).Append("\r\n");
        }

        head.Append("\r\n");
        byte[] bytes = [.. Encoding.Latin1.GetBytes(head.ToString()), .. body];
        bool isBroken = OneIn(20, ref random);
        return new FuzzRequest(isBroken ? Mutation.OfBytes(bytes, ref random) : bytes, isBroken, method == "HEAD");
    }

    public override string ToString() => Encoding.Latin1.GetString(Bytes);

    private static string Path(ApiOperation operation, MatrixObjects objects, ref RandomStream random)
    {
        string path = operation.Path;
        foreach (Match parameter in Parameter().Matches(operation.Path))
        {
            string value = OneIn(6, ref random) || !objects.Parameters.TryGetValue(parameter.Groups[1].Value, out string? real)
                ? Pick(OddParameters, ref random)
                : OneIn(12, ref random) ? Guid.NewGuid().ToString() : real;
            path = path.Replace(parameter.Value, value, StringComparison.Ordinal);
        }

        return random.NextInt32(30) switch
        {
            0 => $"{path}?{Pick(OddParameters, ref random)}={Pick(OddParameters, ref random)}",
            1 => $"{path}?purpose={Pick(OddParameters, ref random)}&purpose=practice",
            2 => $"{path}/",
            3 => path.ToUpperInvariant(),
            4 => $"{path}/{Pick(OddParameters, ref random)}",
            _ => path,
        };
    }

    private static string? Authorization(MatrixObjects objects, ref RandomStream random)
    {
        // Many callers are those whom some endpoint serves: the rest never gets past the door.
        string? authorization = objects.Authorization(OneIn(3, ref random) ? (int)Pick(Served, ref random) : random.NextInt32(1000));
        return random.NextInt32(40) switch
        {
            0 => "Bearer",
            1 => $"Bearer {new string('x', 300)}",
            2 => $"bearer  {authorization}",
            3 => $"{authorization}, {authorization}",
            4 => "Bearer a b\tc\u00e9",
            _ => authorization,
        };
    }

    private static bool OneIn(int n, ref RandomStream random) => random.NextInt32(n) == 0;

    private static T Pick<T>(T[] values, ref RandomStream random) => values[random.NextInt32(values.Length)];

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex Parameter();
}
