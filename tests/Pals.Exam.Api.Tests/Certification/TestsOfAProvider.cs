using Pals.Exam.Api.Tests.Support;

namespace Pals.Exam.Api.Tests.Certification;

/// <summary>Each test has a server of its own, and an accredited course provider with a course.</summary>
public abstract class TestsOfAProvider : IAsyncLifetime
{
    private protected ExamServer Server { get; private set; } = null!;

    private protected CourseProvider Provider { get; private set; } = null!;

    private protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Server = await ExamServer.Create();
        Provider = await CourseProvider.Create(Server);
    }

    public async ValueTask DisposeAsync()
    {
        Provider.Dispose();
        await Server.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
