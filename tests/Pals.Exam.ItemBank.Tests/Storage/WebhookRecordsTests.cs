using System.Collections.Immutable;
using System.Data.Common;
using System.Text.Json.Nodes;
using Pals.Exam.ItemBank.Storage;

namespace Pals.Exam.ItemBank.Tests.Storage;

public sealed class WebhookRecordsOnSqliteTests() : WebhookRecordsTests(DatabaseProvider.Sqlite);

public sealed class WebhookRecordsOnSqlServerTests() : WebhookRecordsTests(DatabaseProvider.SqlServer);

/// <summary>Endpoints, events and deliveries, the same on every database.</summary>
public abstract class WebhookRecordsTests(DatabaseProvider provider)
{
    private static readonly DateTimeOffset Noon = TemporaryDatabase.Noon;

    [Fact]
    public async Task Find_Endpoint_GivesItAsStoredToItsProviderOnly()
    {
        await using TemporaryDatabase temporary = await PathSample.Database(provider);
        WebhookEndpoint endpoint = await Add(temporary, "https://bücher.example/haken?x=1&y='", WebhookOutbox.CardIssued, WebhookOutbox.ExamCompleted);
        WebhookEndpoint second = await Add(temporary, "https://second.example", WebhookOutbox.CardIssued);

        Assert.Equal(PathSample.Written(endpoint), PathSample.Written(Find(temporary, endpoint)));
        Assert.Null(temporary.Read(t => WebhookRecords.Find(t, PathSample.OtherProvider, endpoint.EndpointId)));
        Assert.Equal(
            [endpoint.EndpointId, second.EndpointId], temporary.Read(t => WebhookRecords.OfProvider(t, PathSample.Provider)).Select(one => one.EndpointId));
        Assert.Empty(temporary.Read(t => WebhookRecords.OfProvider(t, PathSample.OtherProvider)));
    }

    [Fact]
    public async Task ReplaceSecret_Twice_LetsOldOnesSignUntilTheirTime()
    {
        await using TemporaryDatabase temporary = await PathSample.Database(provider);
        Guid id = (await Add(temporary, "https://a.example", WebhookOutbox.CardIssued)).EndpointId;
        byte[] second = [2, 0, 255];
        byte[] third = [3];
        await temporary.Write(t => WebhookRecords.ReplaceSecret(t, id, second, Noon.AddHours(1), Noon.AddHours(25)));
        Assert.Equal([second, [1]], Secrets(Noon.AddHours(25).AddMilliseconds(-1)));
        Assert.Equal([second], Secrets(Noon.AddHours(25)));

        await temporary.Write(t => WebhookRecords.ReplaceSecret(t, id, third, Noon.AddHours(2), Noon.AddHours(3)));
        Assert.Equal([third, second, [1]], Secrets(Noon.AddHours(2)));
        Assert.Equal([third], Secrets(Noon.AddHours(3)));

        IEnumerable<byte[]> Secrets(DateTimeOffset now) => temporary.Read(t => WebhookRecords.Secrets(t, id, now));
    }

    [Fact]
    public async Task Add_Event_IsQueuedForTheProvidersEndpointsThatAskForIt()
    {
        await using TemporaryDatabase temporary = await PathSample.Database(provider);
        WebhookEndpoint asks = await Add(temporary, "https://asks.example", WebhookOutbox.CardIssued, WebhookOutbox.CardRevoked);
        WebhookEndpoint doesNot = await Add(temporary, "https://does-not.example", WebhookOutbox.CardRevoked);
        WebhookEndpoint disabled = await Add(temporary, "https://disabled.example", WebhookOutbox.CardIssued);
        await temporary.Write(t => Assert.True(WebhookRecords.Disable(t, disabled.EndpointId, "gone", Noon)));

        Guid ours = await AddEvent(temporary, PathSample.Provider);
        await AddEvent(temporary, PathSample.OtherProvider);

        DueDelivery due = Assert.Single(Due(temporary, Noon));
        Assert.Equal((ours, asks.EndpointId, 0, "https://asks.example"), (due.EventId, due.EndpointId, due.Attempts, due.Url));
        var body = JsonNode.Parse(due.Body)!;
        Assert.Equal(
            ("card.issued", "2026-01-15T12:00:00.000Z", "Zoë 李 🫀"), ((string?)body["type"], (string?)body["timestamp"], (string?)body["data"]!["name"]));
        WebhookDelivery delivery = Assert.Single(Deliveries(temporary, asks));
        Assert.Equal(
            new WebhookDelivery(ours, WebhookOutbox.CardIssued, Noon, WebhookDeliveryStatus.Pending, 0, Noon, null, null), delivery);
        Assert.Empty(Deliveries(temporary, doesNot));
        Assert.Empty(Due(temporary, Noon.AddMilliseconds(-1)));
    }

