using System.Text.Json.Serialization;
using Dapper;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Pals.Exam.Api;
using Pals.Exam.Api.Hosting;
using Pals.Exam.Api.Security;
using Pals.Exam.ItemBank.Storage;

namespace Pals.Exam.LoadTest.Floor;

/// <summary>
/// What the exam server cannot go below: the exam server itself, the same process with all that a request meets on its way, with one endpoint more that only
/// appends one durable row. It is no part of the product.
/// </summary>
internal static class FloorServer
{
    /// <summary>First argument of the tool when it is started as the server.</summary>
    public const string Command = "serve";

    /// <summary>Address of the endpoint.</summary>
    public const string Path = "/v1/floor";

    public static Task<int> Run(string[] args) => ExamHost.Run(args, AddFloor);

    private static async Task AddFloor(WebApplication app)
    {
        var database = app.Services.GetRequiredService<ExamDatabase>();
        await database.Write(transaction => transaction.Connection!.Execute(
            """
            CREATE TABLE IF NOT EXISTS floor_rows (
              row_id INTEGER PRIMARY KEY, position INTEGER NOT NULL, answer TEXT NOT NULL, written_at INTEGER NOT NULL)
            """,
            transaction: transaction));
        app.MapPost(Path, async (HttpContext context) =>
        {
            FloorRow row = await JsonBody.Read(context.Request, FloorJson.Default.FloorRow);
            long now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
            await database.Write(transaction => SqlDialect.Of(transaction).Run(
                transaction,
                "INSERT INTO floor_rows (position, answer, written_at) VALUES (@position, @answer, @now)",
                ("@position", row.Position),
                ("@answer", row.Answer),
                ("@now", now)));
            await context.Response.WriteAsJsonAsync(new FloorWritten(row.Position), FloorJson.Default.FloorWritten);
        }).OpenToAnyone();
    }
}

/// <summary>What the floor is sent: as much as an answer holds.</summary>
internal sealed record FloorRow(int Position, string Answer);

/// <summary>What the floor answers when the row is durable.</summary>
internal sealed record FloorWritten(int Position);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(FloorRow))]
[JsonSerializable(typeof(FloorWritten))]
internal sealed partial class FloorJson : JsonSerializerContext;
