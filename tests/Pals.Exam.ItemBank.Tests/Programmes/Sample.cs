using Pals.Exam.ItemBank.Programmes;

namespace Pals.Exam.ItemBank.Tests.Programmes;

/// <summary>A programme and a course to try rules on.</summary>
internal static class Sample
{
    public static Programme Pals { get; } =
        ProgrammeReader.Read("pals.yaml", ShippedProgrammes.Texts().Single(programme => programme.ProgrammeId == "pals").Text);

    public static Course Course { get; } = new()
    {
        ProviderId = "heart-centre",
        CourseId = "pals-2026-03",
        ProgrammeId = Pals.Id,
        Title = "PALS in March",
        Format = CourseFormat.Blended,
        Kind = CourseKind.Initial,
        Hours = 14,
        Skills = [.. Pals.Courses[CourseKind.Initial].Skills, "Needle thoracostomy"],
        StartsOn = new DateOnly(2026, 3, 1),
    };
}
