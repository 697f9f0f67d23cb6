using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Pals.Exam.Api.Exams;

namespace Pals.Exam.Api.Documentation;

/// <summary>The OpenAPI document at /openapi/v1.json.</summary>
internal static class OpenApi
{
    public static void AddDocumentation(this IServiceCollection services) => services.AddOpenApi("v1", options =>
    {
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo
            {
                Title = "PalsExam",
                Version = "v1",
                Description = "Adaptive exams for Pediatric Advanced Life Support. Errors are problem details (RFC 9457) with a stable type.",
            };
            return Task.CompletedTask;
        });
    });

    public static void MapDocumentation(this IEndpointRouteBuilder routes) => routes.MapOpenApi("/openapi/{documentName}.json");
}
