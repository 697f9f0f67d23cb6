namespace Pals.Exam.Api.Hosting;

/// <summary>The address by which the outside knows the service: <c>PublicUrl</c> or, without it, the one of the request.</summary>
internal static class PublicUrl
{
    public static string Of(IConfiguration configuration, HttpRequest request) =>
        Setting.Text(configuration, "PublicUrl")?.TrimEnd('/') ?? $"{request.Scheme}://{request.Host}{request.PathBase}";
}