    [Fact]
    public async Task AddTest_WhateverTypesAreAskedFor_IsQueuedForThatEndpoint()
    {
        await using TemporaryDatabase temporary = await PathSample.Database(provider);
        WebhookEndpoint endpoint = await Add(temporary, "https://a.example", WebhookOutbox.CardRevoked);
        await Add(temporary, "https://b.example", WebhookOutbox.CardRevoked);

        Guid test = await temporary.Write(t => WebhookOutbox.AddTest(t, PathSample.Provider, endpoint.EndpointId, Noon));

        DueDelivery due = Assert.Single(Due(temporary, Noon));
        Assert.Equal((test, endpoint.EndpointId), (due.EventId, due.EndpointId));
    }

    [Fact]
    public async Task Add_EventInAChangeThatFails_IsNotTold()
    {
        await using TemporaryDatabase temporary = await PathSample.Database(provider);
        WebhookEndpoint endpoint = await Add(temporary, "https://a.example", WebhookOutbox.CardIssued);

        await Assert.ThrowsAsync<InvalidOperationException>(() => temporary.Write(t =>
        {
            WebhookOutbox.Add(t, PathSample.Provider, WebhookOutbox.CardIssued, [], Noon);
            throw new InvalidOperationException("undone");
        }));

        Assert.Empty(Due(temporary, Noon));
        Assert.Empty(Deliveries(temporary, endpoint));
    }

    [Fact]
    public async Task Due_ManyDeliveries_GivesTheLongestDueFirst()
    {
        await using TemporaryDatabase temporary = await PathSample.Database(provider);
        await Add(temporary, "https://a.example", WebhookOutbox.CardIssued);
        Guid[] events = new Guid[5];
        foreach (int minute in new[] { 3, 0, 4, 1, 2 })
        {
            events[minute] = await AddEvent(temporary, PathSample.Provider, Noon.AddMinutes(minute));
        }

        Assert.Equal(events[..2], Due(temporary, Noon.AddMinutes(3), 2).Select(due => due.EventId));
        Assert.Equal(events[..4], Due(temporary, Noon.AddMinutes(3), 100).Select(due => due.EventId));
    }

    [Fact]
    public async Task Claim_OnTwoNodesAtOnce_OneSends()
    {
        const int Events = 20;
        await using TemporaryDatabase temporary = await PathSample.Database(provider);
        await using ExamDatabase other = temporary.Open();
        await Add(temporary, "https://a.example", WebhookOutbox.CardIssued);
        for (int i = 0; i < Events; i++)
        {
            await AddEvent(temporary, PathSample.Provider);
        }

        DueDelivery[] due = [.. Due(temporary, Noon)];
        Assert.Equal(Events, due.Length);
        bool[][] claimed = await Task.WhenAll(due.Select(delivery => Task.WhenAll(
            Claim(temporary.Database, delivery), Claim(other, delivery))));

        Assert.All(claimed, pair => Assert.Single(pair, wins => wins));
        Assert.Empty(Due(temporary, Noon.AddMinutes(1).AddMilliseconds(-1)));
        Assert.All(Due(temporary, Noon.AddMinutes(1)), again => Assert.Equal(1, again.Attempts));
    }

