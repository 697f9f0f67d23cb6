namespace Pals.Exam.Api.Documentation;

/// <summary>An example of each request, by operation.</summary>
internal static class Examples
{
    public static readonly IReadOnlyDictionary<string, string> Requests = new Dictionary<string, string>
    {
        ["StartPracticeExam"] = """{"definition": "pals-adaptive", "seed": 42}""",
        ["CreateExam"] = """{"candidateId": "candidate-7", "definition": "pals-adaptive", "purpose": "certification"}""",
        ["AnswerQuestion"] = """{"position": 1, "answer": ["B"], "seconds": 31.5}""",
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
