using Pals.Exam.Api.Candidates;
using Pals.Exam.Api.Cards;
using Pals.Exam.Api.Courses;
using Pals.Exam.Api.DataProtection;
using Pals.Exam.Api.Enrolments;
using Pals.Exam.ItemBank.Storage;

namespace Pals.Exam.Api.Programmes;

/// <summary>The way from enrolment to card: courses, candidates, enrolments, cards.</summary>
internal static partial class PathServices
{
    public static void AddPath(this IServiceCollection services) => services
        .AddSingleton<ProgrammeCatalog>()
        .AddSingleton<CardOffice>()
        .AddSingleton<EnrolmentDesk>()
        .AddSingleton<ExamAdmission>()
        .AddSingleton<Roster>()
        .AddSingleton<CredentialSigner>()
        .AddSingleton<Erasure>()
        .AddHostedService(provider => new Retention(
            provider.GetRequiredService<ExamDatabase>(),
            provider.GetRequiredService<Erasure>(),
            provider.GetRequiredService<TimeProvider>(),
            Retention.DaysOf(provider.GetRequiredService<IConfiguration>()),
            provider.GetRequiredService<ILogger<Retention>>()))
        .AddHostedService<RenewalReminders>();

    /// <summary>What the first start makes: the programmes that come with the server, and a key that signs credentials.</summary>
    public static async Task PreparePath(this IServiceProvider services)
    {
        DateTimeOffset now = services.GetRequiredService<TimeProvider>().GetUtcNow();
        ExamDatabase database = services.GetRequiredService<ExamDatabase>();
        await database.Write(transaction => ProgrammeRecords.InstallShipped(transaction, now));
        foreach ((StoredProgramme programme, string why) in database.Read(ProgrammeCatalog.Misfits))
        {
            LogMisfit(services.GetRequiredService<ILogger<ProgrammeCatalog>>(), programme.ProgrammeId, programme.Revision, why);
        }

        await services.GetRequiredService<CredentialSigner>().EnsureKey();
    }

    public static void MapPath(this IEndpointRouteBuilder routes)
    {
        routes.MapProgrammes();
        routes.MapAccreditations();
        routes.MapCourses();
        routes.MapCandidates();
        routes.MapEnrolments();
        routes.MapUploads();
        routes.MapDataProtection();
        routes.MapFigures();
        routes.MapCards();
        routes.MapCredentials();
        routes.MapCardPages();
        routes.MapSigningKeys();
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Programme {ProgrammeId}, revision {Revision}, does not fit the exams of this server. {Why}")]
    private static partial void LogMisfit(ILogger logger, string programmeId, int revision, string why);
}
