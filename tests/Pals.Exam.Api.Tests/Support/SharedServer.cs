namespace Pals.Exam.Api.Tests.Support;

/// <summary>One server for the tests of a class that leave the clock alone.</summary>
public sealed class SharedServer : IAsyncDisposable
{
    internal ExamServer Server { get; } = new();

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
