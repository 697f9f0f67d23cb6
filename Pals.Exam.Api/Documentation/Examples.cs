namespace Pals.Exam.Api.Documentation;

/// <summary>An example of each request, by operation.</summary>
internal static class Examples
{
    public static readonly IReadOnlyDictionary<string, string> Requests = new Dictionary<string, string>
    {
        ["StartPracticeExam"] = """{"definition": "pals-adaptive", "seed": 42}""",
        ["CreateExam"] = """
            {"candidateId": "candidate-7", "definition": "pals-adaptive", "purpose": "certification", "accommodation": {"multiplier": 1.5}}
            """,
        ["SetAccommodation"] = """{"extraMinutes": 30}""",
        ["PauseExam"] = """{"reason": "Fire alarm"}""",
        ["ResumeExam"] = """{"reason": "False alarm"}""",
        ["AnswerQuestion"] = """{"position": 1, "answer": ["B"], "seconds": 31.5}""",
        ["AnswerFormQuestion"] = """{"answer": ["B"], "sequence": 7, "seconds": 31.5}""",
        ["FlagFormQuestion"] = """{"flagged": true, "sequence": 8}""",
        ["SetAccreditation"] = """{"number": "TC-01234", "expiresOn": "2027-12-31"}""",
        ["AddCourse"] = """{"courseId": "pals-2026-03", "programmeId": "pals", "title": "PALS in March", "format": "blended", "kind": "initial", "hours": 14, "startsOn": "2026-03-02", "endsOn": "2026-03-03"}""",
        ["PutCandidate"] = """{"name": "Maria Curie", "profession": "nurse"}""",
        ["AddEnrolment"] = """{"candidateId": "candidate-7", "courseId": "pals-2026-03"}""",
        ["AttestCompletion"] = """{"hours": 14, "completedOn": "2026-03-02", "skills": [{"skill": "Infant CPR", "assessor": "A. Assessor", "assessedOn": "2026-03-02"}]}""",
        ["RevokeCard"] = """{"reason": "The skill assessments were those of another person."}""",
        ["ReissueCard"] = """{"reason": "The name was misspelled.", "name": "Marie Curie"}""",
        ["AddProvider"] = """{"providerId": "heart-centre", "name": "Heart Centre"}""",
        ["SetOrigins"] = """{"origins": ["https://courses.example"]}""",
        ["CreateLaunch"] = """
            {"origin": "https://courses.example", "exam": {"candidateId": "candidate-7", "definition": "pals-adaptive", "purpose": "practice"}}
            """,
        ["UseLaunch"] = """{"token": "pxl_heart-centre.…", "origin": "https://courses.example"}""",
        ["AddWebhook"] = """{"url": "https://courses.example/pals-events", "events": ["exam.completed", "card.issued"]}""",
        ["AddKey"] = """{"role": "psychometrician", "label": "calibration, spring", "expiresAt": "2099-06-30T00:00:00Z"}""",
        ["AddProviderKey"] = """{"label": "front desk"}""",
    };
}