    [Fact]
    public async Task Record_FailureThenSuccess_TellsTheLastAttemptAndEnds()
    {
        await using TemporaryDatabase temporary = await PathSample.Database(provider);
        WebhookEndpoint endpoint = await Add(temporary, "https://a.example", WebhookOutbox.CardIssued);
        await AddEvent(temporary, PathSample.Provider);
        DueDelivery first = Assert.Single(Due(temporary, Noon));
        await temporary.Write(t =>
        {
            Assert.True(WebhookDeliveryRecords.Claim(t, first, Noon.AddMinutes(1)));
            WebhookDeliveryRecords.Record(t, first, Noon, null, "keine Verbindung – 断", WebhookDeliveryStatus.Pending, Noon.AddSeconds(5));
        });
        Assert.Equal(
            (WebhookDeliveryStatus.Pending, 1, Noon.AddSeconds(5), null, "keine Verbindung – 断"), Story(Assert.Single(Deliveries(temporary, endpoint))));

        DueDelivery second = Assert.Single(Due(temporary, Noon.AddSeconds(5)));
        await temporary.Write(t =>
        {
            Assert.True(WebhookDeliveryRecords.Claim(t, second, Noon.AddMinutes(2)));
            WebhookDeliveryRecords.Record(t, second, Noon.AddSeconds(5), 204, "ok", WebhookDeliveryStatus.Delivered, Noon.AddSeconds(5));
        });
        Assert.Equal(
            (WebhookDeliveryStatus.Delivered, 2, Noon.AddSeconds(5), 204, "ok"), Story(Assert.Single(Deliveries(temporary, endpoint))));
        Assert.Empty(Due(temporary, Noon.AddYears(1)));
    }

    [Fact]
    public async Task Replay_WhileAnAttemptIsUnderWay_HasTheLaterWord()
    {
        await using TemporaryDatabase temporary = await PathSample.Database(provider);
        WebhookEndpoint endpoint = await Add(temporary, "https://a.example", WebhookOutbox.CardIssued);
        Guid eventId = await AddEvent(temporary, PathSample.Provider);
        DueDelivery slow = Assert.Single(Due(temporary, Noon));
        await temporary.Write(t => Assert.True(WebhookDeliveryRecords.Claim(t, slow, Noon.AddMinutes(1))));
        await temporary.Write(t => Assert.True(WebhookDeliveryRecords.Replay(t, endpoint.EndpointId, eventId, Noon.AddSeconds(1))));
        DueDelivery replayed = Assert.Single(Due(temporary, Noon.AddSeconds(1)));
        await temporary.Write(t => Assert.True(WebhookDeliveryRecords.Claim(t, replayed, Noon.AddMinutes(2))));

        await temporary.Write(t => WebhookDeliveryRecords.Record(t, slow, Noon, 500, "late", WebhookDeliveryStatus.Failed, Noon));

        WebhookDelivery delivery = Assert.Single(Deliveries(temporary, endpoint));
        Assert.Equal((WebhookDeliveryStatus.Pending, 2, Noon.AddMinutes(2)), (delivery.Status, delivery.Attempts, delivery.NextAttemptAt));
        Assert.False(await temporary.Write(t => WebhookDeliveryRecords.Replay(t, endpoint.EndpointId, Guid.NewGuid(), Noon)));
        Assert.False(await temporary.Write(t => WebhookDeliveryRecords.Replay(t, Guid.NewGuid(), eventId, Noon)));
    }

