using System.Net.Http.Headers;

namespace Pals.Exam.LoadTest.Http;

/// <summary>One request and its whole response. Candidates and the floor's writers both go through here, so that their costs compare.</summary>
internal static class Exchange
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    /// <param name="authorization">The header's value; null for a request without.</param>
    /// <param name="json">The body; null for a request without.</param>
    public static async Task<Reply> Send(HttpClient http, HttpMethod method, Uri address, string? authorization, byte[]? json)
    {
        using var request = new HttpRequestMessage(method, address);
        if (json is not null)
        {
            request.Content = new ByteArrayContent(json) { Headers = { ContentType = Json } };
        }

        if (authorization is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        }

        // HttpClient would first copy the body into a buffer of its own.
        using HttpResponseMessage response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        var reply = new Reply(response);
        try
        {
            await reply.Fill(response.Content.ReadAsStream());
            return reply;
        }
        catch
        {
            reply.Dispose();
            throw;
        }
    }
}
