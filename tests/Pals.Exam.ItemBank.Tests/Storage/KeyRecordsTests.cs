using System.Data.Common;
using Pals.Exam.ItemBank.Storage;

namespace Pals.Exam.ItemBank.Tests.Storage;

public sealed class KeyRecordsOnSqliteTests() : KeyRecordsTests(DatabaseProvider.Sqlite);

public sealed class KeyRecordsOnSqlServerTests() : KeyRecordsTests(DatabaseProvider.SqlServer);

/// <summary>Keys and providers, the same on every database.</summary>
public abstract class KeyRecordsTests(DatabaseProvider provider)
{
    private static readonly DateTimeOffset Noon = TemporaryDatabase.Noon;

    private static readonly byte[] Hash = [1, 2, 3];

    [Fact]
    public async Task Keys_AddedAndRevoked_AreFoundWhileInForce()
    {
        await using TemporaryDatabase temporary = await TemporaryDatabase.Create(provider);
        var key = new StoredKey(Guid.NewGuid(), KeyRole.Provider, "heart-centre") { Label = "front desk", CreatedAt = Noon };
        await temporary.Write(t =>
        {
            ProviderRecords.Add(t, "heart-centre", "Heart Centre", Noon);
            KeyRecords.Add(t, key, Hash);
        });

        Assert.Equal(key, temporary.Database.Read(t => KeyRecords.FindInForce(t, Hash, Noon)));
        Assert.Null(temporary.Database.Read(t => KeyRecords.FindInForce(t, [1, 2, 4], Noon)));
        Assert.Equal([key], temporary.Database.Read(t => KeyRecords.List(t, "heart-centre")));
        Assert.Empty(temporary.Database.Read(t => KeyRecords.List(t, "another")));

        Assert.True(await temporary.Write(t => KeyRecords.Revoke(t, key.KeyId, Noon.AddHours(1))));
        Assert.False(await temporary.Write(t => KeyRecords.Revoke(t, key.KeyId, Noon.AddHours(2))));
        Assert.Null(temporary.Database.Read(t => KeyRecords.FindInForce(t, Hash, Noon)));
        Assert.Equal(Noon.AddHours(1), temporary.Database.Read(t => KeyRecords.Find(t, key.KeyId))!.RevokedAt);
    }

    [Fact]
    public async Task FindInForce_KeyThatExpires_FindsItUntilThen()
    {
        await using TemporaryDatabase temporary = await TemporaryDatabase.Create(provider);
        var key = new StoredKey(Guid.NewGuid(), KeyRole.Administrator, null) { Label = "audit week", CreatedAt = Noon, ExpiresAt = Noon.AddDays(7) };
        await temporary.Write(t => KeyRecords.Add(t, key, Hash));

        Assert.Equal(key, temporary.Database.Read(t => KeyRecords.FindInForce(t, Hash, Noon.AddDays(7).AddMilliseconds(-1))));
        Assert.Null(temporary.Database.Read(t => KeyRecords.FindInForce(t, Hash, Noon.AddDays(7))));
        Assert.Equal(1, temporary.Database.Read(t => KeyRecords.CountAdministrators(t, Noon)));
        Assert.Equal(0, temporary.Database.Read(t => KeyRecords.CountAdministrators(t, Noon.AddDays(7))));
    }

    [Theory]
    [InlineData(KeyRole.Administrator, "heart-centre")]
    [InlineData(KeyRole.Provider, null)]
    [InlineData(KeyRole.Psychometrician, "nobody")]
    public async Task Add_ScopeThatTheRoleDoesNotHave_IsRefusedByTheDatabase(KeyRole role, string? providerId)
    {
        await using TemporaryDatabase temporary = await TemporaryDatabase.Create(provider);
        await temporary.Write(t => ProviderRecords.Add(t, "heart-centre", "Heart Centre", Noon));

        await Assert.ThrowsAnyAsync<DbException>(
            () => temporary.Write(t => KeyRecords.Add(t, new StoredKey(Guid.NewGuid(), role, providerId) { CreatedAt = Noon }, Hash)));
    }

    [Fact]
    public async Task SetAdministrator_AnotherKeyAndTheFirstAgain_OnlyTheLastIsInForce()
    {
        await using TemporaryDatabase temporary = await TemporaryDatabase.Create(provider);
        byte[] first = [1];
        byte[] second = [2];
        byte[] labelled = [3];
        await temporary.Write(t => KeyRecords.Add(
            t, new StoredKey(Guid.NewGuid(), KeyRole.Administrator, null) { Label = "made by hand", CreatedAt = Noon }, labelled));
        bool[] changed = new bool[4];
        byte[][] keys = [first, second, first, first];
        for (int i = 0; i < keys.Length; i++)
        {
            changed[i] = await temporary.Write(t => KeyRecords.SetAdministrator(t, keys[i], Noon));
            byte[] other = keys[i] == first ? second : first;
            Assert.Equal(KeyRole.Administrator, temporary.Database.Read(t => KeyRecords.FindInForce(t, keys[i], Noon))!.Role);
            Assert.Null(temporary.Database.Read(t => KeyRecords.FindInForce(t, other, Noon)));
        }

        Assert.Equal([true, true, true, false], changed);
        Assert.NotNull(temporary.Database.Read(t => KeyRecords.FindInForce(t, labelled, Noon)));
    }

    [Fact]
    public async Task Close_Provider_ClosesItOnce()
    {
        await using TemporaryDatabase temporary = await TemporaryDatabase.Create(provider);
        await temporary.Write(t => ProviderRecords.Add(t, "heart-centre", "Heart Centre", Noon));

        Assert.True(await temporary.Write(t => ProviderRecords.Close(t, "heart-centre", Noon.AddDays(1))));
        Assert.False(await temporary.Write(t => ProviderRecords.Close(t, "heart-centre", Noon.AddDays(2))));
        Assert.False(await temporary.Write(t => ProviderRecords.Close(t, "nobody", Noon)));
        Assert.Equal(
            [new StoredProvider("heart-centre", "Heart Centre", Noon, Noon.AddDays(1))], temporary.Database.Read(ProviderRecords.List));
    }
}
