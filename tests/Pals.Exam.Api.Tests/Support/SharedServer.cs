namespace Pals.Exam.Api.Tests.Support;

/// <summary>One server for the tests of a class that leave the clock alone.</summary>
public sealed class SharedServer : IAsyncLifetime
{
    internal ExamServer Server { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Server = await ExamServer.Create();

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
