namespace Pals.Exam.Api.Tests.Access;

/// <summary>
/// Who gets what from every endpoint: one line an endpoint, one status a caller. A new endpoint needs a line here, and a value for each new
/// {parameter} of its address in <see cref="MatrixObjects"/>.
/// </summary>
internal static class AccessMatrix
{
    /// <summary>
    /// The callers of a row's statuses. The object that the address names is always that of the own candidate and the own provider. Revoked and
    /// expired keys have no column: they must get what an unknown key gets.
    /// </summary>
    public static readonly MatrixCaller[] Columns =
    [
        MatrixCaller.Nobody, MatrixCaller.UnknownKey,
        MatrixCaller.Candidate, MatrixCaller.OtherCandidate,
        MatrixCaller.Provider, MatrixCaller.OtherProvider,
        MatrixCaller.Psychometrician, MatrixCaller.ProvidersPsychometrician, MatrixCaller.OtherPsychometrician,
        MatrixCaller.Administrator,
    ];

    /// <summary>The endpoints. Where the example of the documentation will not do, a body follows; {new} in it is a name never used before.</summary>
    public static readonly MatrixRow[] Rows =
    [
        //                                                          no    unknown      own   other      own   other      of    of own    of other
        //                                                          key   key       |  candidate     |  provider      |  all   provider  provider |  administrator
        //                                                                          |                |                |  psychometrician            |
        new("POST /v1/practice-exams",                              "201  201       |  201   201     |  201   201     |  201   201       201      |  201"),
        new("POST /v1/exams",                                       "401  401       |  401   401     |  201   201     |  403   403       403      |  403"),
        new("GET /v1/exams/{examId}",                               "401  404       |  200   404     |  404   404     |  404   404       404      |  404"),
        new("POST /v1/exams/{examId}/answers",                      "401  404       |  200   404     |  404   404     |  404   404       404      |  404"),
        new("GET /v1/definitions",                                  "200  200       |  200   200     |  200   200     |  200   200       200      |  200"),
        new("GET /v1/exams/{examId}/form",                          "401  404       |  409   404     |  404   404     |  404   404       404      |  404"),
        new("PUT /v1/exams/{examId}/form/answers/{position}",       "401  404       |  409   404     |  404   404     |  404   404       404      |  404",
            """{"answer": ["A"], "sequence": 1}"""),
        new("PUT /v1/exams/{examId}/form/flags/{position}",         "401  404       |  409   404     |  404   404     |  404   404       404      |  404",
            """{"flagged": true, "sequence": 1}"""),
        new("POST /v1/exams/{examId}/submit",                       "401  404       |  409   404     |  404   404     |  404   404       404      |  404"),
        new("GET /v1/exams/{examId}/report",                        "401  401       |  409   404     |  409   404     |  409   409       404      |  409"),
        new("GET /v1/exams/{examId}/report.pdf",                    "401  401       |  409   404     |  409   404     |  409   409       404      |  409"),
        new("PUT /v1/exams/{examId}/accommodation",                 "401  401       |  401   401     |  200   404     |  403   403       403      |  403"),
        new("POST /v1/exams/{examId}/pause",                        "401  401       |  401   401     |  200   404     |  403   403       403      |  403"),
        new("POST /v1/exams/{examId}/resume",                       "401  401       |  401   401     |  200   404     |  403   403       403      |  403"),
        new("GET /v1/exams/{examId}/steps/{position}",              "401  401       |  401   401     |  403   403     |  200   200       404      |  200"),
        new("GET /v1/exams/{examId}/media/{position}-{number}.svg", "404  404       |  404   404     |  404   404     |  404   404       404      |  404"),
        new("GET /v1/responses.csv",                                "401  401       |  401   401     |  403   403     |  200   200       200      |  200"),
        new("POST /v1/providers",                                   "401  401       |  401   401     |  403   403     |  403   403       403      |  201",
            """{"providerId": "{new}", "name": "Heart Centre"}"""),
        new("GET /v1/provider",                                     "401  401       |  401   401     |  200   200     |  403   403       403      |  403"),
        new("GET /v1/providers",                                    "401  401       |  401   401     |  403   403     |  403   403       403      |  200"),
        new("GET /v1/providers/{providerId}",                       "401  401       |  401   401     |  200   404     |  403   403       403      |  200"),
        new("DELETE /v1/providers/{providerId}",                    "401  401       |  401   401     |  403   403     |  403   403       403      |  204"),
        new("POST /v1/providers/{providerId}/keys",                 "401  401       |  401   401     |  403   403     |  403   403       403      |  201"),
        new("GET /v1/providers/{providerId}/keys",                  "401  401       |  401   401     |  403   403     |  403   403       403      |  200"),
        new("DELETE /v1/providers/{providerId}/keys/{keyId}",       "401  401       |  401   401     |  403   403     |  403   403       403      |  204"),
        new("POST /v1/keys",                                        "401  401       |  401   401     |  403   403     |  403   403       403      |  201"),
        new("GET /v1/keys",                                         "401  401       |  401   401     |  403   403     |  403   403       403      |  200"),
        new("DELETE /v1/keys/{keyId}",                              "401  401       |  401   401     |  403   403     |  403   403       403      |  204"),
        new("GET /v1/providers/{providerId}/origins",               "401  401       |  401   401     |  200   404     |  403   403       403      |  200"),
        new("PUT /v1/providers/{providerId}/origins",               "401  401       |  401   401     |  200   404     |  403   403       403      |  200"),
        new("POST /v1/launches",                                    "401  401       |  401   401     |  422   422     |  403   403       403      |  403"),
        new("POST /v1/launches/use",                                "404  404       |  404   404     |  404   404     |  404   404       404      |  404"),
        new("GET /v1/webhooks",                                     "401  401       |  401   401     |  200   200     |  403   403       403      |  403"),
        new("POST /v1/webhooks",                                    "401  401       |  401   401     |  201   201     |  403   403       403      |  403"),
        new("DELETE /v1/webhooks/{webhookId}",                      "401  401       |  401   401     |  204   404     |  403   403       403      |  403"),
        new("POST /v1/webhooks/{webhookId}/secrets",                "401  401       |  401   401     |  201   404     |  403   403       403      |  403"),
        new("POST /v1/webhooks/{webhookId}/test",                   "401  401       |  401   401     |  202   404     |  403   403       403      |  403"),
        new("GET /v1/webhooks/{webhookId}/deliveries",              "401  401       |  401   401     |  200   404     |  403   403       403      |  403"),
        new("POST /v1/webhooks/{webhookId}/deliveries/{eventId}/replay","401  401       |  401   401     |  202   404     |  403   403       403      |  403"),
        new("GET /v1/programmes",                                   "401  401       |  401   401     |  200   200     |  200   200       200      |  200"),
        new("GET /v1/programmes/{programmeId}",                     "401  401       |  401   401     |  200   200     |  200   200       200      |  200"),
        new("PUT /v1/programmes/{programmeId}",                     "401  401       |  401   401     |  403   403     |  403   403       403      |  422", "{}"),
        new("GET /v1/providers/{providerId}/accreditations",        "401  401       |  401   401     |  200   404     |  403   403       403      |  200"),
        new("PUT /v1/providers/{providerId}/accreditations/{body}", "401  401       |  401   401     |  403   403     |  403   403       403      |  200"),
        new("POST /v1/courses",                                     "401  401       |  401   401     |  201   201     |  403   403       403      |  403"),
        new("GET /v1/courses",                                      "401  401       |  401   401     |  200   200     |  403   403       403      |  403"),
        new("GET /v1/courses/{courseId}",                           "401  401       |  401   401     |  200   404     |  403   403       403      |  403"),
        new("PUT /v1/candidates/{candidateId}",                     "401  401       |  401   401     |  200   201     |  403   403       403      |  403"),
        new("GET /v1/candidates",                                   "401  401       |  401   401     |  200   200     |  403   403       403      |  403"),
        new("GET /v1/candidates/{candidateId}",                     "401  401       |  401   401     |  200   404     |  403   403       403      |  403"),
        new("POST /v1/enrolments",                                  "401  401       |  401   401     |  409   422     |  403   403       403      |  403",
            """{"candidateId": "enrolled-8", "courseId": "pals-2026-03"}"""),
        new("GET /v1/enrolments",                                   "401  401       |  401   401     |  200   200     |  403   403       403      |  403"),
        new("GET /v1/enrolments/{enrolmentId}",                     "401  401       |  401   401     |  200   404     |  403   403       403      |  403"),
        new("PUT /v1/enrolments/{enrolmentId}/completion",          "401  401       |  401   401     |  422   404     |  403   403       403      |  403"),
        new("GET /v1/cards",                                        "401  401       |  401   401     |  200   200     |  403   403       403      |  403"),
        new("GET /v1/cards/{cardNumber}",                           "200  200       |  200   200     |  200   200     |  200   200       200      |  200"),
        new("GET /v1/cards/{cardNumber}/credential",                "200  200       |  200   200     |  200   200     |  200   200       200      |  200"),
        new("GET /v1/cards/{cardNumber}/revocations",               "200  200       |  200   200     |  200   200     |  200   200       200      |  200"),
        new("GET /issuers/{providerId}",                            "200  200       |  200   200     |  200   200     |  200   200       200      |  200"),
        new("GET /cards/{cardNumber}.pdf",                          "200  200       |  200   200     |  200   200     |  200   200       200      |  200"),
        new("POST /v1/cards/{cardNumber}/revocation",               "401  401       |  401   401     |  200   404     |  403   403       403      |  200"),
        new("POST /v1/cards/{cardNumber}/reissue",                  "401  401       |  401   401     |  200   404     |  403   403       403      |  200"),
        new("GET /v1/renewals",                                     "401  401       |  401   401     |  200   200     |  403   403       403      |  403"),
        new("GET /.well-known/jwks.json",                           "200  200       |  200   200     |  200   200     |  200   200       200      |  200"),
        new("GET /.well-known/jwks/{signingKeyId}",                 "200  200       |  200   200     |  200   200     |  200   200       200      |  200"),
        new("GET /v1/signing-keys",                                 "401  401       |  401   401     |  403   403     |  403   403       403      |  200"),
        new("POST /v1/signing-keys",                                "401  401       |  401   401     |  403   403     |  403   403       403      |  201"),
        new("POST /v1/uploads/enrolments",                          "401  401       |  401   401     |  200   422     |  403   403       403      |  403",
            "candidateId,name,profession,courseId\nenrolled-8,Enrolled Eight,nurse,pals-2026-03\n", "text/csv"),
        new("POST /v1/uploads/completions",                         "401  401       |  401   401     |  422   422     |  403   403       403      |  403",
            "candidateId", "text/csv"),
        new("GET /v1/downloads/roster.csv",                         "401  401       |  401   401     |  200   200     |  403   403       403      |  403"),
        new("GET /v1/downloads/responses.csv",                      "401  401       |  401   401     |  200   200     |  403   403       403      |  403"),
        new("GET /v1/courses/{courseId}/results",                   "401  401       |  401   401     |  200   404     |  403   403       403      |  403"),
        new("GET /v1/courses/{courseId}/results.csv",               "401  401       |  401   401     |  200   404     |  403   403       403      |  403"),
        new("GET /v1/usage",                                        "401  401       |  401   401     |  200   200     |  403   403       403      |  403"),
        new("GET /v1/candidates/{candidateId}/export",              "401  401       |  401   401     |  200   404     |  403   403       403      |  403"),
        new("DELETE /v1/candidates/{candidateId}",                  "401  401       |  401   401     |  200   404     |  403   403       403      |  403"),
    ];
}

/// <summary>An endpoint as OpenAPI lists it, and the status for each of <see cref="AccessMatrix.Columns"/>; bars and spaces are for the eye.</summary>
internal sealed record MatrixRow(string Operation, string Statuses, string? Body = null, string ContentType = "application/json")
{
    public int[] Expected { get; } = [.. Statuses.Split([' ', '|'], StringSplitOptions.RemoveEmptyEntries).Select(int.Parse)];

    public string Method => Operation.Split(' ')[0];

    public string Path => Operation.Split(' ')[1];
}

/// <summary>Somebody who calls.</summary>
internal enum MatrixCaller
{
    Nobody,
    UnknownKey,
    Candidate,
    OtherCandidate,
    Provider,
    OtherProvider,
    Psychometrician,
    ProvidersPsychometrician,
    OtherPsychometrician,
    Administrator,
    RevokedProvider,
    RevokedPsychometrician,
    RevokedAdministrator,
    ExpiredProvider,
    ExpiredPsychometrician,
    ExpiredAdministrator,
    GarbageToken,
    AnotherScheme,
}
