using System.Text.Json.Serialization;
using Dapper;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Pals.Exam.ItemBank.Storage;

namespace Pals.Exam.LoadTest.Floor;

/// <summary>
/// What no server of this kind can go below: the same framework, listener, JSON and group commit as the exam server, with one endpoint that only
/// appends one durable row. It runs as a process of its own, as the exam server does, and is no part of the product.
/// </summary>
internal static class FloorServer
{
    /// <summary>First argument of the tool when it is started as the floor.</summary>
    public const string Command = "floor";

    /// <summary>Address of the endpoint.</summary>
    public const string Path = "/floor";

    public static async Task<int> Run(string[] args)
    {
        WebApplicationBuilder builder = WebApplication.CreateBuilder(args);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, FloorJson.Default));
        string folder = builder.Configuration["Data:Folder"] ?? throw new InvalidOperationException("The floor needs --Data:Folder.");
        await using ExamDatabase database = ExamDatabase.Open($"Data Source={System.IO.Path.Combine(folder, "floor.db")}", TimeProvider.System);
        await database.Write(transaction => transaction.Connection!.Execute(
            "CREATE TABLE floor_rows (row_id INTEGER PRIMARY KEY, position INTEGER NOT NULL, answer TEXT NOT NULL, written_at INTEGER NOT NULL)",
            transaction: transaction));

        WebApplication app = builder.Build();
        app.MapPost(Path, async (FloorRow row) =>
        {
            long now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
            await database.Write(transaction => SqlDialect.Of(transaction).Run(
                transaction,
                "INSERT INTO floor_rows (position, answer, written_at) VALUES (@position, @answer, @now)",
                ("@position", row.Position),
                ("@answer", row.Answer),
                ("@now", now)));
            return TypedResults.Ok(new FloorWritten(row.Position));
        });
        await app.RunAsync();
        return 0;
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
