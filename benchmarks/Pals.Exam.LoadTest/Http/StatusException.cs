using System.Net;

namespace Pals.Exam.LoadTest.Http;

/// <summary>A response without success.</summary>
internal sealed class StatusException : Exception
{
    public StatusException(HttpStatusCode status, TimeSpan? retryAfter, string message)
        : base(message)
    {
        Status = status;
        RetryAfter = retryAfter;
    }

    public StatusException(string message)
        : base(message)
    {
    }

    public StatusException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    public StatusException()
    {
    }

    public HttpStatusCode Status { get; }

    public TimeSpan? RetryAfter { get; }

    /// <summary>True when nothing was done and the same request may be sent again.</summary>
    public bool MayRepeat => Status is HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests;
}
