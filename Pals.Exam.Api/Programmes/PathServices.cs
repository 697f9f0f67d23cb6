using Pals.Exam.Api.Candidates;
using Pals.Exam.Api.Cards;
using Pals.Exam.Api.Courses;
using Pals.Exam.Api.Enrolments;

namespace Pals.Exam.Api.Programmes;

/// <summary>The way from enrolment to card: courses, candidates, enrolments, cards.</summary>
internal static class PathServices
{
    public static void AddPath(this IServiceCollection services) => services
        .AddSingleton<ProgrammeCatalog>()
        .AddSingleton<CardOffice>()
        .AddSingleton<EnrolmentDesk>()
        .AddSingleton<ExamAdmission>()
        .AddSingleton<Roster>();

    public static void MapPath(this IEndpointRouteBuilder routes)
    {
        routes.MapProgrammes();
        routes.MapAccreditations();
        routes.MapCourses();
        routes.MapCandidates();
        routes.MapEnrolments();
    }
}
