using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Pals.Exam.Api.Hosting;

namespace Pals.Exam.Api.Webhooks;

/// <summary>How an attempt ended: the receiver's status, or null and why there is none.</summary>
internal readonly record struct WebhookResponse(int? Status, string Outcome);

/// <summary>
/// Posts events. The address is checked after the name was resolved, on the very connection that is used, so that a name that changes its
/// address between check and use gains nothing; redirects are not followed.
/// </summary>
internal sealed class WebhookSender : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private readonly HttpClient _http;

    public WebhookSender(IConfiguration configuration)
    {
        bool allowPrivate = AllowsPrivateAddresses(configuration);
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            ConnectTimeout = Patience,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            ConnectCallback = (context, cancellation) => Connect(context.DnsEndPoint, allowPrivate, cancellation),
        };
        _http = new HttpClient(handler) { Timeout = Patience, MaxResponseContentBufferSize = 64 * 1024 };
        _http.DefaultRequestHeaders.UserAgent.ParseAdd("PalsExam-Webhooks/1");
    }

    /// <summary>Whether tests and development servers deliver to addresses of the own machine.</summary>
    public static bool AllowsPrivateAddresses(IConfiguration configuration) => Setting.Flag(configuration, "Webhooks:AllowPrivateAddresses", false);

    /// <summary>Posts an event; whatever the receiver or the network does is a result, not an exception.</summary>
    public async Task<WebhookResponse> Send(
        string url, string id, long timestamp, string body, string signature, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, url)
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("webhook-id", id);
        request.Headers.Add("webhook-timestamp", timestamp.ToString(CultureInfo.InvariantCulture));
        request.Headers.Add("webhook-signature", signature);
        try
        {
            // Nothing of the body is read: the status is the answer.
            using HttpResponseMessage response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
            int status = (int)response.StatusCode;
            return new WebhookResponse(status, string.Create(CultureInfo.InvariantCulture, $"HTTP {status}"));
        }
        catch (HttpRequestException exception)
        {
            return new WebhookResponse(null, exception.InnerException is AddressRefusedException refused ? refused.Message : Describe(exception));
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new WebhookResponse(null, $"no answer within {Patience.TotalSeconds:0} seconds");
        }
    }

    public void Dispose() => _http.Dispose();

    private static string Describe(HttpRequestException exception) => exception.HttpRequestError switch
    {
        HttpRequestError.NameResolutionError => "the name cannot be resolved",
        HttpRequestError.ConnectionError => "no connection",
        HttpRequestError.SecureConnectionError => "the TLS handshake failed",
        _ => "the connection broke",
    };

    private static async ValueTask<Stream> Connect(DnsEndPoint place, bool allowPrivate, CancellationToken cancellation)
    {
        IPAddress[] addresses = await Dns.GetHostAddressesAsync(place.Host, cancellation);
        IPAddress[] allowed = allowPrivate ? addresses : [.. addresses.Where(PublicAddress.Is)];
        if (allowed.Length == 0)
        {
            throw new AddressRefusedException("the name leads to a private address");
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, place.Port, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private sealed class AddressRefusedException(string message) : Exception(message);
}
