using System.Net;

namespace Pals.Exam.EndToEnd.Tests;

/// <summary>Several server processes over one database, as behind a load balancer that knows nothing of exams.</summary>
internal sealed class NodeCluster : IAsyncDisposable
{
    private readonly string _folder;
    private readonly string[] _arguments;
    private readonly ServerProcess[] _nodes;
    private readonly Random _random = new(20261120);
    private int _unanswered;

    private NodeCluster(string folder, string[] arguments, ServerProcess[] nodes)
    {
        _folder = folder;
        _arguments = arguments;
        _nodes = nodes;
    }

    /// <summary>Requests that got no answer, or the answer to come again, and went to another node.</summary>
    public int Unanswered => Volatile.Read(ref _unanswered);

    /// <summary>How often a node was killed.</summary>
    public int Kills { get; private set; }

    /// <summary>Starts the nodes all at once, on a database that need not exist yet.</summary>
    public static async Task<NodeCluster> Start(int nodes, string folder, params string[] arguments) => new(
        folder, arguments, await Task.WhenAll(Enumerable.Range(0, nodes).Select(_ => ServerProcess.Start(folder, arguments))));

    /// <summary>A client whose every request goes to any node, and to another one for as long as it is not answered.</summary>
    public HttpClient Client() => new(new AnyNode(this)) { BaseAddress = new Uri("http://any-node") };

    /// <summary>One client for each node.</summary>
    public HttpClient[] Clients() => [.. _nodes.Select(node => node.Client())];

    /// <summary>Kills a node and starts another in its place.</summary>
    public async Task KillOne()
    {
        int index = Any();
        ServerProcess killed = _nodes[index];
        await killed.Kill();
        Kills++;
        _nodes[index] = await ServerProcess.Start(_folder, ["--urls", killed.Address.GetLeftPart(UriPartial.Authority), .. _arguments]);
        await killed.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (ServerProcess node in _nodes)
        {
            await node.DisposeAsync();
        }
    }

    private int Any()
    {
        lock (_random)
        {
            return _random.Next(_nodes.Length);
        }
    }

    private sealed class AnyNode(NodeCluster cluster) : HttpMessageHandler
    {
        private readonly HttpMessageInvoker _invoker = new(new SocketsHttpHandler());

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            byte[]? body = request.Content is null ? null : await request.Content.ReadAsByteArrayAsync(cancellationToken);
            while (true)
            {
                using HttpRequestMessage copy = Copy(request, body, cluster._nodes[cluster.Any()].Address);
                try
                {
                    HttpResponseMessage response = await _invoker.SendAsync(copy, cancellationToken);
                    if (response.StatusCode != HttpStatusCode.ServiceUnavailable)
                    {
                        await response.Content.LoadIntoBufferAsync(cancellationToken);
                        return response;
                    }

                    response.Dispose();
                }
                catch (Exception exception) when (exception is HttpRequestException or IOException)
                {
                    // The node was killed, before or while it answered: what became of the request is not known.
                }

                Interlocked.Increment(ref cluster._unanswered);
            }
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                _invoker.Dispose();
            }

            base.Dispose(disposing);
        }

        private static HttpRequestMessage Copy(HttpRequestMessage request, byte[]? body, Uri node)
        {
            var copy = new HttpRequestMessage(request.Method, new Uri(node, request.RequestUri!.PathAndQuery));
            copy.Headers.Authorization = request.Headers.Authorization;
            if (body is not null)
            {
                copy.Content = new ByteArrayContent(body);
                copy.Content.Headers.ContentType = request.Content!.Headers.ContentType;
            }

            return copy;
        }
    }
}
