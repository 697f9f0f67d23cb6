using Microsoft.Playwright;

namespace Pals.Exam.EndToEnd.Tests;

/// <summary>A server, a browser page on it, and the folder that outlives the server.</summary>
internal sealed class Sitting : IAsyncDisposable
{
    private readonly TemporaryFolder _folder;

    private Sitting(ServerProcess server, CandidatePage candidate, TemporaryFolder folder)
    {
        Server = server;
        Candidate = candidate;
        _folder = folder;
    }

    public ServerProcess Server { get; private set; }

    public CandidatePage Candidate { get; }

    public static async Task<Sitting> Begin(ExamBrowser browser, BrowserNewContextOptions? options = null)
    {
        IPage page = await browser.Open(options);
        var folder = new TemporaryFolder();
        ServerProcess server = await ServerProcess.Start(folder.Path);
        return new Sitting(server, await CandidatePage.Open(page, server.Address), folder);
    }

    /// <summary>Starts a server again where the killed one was, over the same data.</summary>
    public async Task Restart()
    {
        Uri address = Server.Address;
        await Server.DisposeAsync();
        Server = await ServerProcess.Start(_folder.Path, "--urls", address.GetLeftPart(UriPartial.Authority));
    }

    public async ValueTask DisposeAsync()
    {
        await Candidate.Page.Context.DisposeAsync();
        await Server.DisposeAsync();
        _folder.Dispose();
    }
}