    [Fact]
    public async Task Disable_EndpointWithPendingDeliveries_FailsThemAndSaysWhy()
    {
        await using TemporaryDatabase temporary = await PathSample.Database(provider);
        WebhookEndpoint endpoint = await Add(temporary, "https://a.example", WebhookOutbox.CardIssued);
        await AddEvent(temporary, PathSample.Provider);

        Assert.True(await temporary.Write(t => WebhookRecords.Disable(t, endpoint.EndpointId, "Empfänger fort", Noon.AddHours(1))));
        Assert.False(await temporary.Write(t => WebhookRecords.Disable(t, endpoint.EndpointId, "again", Noon.AddHours(2))));

        WebhookEndpoint found = Find(temporary, endpoint)!;
        Assert.Equal((Noon.AddHours(1), "Empfänger fort"), (found.DisabledAt, found.DisabledReason));
        Assert.Equal(WebhookDeliveryStatus.Failed, Assert.Single(Deliveries(temporary, endpoint)).Status);
        Assert.Empty(Due(temporary, Noon.AddDays(1)));
    }

    [Fact]
    public async Task Deliveries_MoreThanAskedFor_GivesTheNewestFirst()
    {
        await using TemporaryDatabase temporary = await PathSample.Database(provider);
        WebhookEndpoint endpoint = await Add(temporary, "https://a.example", WebhookOutbox.CardIssued);
        Guid[] events = new Guid[6];
        for (int i = 0; i < events.Length; i++)
        {
            events[i] = await AddEvent(temporary, PathSample.Provider, Noon.AddSeconds(i));
        }

        Assert.Equal(
            events[3..].Reverse(), temporary.Read(t => WebhookDeliveryRecords.Deliveries(t, endpoint.EndpointId, 3)).Select(delivery => delivery.EventId));
    }

    [Fact]
    public async Task Add_EventOrEndpointOfNoProvider_IsRefusedByTheDatabase()
    {
        await using TemporaryDatabase temporary = await PathSample.Database(provider);

        await Assert.ThrowsAnyAsync<DbException>(() => AddEvent(temporary, "nobody"));
        await Assert.ThrowsAnyAsync<DbException>(() => temporary.Write(
            t => WebhookRecords.Add(t, new WebhookEndpoint(Guid.NewGuid(), "nobody", "https://a.example", [], Noon, null, null), [1])));
    }

    private static async Task<WebhookEndpoint> Add(TemporaryDatabase temporary, string url, params string[] types)
    {
        var endpoint = new WebhookEndpoint(Guid.CreateVersion7(), PathSample.Provider, url, [.. types], Noon, null, null);
        await temporary.Write(t => WebhookRecords.Add(t, endpoint, [1]));
        return endpoint;
    }

    private static Task<Guid> AddEvent(TemporaryDatabase temporary, string providerId, DateTimeOffset? at = null) => temporary.Write(
        t => WebhookOutbox.Add(t, providerId, WebhookOutbox.CardIssued, new JsonObject { ["name"] = "Zoë 李 🫀" }, at ?? Noon));

    private static Task<bool> Claim(ExamDatabase node, DueDelivery delivery) =>
        node.Write(t => WebhookDeliveryRecords.Claim(t, delivery, Noon.AddMinutes(1)), TestContext.Current.CancellationToken);

    private static WebhookEndpoint? Find(TemporaryDatabase temporary, WebhookEndpoint endpoint) =>
        temporary.Read(t => WebhookRecords.Find(t, endpoint.ProviderId, endpoint.EndpointId));

    private static ImmutableArray<DueDelivery> Due(TemporaryDatabase temporary, DateTimeOffset now, int count = 100) =>
        temporary.Read(t => WebhookDeliveryRecords.Due(t, now, count));

    private static ImmutableArray<WebhookDelivery> Deliveries(TemporaryDatabase temporary, WebhookEndpoint endpoint) =>
        temporary.Read(t => WebhookDeliveryRecords.Deliveries(t, endpoint.EndpointId, 100));

    private static (WebhookDeliveryStatus, int, DateTimeOffset, int?, string?) Story(WebhookDelivery delivery) =>
        (delivery.Status, delivery.Attempts, delivery.NextAttemptAt, delivery.LastResponseStatus, delivery.LastOutcome);
}
