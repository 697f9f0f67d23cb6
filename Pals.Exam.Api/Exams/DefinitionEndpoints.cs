using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Pals.Exam.Api.Security;
using Pals.Exam.Engine.Exams;
using Pals.Exam.ItemBank.Definitions;
using Pals.Exam.ItemBank.Files;

namespace Pals.Exam.Api.Exams;

/// <summary>Which exams there are.</summary>
internal static class DefinitionEndpoints
{
    public static void MapDefinitions(this IEndpointRouteBuilder routes) => routes
        .MapGet("/v1/definitions", List)
        .WithTags("Exams")
        .WithName("ListDefinitions")
        .WithSummary("Lists the exams that can be sat")
        .WithDescription("Needs no key. An exam begins by its definition's name.")
        .OpenToAnyone();

    private static Ok<DefinitionsResponse> List(ExamLibrary library) =>
        TypedResults.Ok(new DefinitionsResponse([.. library.Offered().Select(Response)]));

    private static DefinitionResponse Response(DefinitionFile file)
    {
        ExamDefinition definition = file.Template;
        return new DefinitionResponse(
            definition.Id,
            definition.Programme,
            definition.Title,
            Words.Of(file.Delivery),
            definition.MinimumLength + definition.PretestItems,
            definition.MaximumLength + definition.PretestItems,
            definition.TimeLimit?.TotalMinutes,
            [.. definition.TopicAreas.Select(area => area.Name)]);
    }
}

/// <summary>The exams that can be sat.</summary>
public sealed record DefinitionsResponse(IReadOnlyList<DefinitionResponse> Definitions);

/// <summary>An exam that can be sat.</summary>
public sealed record DefinitionResponse(
    [property: Description("The name by which it is begun.")]
    string Definition,
    string Programme,
    string Title,
    [property: Description("adaptive: one question at a time, chosen by the answers before it. fixed-form: all questions at once.")]
    string Delivery,
    int MinimumQuestions,
    int MaximumQuestions,
    [property: Description("Null without a time limit.")]
    double? TimeLimitMinutes,
    IReadOnlyList<string> TopicAreas);
