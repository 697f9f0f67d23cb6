using System.Text.Json;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Pals.Exam.Api.Exams;
using Pals.Exam.Api.Observability;
using Pals.Exam.Api.Problems;
using Pals.Exam.Api.Programmes;
using Pals.Exam.Api.Security;
using Pals.Exam.Api.Security.Limits;
using Pals.Exam.Api.Webhooks;
using Pals.Exam.Api.WrittenExams;
using Pals.Exam.ItemBank.Content;
using Pals.Exam.ItemBank.Storage;

namespace Pals.Exam.Api.Hosting;

/// <summary>What the server is made of.</summary>
internal static class Services
{
    public static void AddExamServer(this WebApplicationBuilder builder)
    {
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = BodyRules.LargestDiscarded;
        });

        // A connection keeps a page of 4 kB while it waits, and a request is read at once instead of being waited for first.
        builder.WebHost.UseSockets(sockets => sockets.WaitForDataBeforeAllocatingBuffer = false);

        IServiceCollection services = builder.Services;
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<LoggerFactory>();
        services.AddSingleton<ILoggerFactory, StartLog>();
        services.AddSingleton(provider =>
        {
            IConfiguration configuration = provider.GetRequiredService<IConfiguration>();
            return ExamDatabase.Open(
                ServerSettings.Provider(configuration),
                ServerSettings.DatabaseConnection(configuration, builder.Environment.ContentRootPath),
                provider.GetRequiredService<TimeProvider>(),
                ServerSettings.DatabaseOptions(configuration));
        });
        services.AddSingleton<ExamMetrics>();
        services.AddHostedService<Telemetry>();
        services.AddDrain();
        services.AddSingleton<ExamLibrary>();
        services.AddSingleton<LiveExams>();
        services.AddSingleton<LiveExposure>();
        services.AddSingleton<ServerClock>();
        services.AddSingleton<ExamRoom>();
        services.AddSingleton<ExamRegistrar>();
        services.AddSingleton<ExamProctor>();
        services.AddSingleton<WrittenRoom>();
        services.AddSingleton<ExamReports>();
        services.AddSingleton<ExamStates>();
        services.AddHostedService<DeadlineSweep>();
        services.AddSingleton(provider => SecretBox.Of(provider.GetRequiredService<IConfiguration>(), builder.Environment.ContentRootPath));
        services.AddWebhooks();
        services.AddPath();

        services.AddExceptionHandler<ProblemExceptionHandler>();

        services.AddSingleton<RateLimits>();
        services.AddKnownProxies();
        services.AddCors();
        services.AddSingleton<ICorsPolicyProvider, CandidateCors>();
        services.AddHealthChecks().AddCheck<StorageHealth>("storage", tags: [HealthEndpoints.Ready]).AddCheck<DrainHealth>("drain", tags: [HealthEndpoints.Ready]);
        services.ConfigureHttpJsonOptions(json => Configure(json.SerializerOptions));
        services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
    }

    /// <summary>Fills an empty database and sees to the administrator's key, before the first request.</summary>
    public static async Task Prepare(this WebApplication app)
    {
        ExamDatabase database = app.Services.GetRequiredService<ExamDatabase>();
        TimeProvider time = app.Services.GetRequiredService<TimeProvider>();
        foreach (string programme in ShippedBank.Programmes)
        {
            // Read before the write begins, since other nodes that start wait for its end.
            ShippedExams shipped = ShippedExams.Load(programme);
            await database.Write(transaction => shipped.Install(transaction, time.GetUtcNow()));
        }

        await app.Services.PreparePath();
        await AdministratorKey.Ensure(database, app.Configuration["ADMIN_KEY"], time, Console.Out);
    }

    private static void Configure(JsonSerializerOptions json)
    {
        JsonSerializerOptions generated = ApiJson.Default.Options;
        json.AllowDuplicateProperties = generated.AllowDuplicateProperties;
        json.RespectNullableAnnotations = generated.RespectNullableAnnotations;
        json.RespectRequiredConstructorParameters = generated.RespectRequiredConstructorParameters;
        json.PropertyNameCaseInsensitive = generated.PropertyNameCaseInsensitive;
        json.NumberHandling = generated.NumberHandling;
        json.MaxDepth = generated.MaxDepth;
        json.TypeInfoResolverChain.Insert(0, ApiJson.Default);
        json.TypeInfoResolverChain.Insert(1, PathJson.Default);
    }
}
