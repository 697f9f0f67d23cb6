using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.FileProviders;
using Pals.Exam.Api.Security;

namespace Pals.Exam.Api.Embedding;

/// <summary>Which languages the exam's pages speak: those of which a file lies in the web root, so that adding one takes no change of the program.</summary>
internal static class PageLanguages
{
    private const string Folder = "js/languages";
    private const string Extension = ".js";

    public static void MapPageLanguages(this IEndpointRouteBuilder routes) => routes
        .MapGet("/js/languages.json", List).ExcludeFromDescription().OpenToAnyone();

    private static Ok<LanguageList> List(IWebHostEnvironment environment) => TypedResults.Ok(new LanguageList(
    [
        .. from file in environment.WebRootFileProvider.GetDirectoryContents(Folder)
           where !file.IsDirectory && Path.GetExtension(file.Name) == Extension
           let name = Path.GetFileNameWithoutExtension(file.Name)
           orderby name
           select name,
    ]));
}

/// <summary>Names of languages (BCP 47).</summary>
public sealed record LanguageList(IReadOnlyList<string> Languages);
