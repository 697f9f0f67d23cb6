using System.Collections.Immutable;
using Microsoft.Extensions.FileProviders;
using Pals.Exam.Api.Problems;
using Pals.Exam.Api.Security;
using Pals.Exam.ItemBank.Storage;

namespace Pals.Exam.Api.Embedding;

/// <summary>The exam's page for the frame that embed.js makes. Its address names the provider, because the provider's origins may show it and no others.</summary>
internal static class EmbeddedPage
{
    public static void MapEmbeddedPage(this IEndpointRouteBuilder routes) => routes
        .MapGet("/embed/{provider}", Show).ExcludeFromDescription().OpenToAnyone();

    /// <summary>A script of another site may load this file, and only this one.</summary>
    public static void AllowEverywhere(HttpContext context, IFileInfo file)
    {
        if (file.Name == "embed.js")
        {
            context.Response.Headers.AccessControlAllowOrigin = "*";
        }
    }

    private static async Task Show(string provider, HttpContext context, ExamDatabase database, IWebHostEnvironment environment)
    {
        ImmutableArray<string> origins = database.Read(transaction => OriginRecords.Of(transaction, provider));
        if (origins.IsEmpty)
        {
            await Problem.Write(context, ProblemTypes.NotFound, "No page may show exams of this provider.");
            return;
        }

        context.Features.Set(new FrameAncestors([.. origins]));
        context.Response.ContentType = "text/html; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store";
        await context.Response.SendFileAsync(environment.WebRootFileProvider.GetFileInfo("embedded.html"), context.RequestAborted);
    }
}
