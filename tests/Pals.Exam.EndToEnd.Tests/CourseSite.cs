using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Logging;

namespace Pals.Exam.EndToEnd.Tests;

/// <summary>A course provider's own site: static files on an origin of its own.</summary>
internal sealed class CourseSite : IAsyncDisposable
{
    private readonly WebApplication _app;

    private CourseSite(WebApplication app) => _app = app;

    /// <summary>The origin, as browsers write it.</summary>
    public string Origin { get; private set; } = "";

    /// <summary>
    /// Serves the files of a folder. The exam server's host is 127.0.0.1; under another name the browser takes the two for different sites, as they
    /// will be in earnest, and may refuse the frame its storage.
    /// </summary>
    public static async Task<CourseSite> Start(string folder, string host)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseSetting(WebHostDefaults.ServerUrlsKey, $"http://{IPAddress.Loopback}:0");
        builder.Logging.ClearProviders();
        var site = new CourseSite(builder.Build());
        site._app.UseStaticFiles(new StaticFileOptions { FileProvider = new PhysicalFileProvider(folder) });
        await site._app.StartAsync(TestContext.Current.CancellationToken);
        string address = site._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();

        site.Origin = $"http://{host}:{new Uri(address).Port}";
        return site;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
