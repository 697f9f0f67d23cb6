using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Mvc;
using Pals.Exam.Api.Embedding;
using Pals.Exam.Api.Exams;
using Pals.Exam.Api.Providers;
using Pals.Exam.Api.Webhooks;
using Pals.Exam.Api.WrittenExams;

namespace Pals.Exam.Api;

/// <summary>
/// How every contract is read and written, generated when the program is built. Requests refuse fields that they do not have, so that a
/// misspelled name is an error and no silence; responses may gain fields.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    MaxDepth = 16)]
[JsonSerializable(typeof(PracticeExamRequest))]
[JsonSerializable(typeof(ExamRequest))]
[JsonSerializable(typeof(ExamCreated))]
[JsonSerializable(typeof(AnswerRequest))]
[JsonSerializable(typeof(ExamStateResponse))]
[JsonSerializable(typeof(AccommodationContract))]
[JsonSerializable(typeof(PauseRequest))]
[JsonSerializable(typeof(ExamTimeResponse))]
[JsonSerializable(typeof(FormResponse))]
[JsonSerializable(typeof(FormAnswerRequest))]
[JsonSerializable(typeof(FormFlagRequest))]
[JsonSerializable(typeof(FormMarkResponse))]
[JsonSerializable(typeof(DefinitionsResponse))]
[JsonSerializable(typeof(ReportResponse))]
[JsonSerializable(typeof(StepResponse))]
[JsonSerializable(typeof(NewProvider))]
[JsonSerializable(typeof(ProviderResponse))]
[JsonSerializable(typeof(ProvidersResponse))]
[JsonSerializable(typeof(NewKey))]
[JsonSerializable(typeof(NewProviderKey))]
[JsonSerializable(typeof(KeyCreated))]
[JsonSerializable(typeof(Origins))]
[JsonSerializable(typeof(LaunchRequest))]
[JsonSerializable(typeof(LaunchCreated))]
[JsonSerializable(typeof(LaunchUse))]
[JsonSerializable(typeof(LaunchUsed))]
[JsonSerializable(typeof(LanguageList))]
[JsonSerializable(typeof(NewWebhook))]
[JsonSerializable(typeof(WebhookCreated))]
[JsonSerializable(typeof(WebhookList))]
[JsonSerializable(typeof(WebhookSecretCreated))]
[JsonSerializable(typeof(WebhookEventQueued))]
[JsonSerializable(typeof(WebhookDeliveryList))]
[JsonSerializable(typeof(KeysResponse))]
[JsonSerializable(typeof(ProblemDetails))]
internal sealed partial class ApiJson : JsonSerializerContext;

/// <summary>Writes JSON as the framework writes responses: what is no danger in JSON is not escaped.</summary>
internal static class ResponseJson
{
    /// <summary>Whole responses, or parts of them.</summary>
    public static ApiJson Contracts { get; } = new(new JsonSerializerOptions(ApiJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    /// <summary>Responses that are put together from parts, each of which is JSON.</summary>
    public static JsonWriterOptions Writing { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };
}
