namespace Pals.Exam.Api.Problems;

/// <summary>Gives a body to errors that the framework answers with a bare status: no such address, no such method.</summary>
internal static class BareStatusProblems
{
    public static void UseBareStatusProblems(this IApplicationBuilder app) => app.UseStatusCodePages(async pages =>
        await Problem.Write(pages.HttpContext, ProblemTypes.ForStatus(pages.HttpContext.Response.StatusCode)));
}
