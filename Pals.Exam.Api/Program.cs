using System.Globalization;
using Pals.Exam.Api.Demo;
using Pals.Exam.Api.Documentation;
using Pals.Exam.Api.Embedding;
using Pals.Exam.Api.Exams;
using Pals.Exam.Api.Hosting;
using Pals.Exam.Api.Observability;
using Pals.Exam.Api.Problems;
using Pals.Exam.Api.Programmes;
using Pals.Exam.Api.Providers;
using Pals.Exam.Api.Responses;
using Pals.Exam.Api.Security;
using Pals.Exam.Api.Security.Limits;
using Pals.Exam.Api.Webhooks;
using Pals.Exam.Api.WrittenExams;

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
    app.UseRejectionCount();
    app.UseSecurityHeaders();
    app.UseExceptionHandler(_ => { });
    app.UseBareStatusProblems();
    app.UseBodyRules();
    app.UseDefaultFiles();
    app.UseStaticFiles(new StaticFileOptions { OnPrepareResponse = file => EmbeddedPage.AllowEverywhere(file.Context, file.File) });
    app.UseRouting();
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
    await app.StartAsync();
    await app.WaitForShutdownAsync();
    return 0;
}
catch (Exception exception) when (FailedStart.IsExplained(exception))
{
    return FailedStart.Tell(exception);
}
