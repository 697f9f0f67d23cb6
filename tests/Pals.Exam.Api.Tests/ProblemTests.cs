using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Pals.Exam.Api.Problems;
using Pals.Exam.Api.Security;
using Pals.Exam.Api.Tests.Support;
using Pals.Exam.ItemBank.Storage;

namespace Pals.Exam.Api.Tests;

public sealed class ProblemTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Handler_OutcomeThatNobodyKnows_DoesNotSayThatNothingWasStored()
    {
        (ProblemType type, string detail, string? retryAfter) = await Handle(new UnknownOutcomeException());

        Assert.Equal(ProblemTypes.OutcomeUnknown, type);
        Assert.DoesNotContain("Nothing was stored", detail, StringComparison.Ordinal);
        Assert.Contains("Send the same request again", detail, StringComparison.Ordinal);
        Assert.NotNull(retryAfter);
    }

    [Fact]
    public async Task Handler_ChangeThatCouldNotBeMadeDurable_SaysThatNothingWasStored()
    {
        (ProblemType type, string detail, string? retryAfter) = await Handle(new StorageException("disk"));

        Assert.Equal(ProblemTypes.StorageUnavailable, type);
        Assert.StartsWith("Nothing was stored", detail, StringComparison.Ordinal);
        Assert.DoesNotContain("disk", detail, StringComparison.Ordinal);
        Assert.NotNull(retryAfter);
    }

    [Theory]
    [InlineData("/v1/uploads/enrolments", BodyRules.LargestTable, true)]
    [InlineData("/v1/uploads/enrolments", BodyRules.LargestTable, false)]
    [InlineData("/v1/practice-exams", BodyRules.LargestRead, true)]
    [InlineData("/v1/practice-exams", BodyRules.LargestRead, false)]
    public async Task Body_LargerThanItsEndpointReads_IsRefusedWithTheTrueLimit(string address, long limit, bool isAnnounced)
    {
        using HttpClient provider = await shared.Server.NewProvider($"large-{limit}-{isAnnounced}".ToLowerInvariant());
        byte[] body = Encoding.ASCII.GetBytes($"{{\"definition\": \"{new string('x', (int)limit)}\"}}");
        using HttpContent content = isAnnounced ? new ByteArrayContent(body) : new StreamContent(new Unannounced(body));
        content.Headers.ContentType = new(address.Contains("uploads", StringComparison.Ordinal) ? "text/csv" : "application/json");

        using HttpResponseMessage response = await provider.PostAsync(address, content, Cancellation);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        using var problem = JsonDocument.Parse(await response.Content.ReadAsStringAsync(Cancellation));
        Assert.Equal($"The largest body that is read here has {limit} bytes.", problem.RootElement.GetProperty("detail").GetString());
    }

    private static async Task<(ProblemType Type, string Detail, string? RetryAfter)> Handle(Exception exception)
    {
        var context = new DefaultHttpContext { RequestServices = new ServiceCollection().AddLogging().BuildServiceProvider() };
        using var body = new MemoryStream();
        context.Response.Body = body;
        Assert.True(await new ProblemExceptionHandler(NullLogger<ProblemExceptionHandler>.Instance).TryHandleAsync(context, exception, Cancellation));
        using var problem = JsonDocument.Parse(body.ToArray());
        string uri = problem.RootElement.GetProperty("type").GetString()!;
        ProblemType type = typeof(ProblemTypes).GetFields().Select(field => (ProblemType)field.GetValue(null)!).Single(type => type.Uri == uri);
        Assert.Equal(type.Status, context.Response.StatusCode);
        return (type, problem.RootElement.GetProperty("detail").GetString()!, context.Response.Headers.RetryAfter);
    }

    /// <summary>A stream that does not tell its length beforehand.</summary>
    private sealed class Unannounced(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
    }
}
