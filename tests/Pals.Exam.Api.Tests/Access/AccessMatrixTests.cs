using System.Text;
using System.Text.RegularExpressions;
using Pals.Exam.Api.Tests.Support;

namespace Pals.Exam.Api.Tests.Access;

/// <summary>Holds every endpoint that OpenAPI lists to <see cref="AccessMatrix"/>, for every kind of caller.</summary>
public sealed partial class AccessMatrixTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private const string Where = "tests/Pals.Exam.Api.Tests/Access/AccessMatrix.cs";

    private static readonly MatrixCaller[] DeadKeys =
    [
        MatrixCaller.RevokedProvider, MatrixCaller.RevokedPsychometrician, MatrixCaller.RevokedAdministrator,
        MatrixCaller.ExpiredProvider, MatrixCaller.ExpiredPsychometrician, MatrixCaller.ExpiredAdministrator,
    ];

    private readonly ExamServer _server = shared.Server;
    private MatrixObjects? _objects;

    public static TheoryData<string> Operations { get; } = new(AccessMatrix.Rows.Select(row => row.Operation));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Matrix_EveryEndpointOfOpenApi_HasARow()
    {
        string[] documented = [.. (await ApiDocument.Read(_server)).Select(operation => operation.Name)];
        string[] rows = [.. AccessMatrix.Rows.Select(row => row.Operation)];
        string[] missing = [.. documented.Except(rows)];
        string[] gone = [.. rows.Except(documented)];

        Assert.True(
            missing.Length == 0,
            $"Nobody has said who may call {string.Join(", ", missing)}. Add one line for each to Rows in {Where}: "
            + "new(\"METHOD /path\", \"the status for each caller of Columns\"), and a value for each new {parameter} in MatrixObjects.cs beside it.");
        Assert.True(gone.Length == 0, $"{Where} has rows for what is no endpoint: {string.Join(", ", gone)}.");
        Assert.Equal(rows.Length, rows.Distinct().Count());
        Assert.All(AccessMatrix.Rows, row => Assert.Equal(AccessMatrix.Columns.Length, row.Expected.Length));
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task Endpoint_EveryCaller_GetsTheStatusOfTheMatrix(string operation)
    {
        MatrixRow row = AccessMatrix.Rows.Single(row => row.Operation == operation);
        ApiOperation documented = (await ApiDocument.Read(_server)).Single(documented => documented.Name == operation);
        var wrong = new List<string>();
        foreach ((MatrixCaller caller, int expected) in AccessMatrix.Columns.Zip(row.Expected))
        {
            await Call(row, documented, caller, expected, wrong);
        }

        int unknownKey = row.Expected[Array.IndexOf(AccessMatrix.Columns, MatrixCaller.UnknownKey)];
        foreach (MatrixCaller dead in DeadKeys)
        {
            await Call(row, documented, dead, unknownKey, wrong);
        }

        await Call(row, documented, MatrixCaller.GarbageToken, row.Expected[Array.IndexOf(AccessMatrix.Columns, MatrixCaller.OtherCandidate)], wrong);
        await Call(row, documented, MatrixCaller.AnotherScheme, row.Expected[Array.IndexOf(AccessMatrix.Columns, MatrixCaller.Nobody)], wrong);
        Assert.True(wrong.Count == 0, $"{operation} ({Where}): {string.Join("; ", wrong)}");
    }

    private async Task Call(MatrixRow row, ApiOperation documented, MatrixCaller caller, int expected, List<string> wrong)
    {
        MatrixObjects objects = _objects ??= await MatrixObjects.Make(_server);
        string address = Fill(row.Path, objects.Parameters);
        (int status, string body) = await Send(row, documented, address, objects.Authorization(caller));
        if (status < 400)
        {
            // What succeeded may have used the objects up.
            _objects = null;
        }

        if (status != expected)
        {
            wrong.Add($"{caller} got {status} instead of {expected}: {body}");
        }

        // What is another's must look like what is not there.
        if (status == 404 && address != row.Path)
        {
            var unknown = objects.Parameters.ToDictionary(pair => pair.Key, pair => Unknown(pair.Key, pair.Value));
            (_, string absent) = await Send(row, documented, Fill(row.Path, unknown), objects.Authorization(caller));
            if (absent != body)
            {
                wrong.Add($"{caller} can tell another's object from none: {body} and {absent}");
            }
        }
    }

    private async Task<(int Status, string Body)> Send(MatrixRow row, ApiOperation documented, string address, string? authorization)
    {
        using var request = new HttpRequestMessage(new HttpMethod(row.Method), address);
        request.Headers.TryAddWithoutValidation("Authorization", authorization);
        if ((row.Body ?? documented.Example) is string example)
        {
            request.Content = new StringContent(example.Replace("{new}", MatrixObjects.NewName()), Encoding.UTF8, row.ContentType);
        }

        using HttpResponseMessage response = await _server.Http.SendAsync(request, Cancellation);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(Cancellation));
    }

    private static string Unknown(string parameter, string value) => parameter switch
    {
        "position" or "number" => value,
        "providerId" => "nobody-here",
        _ => Guid.NewGuid().ToString(),
    };

    private static string Fill(string path, IReadOnlyDictionary<string, string> parameters) => Parameter().Replace(path, match =>
        parameters.TryGetValue(match.Groups[1].Value, out string? value)
            ? value
            : throw new InvalidOperationException($"{path} has a parameter {match.Value}: give it a value in MatrixObjects.cs beside {Where}."));

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex Parameter();
}
