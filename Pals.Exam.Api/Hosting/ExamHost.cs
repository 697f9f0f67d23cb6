using System.Globalization;
using Pals.Exam.Api.Demo;
using Pals.Exam.Api.Documentation;
using Pals.Exam.Api.Embedding;
using Pals.Exam.Api.Exams;
using Pals.Exam.Api.Observability;
using Pals.Exam.Api.Problems;
using Pals.Exam.Api.Programmes;
using Pals.Exam.Api.Providers;
using Pals.Exam.Api.Responses;
using Pals.Exam.Api.Security;
using Pals.Exam.Api.Security.Limits;
using Pals.Exam.Api.Webhooks;
using Pals.Exam.Api.WrittenExams;

namespace Pals.Exam.Api.Hosting;

/// <summary>The server from its start to its end.</summary>
internal static class ExamHost
{
    /// <summary>Runs the server and returns its exit code.</summary>
    /// <param name="args">Settings from the command line.</param>
    /// <param name="extend">Adds what is no part of the product, when everything is prepared and nobody is served yet: the load test measures with it.</param>
    public static async Task<int> Run(string[] args, Func<WebApplication, Task> extend)
    {
        // Numbers and messages are the same on every machine.
        CultureInfo.CurrentCulture = CultureInfo.DefaultThreadCurrentCulture = CultureInfo.InvariantCulture;
        try
        {
            WebApplicationBuilder builder = WebApplication.CreateBuilder(args);
            SettingsCheck.Require(builder.Configuration);
            builder.AddExamServer();
            builder.Services.AddDocumentation();

            await using WebApplication app = builder.Build();
            app.UseForwardedHeaders();
            app.UseExceptionHandler(_ => { });
            app.UseRouting();
            app.UseSecurityHeaders();
            app.UseBodyRules();
            app.UseWhen(context => !AccessRules.Govern(context), others =>
            {
                others.UseBareStatusProblems();
                others.UseDefaultFiles();
                others.UseStaticFiles(new StaticFileOptions { OnPrepareResponse = file => EmbeddedPage.AllowEverywhere(file.Context, file.File) });
            });
            app.UseCors();
            app.UseMiddleware<AccessControl>();

            app.MapPracticeExams();
            app.MapExams();
            app.MapProctoring();
            app.MapWrittenExams();
            app.MapDefinitions();
            app.MapExamMedia();
            app.MapExamSteps();
            app.MapResponseDownload();
            app.MapProviders();
            app.MapOrigins();
            app.MapLaunches();
            app.MapPath();
            app.MapEmbeddedPage();
            app.MapPageLanguages();
            if (app.Environment.IsDevelopment())
            {
                app.MapDemo();
            }

            app.MapWebhooks();
            app.MapKeys();
            app.MapHealth();
            app.MapDocumentation();
            app.RequireDeclaredAccess();

            await app.Prepare();
            await extend(app);
            await app.StartAsync();
            await app.WaitForShutdownAsync();
            return 0;
        }
        catch (Exception exception) when (FailedStart.IsExplained(exception))
        {
            return FailedStart.Tell(exception);
        }
    }
}
