using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http.Features;

namespace Pals.Exam.Api;

/// <summary>
/// Reads the body of a request that is small and frequent: at once, when all of it is there, where the framework's reader is made for bodies that
/// come piece by piece. What is wrong with a body is told in the framework's own exceptions.
/// </summary>
internal static class JsonBody
{
    public const string MediaType = "application/json";

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <exception cref="BadHttpRequestException">The body is missing, of another media type, too large, or not the JSON that was expected.</exception>
    public static async ValueTask<T> Read<T>(HttpRequest request, JsonTypeInfo<T> type)
        where T : class
    {
        if (request.HttpContext.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody == false)
        {
            throw new BadHttpRequestException("The body is missing.");
        }

        if (!request.HasJsonContentType())
        {
            throw new BadHttpRequestException("Another media type than JSON.", StatusCodes.Status415UnsupportedMediaType);
        }

        PipeReader body = request.BodyReader;
        while (true)
        {
            ReadResult read;
            try
            {
                read = await body.ReadAsync(request.HttpContext.RequestAborted);
            }
            catch (IOException exception) when (exception is not BadHttpRequestException)
            {
                throw new BadHttpRequestException("The body broke off.", exception);
            }

            if (!read.IsCompleted)
            {
                body.AdvanceTo(read.Buffer.Start, read.Buffer.End);
                continue;
            }

            try
            {
                return Parse(read.Buffer, type) ?? throw new BadHttpRequestException("The body is null.");
            }
            catch (JsonException exception)
            {
                throw new BadHttpRequestException("The body is not the JSON that was expected.", exception);
            }
            finally
            {
                body.AdvanceTo(read.Buffer.End);
            }
        }
    }

    private static T? Parse<T>(ReadOnlySequence<byte> body, JsonTypeInfo<T> type)
    {
        ReadOnlySpan<byte> text = body.IsSingleSegment ? body.FirstSpan : body.ToArray();
        return JsonSerializer.Deserialize(text.StartsWith(ByteOrderMark) ? text[ByteOrderMark.Length..] : text, type);
    }
}
