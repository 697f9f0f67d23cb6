using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Mvc.Testing;
using Pals.Exam.Api.Problems;
using Pals.Exam.Api.Tests.Support;
using Pals.Exam.Api.Webhooks;
using Pals.Exam.Tests.Shared.Web;

namespace Pals.Exam.Api.Tests.Webhooks;

public sealed class WebhookTests
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Event_ToAWebhook_ArrivesOnceAndSigned()
    {
        await using Receiver receiver = await Receiver.Start();
        await using ExamServer server = await Server();
        using HttpClient provider = await server.NewProvider("north");
        JsonElement webhook = await Added(provider, receiver.Url);
        string address = $"/v1/webhooks/{webhook.GetProperty("webhookId").GetString()}";

        string eventId = await SendTest(provider, address);
        await Settled(server, provider, address, "delivered");

        Delivered delivered = Assert.Single(receiver.Deliveries);
        Assert.Equal(eventId, delivered.Id);
        Assert.Equal($"v1,{Signed(webhook, delivered)}", delivered.Signature);
        JsonElement body = JsonDocument.Parse(delivered.Body).RootElement;
        Assert.Equal("endpoint.test", body.GetProperty("type").GetString());
        Assert.Equal(webhook.GetProperty("webhookId").GetString(), body.GetProperty("data").GetProperty("endpointId").GetString());
        Assert.Equal("2026-03-02T08:00:00.000Z", body.GetProperty("timestamp").GetString());
    }

    [Fact]
    public async Task Event_ThatTheReceiverRefuses_IsTriedAgainUnderTheSameId()
    {
        await using Receiver receiver = await Receiver.Start();
        await using ExamServer server = await Server();
        using HttpClient provider = await server.NewProvider("north");
        string address = await Address(provider, receiver.Url);
        receiver.AnswerWith(500);

        await SendTest(provider, address);
        JsonElement pending = await Settled(server, provider, address, "pending", attempts: 1);
        Assert.Equal(500, pending.GetProperty("lastStatus").GetInt32());
        TimeSpan wait = pending.GetProperty("nextAttemptAt").GetDateTimeOffset() - server.Clock.GetUtcNow();
        Assert.InRange(wait, TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(6.01));
        server.Clock.Advance(TimeSpan.FromSeconds(7));
        await Settled(server, provider, address, "delivered", attempts: 2);

        Assert.Equal(2, receiver.Deliveries.Count);
        Assert.Single(receiver.Deliveries.Select(delivery => (delivery.Id, delivery.Body)).Distinct());
    }

    [Fact]
    public async Task Webhook_ThatIsGone_GetsNothingMore()
    {
        await using Receiver receiver = await Receiver.Start();
        await using ExamServer server = await Server();
        using HttpClient provider = await server.NewProvider("north");
        string address = await Address(provider, receiver.Url);
        receiver.AnswerWith(410);

        await SendTest(provider, address);
        await Settled(server, provider, address, "failed");

        await ProblemAssert.Is(ProblemTypes.WebhookDisabled, await provider.PostAsync($"{address}/test", null, Cancellation));
        JsonElement listed = (await Get(provider, "/v1/webhooks")).GetProperty("webhooks")[0];
        Assert.Equal("The receiver answered 410 Gone.", listed.GetProperty("disabledReason").GetString());
        await ProblemAssert.Is(ProblemTypes.WebhookNotFound, await provider.DeleteAsync(address, Cancellation));
    }

    [Fact]
    public async Task Secret_Replaced_SignsAlongForADay()
    {
        await using Receiver receiver = await Receiver.Start();
        await using ExamServer server = await Server();
        using HttpClient provider = await server.NewProvider("north");
        JsonElement webhook = await Added(provider, receiver.Url);
        string address = $"/v1/webhooks/{webhook.GetProperty("webhookId").GetString()}";

        server.Clock.Advance(Tick);
        JsonElement replaced = await Body(await provider.PostAsync($"{address}/secrets", null, Cancellation), HttpStatusCode.Created);
        await SendTest(provider, address);
        await Settled(server, provider, address, "delivered");
        Delivered both = Assert.Single(receiver.Deliveries);
        Assert.Equal($"v1,{Signed(replaced, both)} v1,{Signed(webhook, both)}", both.Signature);

        server.Clock.Advance(TimeSpan.FromHours(24));
        await SendTest(provider, address);
        await Settled(server, provider, address, "delivered");
        Delivered alone = receiver.Deliveries[^1];
        Assert.Equal($"v1,{Signed(replaced, alone)}", alone.Signature);
    }

    [Fact]
    public async Task Delivery_Replayed_ArrivesAgain()
    {
        await using Receiver receiver = await Receiver.Start();
        await using ExamServer server = await Server();
        using HttpClient provider = await server.NewProvider("north");
        string address = await Address(provider, receiver.Url);
        string eventId = await SendTest(provider, address);
        await Settled(server, provider, address, "delivered");

        using HttpResponseMessage replay = await provider.PostAsync($"{address}/deliveries/{eventId}/replay", null, Cancellation);
        Assert.Equal(HttpStatusCode.Accepted, replay.StatusCode);
        await Settled(server, provider, address, "delivered", attempts: 2);

        Assert.Equal([eventId, eventId], receiver.Deliveries.Select(delivery => delivery.Id));
        await ProblemAssert.Is(
            ProblemTypes.DeliveryNotFound, await provider.PostAsync($"{address}/deliveries/{Guid.NewGuid()}/replay", null, Cancellation));
    }

    [Fact]
    public async Task Event_WithTwoNodes_ArrivesOnce()
    {
        await using Receiver receiver = await Receiver.Start();
        await using ExamServer server = await Server();
        await using WebApplicationFactory<Program> second = server.StartNode();
        using HttpClient provider = await server.NewProvider("north");
        string address = await Address(provider, receiver.Url);

        for (int round = 0; round < 5; round++)
        {
            await SendTest(provider, address);
            await Settled(server, provider, address, "delivered");
        }

        Assert.Equal(5, receiver.Deliveries.Count);
        Assert.Equal(5, receiver.Deliveries.Select(delivery => delivery.Id).Distinct().Count());
    }

    [Fact]
    public async Task Webhook_OfAnotherProvider_IsNotThere()
    {
        await using ExamServer server = await Server();
        using HttpClient owner = await server.NewProvider("north");
        using HttpClient other = await server.NewProvider("south");
        string address = await Address(owner, "https://north.example/events");

        Assert.Equal(0, (await Get(other, "/v1/webhooks")).GetProperty("webhooks").GetArrayLength());
        await ProblemAssert.Is(ProblemTypes.WebhookNotFound, await other.GetAsync($"{address}/deliveries", Cancellation));
        await ProblemAssert.Is(ProblemTypes.WebhookNotFound, await other.PostAsync($"{address}/test", null, Cancellation));
        await ProblemAssert.Is(ProblemTypes.WebhookNotFound, await other.PostAsync($"{address}/secrets", null, Cancellation));
        await ProblemAssert.Is(ProblemTypes.WebhookNotFound, await other.DeleteAsync(address, Cancellation));
    }

    [Theory]
    [InlineData("http://north.example/events")]
    [InlineData("https://user:word@north.example/events")]
    [InlineData("https://north.example/events#here")]
    [InlineData("https://10.1.2.3/events")]
    [InlineData("https://[::1]/events")]
    [InlineData("https://127.1/events")]
    [InlineData("https://2130706433/events")]
    [InlineData("/events")]
    [InlineData("file:///etc/passwd")]
    public async Task AddWebhook_BadOrPrivateAddress_IsRefused(string url)
    {
        await using ExamServer server = await ExamServer.Create();
        using HttpClient provider = await server.NewProvider("north");

        JsonElement problem = await ProblemAssert.Is(
            ProblemTypes.InvalidRequest, await provider.PostAsJsonAsync("/v1/webhooks", new { url }, Cancellation));

        Assert.Equal("url", problem.GetProperty("field").GetString());
    }

    [Fact]
    public async Task Event_ToANameOfAPrivateAddress_IsNotSent()
    {
        await using Receiver receiver = await Receiver.Start();
        await using ExamServer server = await ExamServer.Create();
        using HttpClient provider = await server.NewProvider("north");
        string address = await Address(provider, $"https://localhost:{new Uri(receiver.Url).Port}/events");

        await SendTest(provider, address);
        JsonElement pending = await Settled(server, provider, address, "pending", attempts: 1);

        Assert.Equal("the name leads to a private address", pending.GetProperty("lastOutcome").GetString());
        Assert.Empty(receiver.Deliveries);
    }

    [Fact]
    public async Task Database_WithAWebhook_DoesNotHoldItsSecret()
    {
        await using ExamServer server = await Server();
        using HttpClient provider = await server.NewProvider("north");
        JsonElement webhook = await Added(provider, "https://north.example/events");
        byte[] secret = Convert.FromBase64String(webhook.GetProperty("secret").GetString()!["whsec_".Length..]);

        foreach (string file in server.DatabaseFiles())
        {
            byte[] content;
            await using (var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite))
            {
                content = new byte[stream.Length];
                await stream.ReadExactlyAsync(content, Cancellation);
            }

            Assert.Equal(-1, content.AsSpan().IndexOf(secret));
            Assert.Equal(-1, content.AsSpan().IndexOf(Encoding.ASCII.GetBytes(Convert.ToBase64String(secret))));
        }
    }

    private static Task<ExamServer> Server() => ExamServer.Create(("Webhooks:AllowPrivateAddresses", "true"));

    private static string Signed(JsonElement secretHolder, Delivered delivered)
    {
        byte[] secret = Convert.FromBase64String(secretHolder.GetProperty("secret").GetString()!["whsec_".Length..]);
        return Convert.ToBase64String(HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes($"{delivered.Id}.{delivered.Timestamp}.{delivered.Body}")));
    }

    private static async Task<JsonElement> Added(HttpClient provider, string url) =>
        await Body(await provider.PostAsJsonAsync("/v1/webhooks", new { url }, Cancellation), HttpStatusCode.Created);

    private static async Task<string> Address(HttpClient provider, string url) =>
        $"/v1/webhooks/{(await Added(provider, url)).GetProperty("webhookId").GetString()}";

    private static async Task<string> SendTest(HttpClient provider, string address) =>
        (await Body(await provider.PostAsync($"{address}/test", null, Cancellation), HttpStatusCode.Accepted)).GetProperty("eventId").GetString()!;

    /// <summary>Lets the server's clock tick until the latest delivery has the status.</summary>
    private static async Task<JsonElement> Settled(ExamServer server, HttpClient provider, string address, string status, int attempts = 1)
    {
        server.Clock.Advance(Tick);
        while (true)
        {
            Cancellation.ThrowIfCancellationRequested();
            JsonElement latest = (await Get(provider, $"{address}/deliveries")).GetProperty("deliveries")[0];
            if (latest.GetProperty("status").GetString() == status && latest.GetProperty("attempts").GetInt32() == attempts
                && latest.GetProperty("lastOutcome").ValueKind == JsonValueKind.String)
            {
                return latest;
            }
        }
    }

    private static async Task<JsonElement> Get(HttpClient client, string address) =>
        await Body(await client.GetAsync(address, Cancellation), HttpStatusCode.OK);

    private static async Task<JsonElement> Body(HttpResponseMessage response, HttpStatusCode expected)
    {
        Assert.Equal(expected, response.StatusCode);
        return await response.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
    }
}
