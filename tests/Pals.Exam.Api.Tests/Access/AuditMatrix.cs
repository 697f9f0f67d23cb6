namespace Pals.Exam.Api.Tests.Access;

/// <summary>
/// What each endpoint that may change something leaves in the audit trail: one line an endpoint. A new endpoint needs a line here, and a call that
/// succeeds in <see cref="AuditCalls"/> where the example of the documentation will not do.
/// </summary>
internal static class AuditMatrix
{
    private const string Sealed = "the entry of the exam's end seals every answer with its times";

    public static readonly AuditRow[] Rows =
    [
        new("POST /v1/practice-exams", "exam.made"),
        new("POST /v1/exams", "exam.made"),
        new("POST /v1/exams/{examId}/answers", null, Sealed),
        new("PUT /v1/exams/{examId}/form/answers/{position}", null, Sealed),
        new("PUT /v1/exams/{examId}/form/flags/{position}", null, "a flag changes no result"),
        new("POST /v1/exams/{examId}/submit", "exam.ended"),
        new("PUT /v1/exams/{examId}/accommodation", "exam.accommodated"),
        new("POST /v1/exams/{examId}/pause", "exam.paused"),
        new("POST /v1/exams/{examId}/resume", "exam.resumed"),
        new("POST /v1/providers", "provider.added"),
        new("DELETE /v1/providers/{providerId}", "provider.closed"),
        new("POST /v1/providers/{providerId}/keys", "key.made"),
        new("DELETE /v1/providers/{providerId}/keys/{keyId}", "key.revoked"),
        new("POST /v1/keys", "key.made"),
        new("DELETE /v1/keys/{keyId}", "key.revoked"),
        new("PUT /v1/providers/{providerId}/origins", "provider.origins-set"),
        new("PUT /v1/providers/{providerId}/accreditations/{body}", "accreditation.set"),
        new("POST /v1/launches", "launch.made"),
        new("POST /v1/launches/use", null, "the launch has its entry, and its own row says when it was used"),
        new("POST /v1/webhooks", "webhook.added"),
        new("DELETE /v1/webhooks/{webhookId}", "webhook.removed"),
        new("POST /v1/webhooks/{webhookId}/secrets", "webhook.secret-replaced"),
        new("POST /v1/webhooks/{webhookId}/test", null, "it sends, and every attempt to send has a row that stays"),
        new("POST /v1/webhooks/{webhookId}/deliveries/{eventId}/replay", null, "it sends again, and every attempt to send has a row that stays"),
        new("PUT /v1/programmes/{programmeId}", "programme.imported"),
        new("POST /v1/courses", "course.added"),
        new("PUT /v1/candidates/{candidateId}", "candidate.changed"),
        new("DELETE /v1/candidates/{candidateId}", "candidate.erased"),
        new("POST /v1/enrolments", "enrolment.made"),
        new("PUT /v1/enrolments/{enrolmentId}/completion", "completion.attested"),
        new("POST /v1/uploads/enrolments", "enrolment.made"),
        new("POST /v1/uploads/completions", "completion.attested"),
        new("POST /v1/cards/{cardNumber}/revocation", "card.revoked"),
        new("POST /v1/cards/{cardNumber}/reissue", "card.reissued"),
        new("POST /v1/signing-keys", "signing-key.made"),
    ];
}

/// <summary>An endpoint with the action of its entry, or why it leaves none.</summary>
internal sealed record AuditRow(string Operation, string? Action, string? Reason = null);
