using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Pals.Exam.Api.Security;

namespace Pals.Exam.Api.Documentation;

/// <summary>The OpenAPI document at /openapi/v1.json.</summary>
internal static class OpenApi
{
    private const string TokenScheme = "candidateToken";
    private const string KeyScheme = "key";

    public static void AddDocumentation(this IServiceCollection services) => services.AddOpenApi("v1", options =>
    {
        options.AddDocumentTransformer((document, _, _) =>
        {
            // An address of this machine says nothing to a reader elsewhere.
            document.Servers = [];
            Describe(document);
            return Task.CompletedTask;
        });
        options.AddOperationTransformer((operation, context, _) =>
        {
            RequireCredential(operation, context);
            AddExamples(operation);
            return Task.CompletedTask;
        });
        options.AddSchemaTransformer((schema, context, _) =>
        {
            if (context.JsonTypeInfo.Type == typeof(ulong) || context.JsonTypeInfo.Type == typeof(ulong?))
            {
                schema.Type = JsonSchemaType.Integer | JsonSchemaType.String | JsonSchemaType.Null;
                schema.Pattern = "^[0-9]{1,20}$";
            }

            if (context.JsonPropertyInfo?.AttributeProvider?.GetCustomAttributes(typeof(AllowedValuesAttribute), inherit: false)
                is [AllowedValuesAttribute allowed])
            {
                schema.Enum = [.. allowed.Values.Select(value => JsonValue.Create((string)value!))];
            }

            return Task.CompletedTask;
        });
    });

    public static void MapDocumentation(this IEndpointRouteBuilder routes) => routes.MapOpenApi("/openapi/{documentName}.json").OpenToAnyone();

    private static void Describe(OpenApiDocument document)
    {
        document.Info = new OpenApiInfo
        {
            Title = "PalsExam",
            Version = "v1",
            Description = "Adaptive exams for Pediatric Advanced Life Support. Times are UTC. Errors are problem details (RFC 9457) whose type never "
                + "changes; docs/http-api.md explains each. Fields that a request does not have are refused.",
        };
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            [TokenScheme] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                Description = "A candidate's token, which opens one exam.",
            },
            [KeyScheme] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                Description = "The key of a course provider, a psychometrician or an administrator.",
            },
        };
    }

    private static void RequireCredential(OpenApiOperation operation, OpenApiOperationTransformerContext context)
    {
        AccessRule? rule = context.Description.ActionDescriptor.EndpointMetadata.OfType<AccessRule>().LastOrDefault();
        if (rule is null || rule.IsOpen)
        {
            return;
        }

        string[] schemes = rule.Roles == Role.Candidate ? [TokenScheme] : rule.Roles.HasFlag(Role.Candidate) ? [TokenScheme, KeyScheme] : [KeyScheme];
        operation.Security =
            [.. schemes.Select(scheme => new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(scheme, context.Document)] = [] })];
        operation.Description = $"{operation.Description} For: {rule.Callers}.".TrimStart();
    }

    private static void AddExamples(OpenApiOperation operation)
    {
        if (operation.OperationId is { } id
            && Examples.Requests.TryGetValue(id, out string? example)
            && operation.RequestBody?.Content?.TryGetValue("application/json", out OpenApiMediaType? body) == true)
        {
            body.Example = JsonNode.Parse(example);
        }
    }
}
