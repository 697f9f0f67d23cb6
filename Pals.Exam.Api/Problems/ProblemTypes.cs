using Pals.Exam.ItemBank.Programmes;

namespace Pals.Exam.Api.Problems;

/// <summary>A kind of error that a client can rely on: its URI and status never change (RFC 9457). docs/http-api.md explains each.</summary>
public sealed record ProblemType(string Name, int Status, string Title)
{
    private const string Prefix = "urn:pals-exam:problem:";

    /// <summary>The problem's <c>type</c>.</summary>
    public string Uri => Prefix + Name;
}

/// <summary>Every kind of error that the service answers with.</summary>
public static class ProblemTypes
{
    public static readonly ProblemType MalformedJson = new("malformed-json", 400, "The body is not JSON.");
    public static readonly ProblemType InvalidRequest = new("invalid-request", 400, "The request is not as described.");
    public static readonly ProblemType MissingCredentials = new("missing-credentials", 401, "The request needs a token or a key.");
    public static readonly ProblemType InvalidKey = new("invalid-key", 401, "The key is not in force.");
    public static readonly ProblemType Forbidden = new("forbidden", 403, "The key does not permit this.");
    public static readonly ProblemType LaunchOrigin = new("launch-origin", 403, "The exam cannot be opened on this site.");
    public static readonly ProblemType NotFound = new("not-found", 404, "There is nothing at this address.");
    public static readonly ProblemType ExamNotFound = new("exam-not-found", 404, "There is no such exam for this token or key.");
    public static readonly ProblemType StepNotFound = new("step-not-found", 404, "The exam has not shown this position.");
    public static readonly ProblemType ProviderNotFound = new("provider-not-found", 404, "There is no such course provider.");
    public static readonly ProblemType KeyNotFound = new("key-not-found", 404, "There is no such key in force.");
    public static readonly ProblemType LaunchNotFound = new("launch-not-found", 404, "There is no such launch.");
    public static readonly ProblemType WebhookNotFound = new("webhook-not-found", 404, "There is no such webhook.");
    public static readonly ProblemType DeliveryNotFound = new("delivery-not-found", 404, "There is no such delivery.");
    public static readonly ProblemType ProgrammeNotFound = new("programme-not-found", 404, "There is no such programme.");
    public static readonly ProblemType CourseNotFound = new("course-not-found", 404, "There is no such course.");
    public static readonly ProblemType CandidateNotFound = new("candidate-not-found", 404, "There is no such candidate.");
    public static readonly ProblemType EnrolmentNotFound = new("enrolment-not-found", 404, "There is no such enrolment.");
    public static readonly ProblemType CardNotFound = new("card-not-found", 404, "There is no card of this number.");
    public static readonly ProblemType MethodNotAllowed = new("method-not-allowed", 405, "The address does not take this method.");
    public static readonly ProblemType NotPrintable = new("not-printable", 406, "The document cannot be set in PDF.");
    public static readonly ProblemType AnswerConflict = new("answer-conflict", 409, "The question was answered otherwise before.");
    public static readonly ProblemType PositionNotReached = new("position-not-reached", 409, "The exam has not reached this position.");
    public static readonly ProblemType ExamEnded = new("exam-ended", 409, "The exam has ended.");
    public static readonly ProblemType ExamInProgress = new("exam-in-progress", 409, "The exam has not ended.");
    public static readonly ProblemType ExamNotStarted = new("exam-not-started", 409, "The exam has not been started.");
    public static readonly ProblemType ExamPaused = new("exam-paused", 409, "The exam is paused.");
    public static readonly ProblemType TimeAlreadyUsed = new("time-already-used", 409, "The candidate has used more time than that.");
    public static readonly ProblemType WrittenExam = new("written-exam", 409, "The exam is sat on a form.");
    public static readonly ProblemType AdaptiveExam = new("adaptive-exam", 409, "The exam has no form.");
    public static readonly ProblemType ProviderExists = new("provider-exists", 409, "There is such a course provider already.");
    public static readonly ProblemType LaunchUsed = new("launch-used", 409, "The launch has been used.");
    public static readonly ProblemType TooManyWebhooks = new("too-many-webhooks", 409, "The course provider has too many webhooks.");
    public static readonly ProblemType WebhookDisabled = new("webhook-disabled", 409, "Deliveries to the webhook have ended.");
    public static readonly ProblemType ProviderClosed = new("provider-closed", 409, "The course provider is closed.");
    public static readonly ProblemType LastAdministrator = new("last-administrator", 409, "This is the last administrator's key in force.");
    public static readonly ProblemType CourseExists = new("course-exists", 409, "There is another course of this name.");
    public static readonly ProblemType EnrolmentExists = new("enrolment-exists", 409, "The candidate is enrolled already.");
    public static readonly ProblemType CardIssued = new("card-issued", 409, "A card rests on this already.");
    public static readonly ProblemType CardNotInForce = new("card-not-in-force", 409, "The card is not in force.");
    public static readonly ProblemType ProviderNotAccredited = new("provider-not-accredited", 409, "The course provider is not accredited.");
    public static readonly ProblemType CourseIncomplete = new("course-incomplete", 409, "The course is not complete.");
    public static readonly ProblemType ExamWindowClosed = new("exam-window-closed", 409, "The time to begin the exam is over.");
    public static readonly ProblemType ExamOpen = new("exam-open", 409, "An exam is open.");
    public static readonly ProblemType ExamAlreadyPassed = new("exam-already-passed", 409, "The exam is passed already.");
    public static readonly ProblemType AttemptsExhausted = new("attempts-exhausted", 409, "No attempt is left.");
    public static readonly ProblemType RetakeTooEarly = new("retake-too-early", 409, "It is too early to take the exam again.");
    public static readonly ProblemType RenewalNotOpen = new("renewal-not-open", 409, "The card cannot be renewed in this way.");
    public static readonly ProblemType LaunchExpired = new("launch-expired", 410, "The launch is too old.");
    public static readonly ProblemType DeadlinePassed = new("deadline-passed", 410, "The exam's time is over.");
    public static readonly ProblemType CardNotValid = new("card-not-valid", 410, "The card is no longer valid.");
    public static readonly ProblemType BodyTooLarge = new("body-too-large", 413, "The body is too large.");
    public static readonly ProblemType UnsupportedMediaType = new("unsupported-media-type", 415, "The body must be JSON.");
    public static readonly ProblemType UnknownDefinition = new("unknown-definition", 422, "There is no such exam definition.");
    public static readonly ProblemType OriginNotAllowed = new("origin-not-allowed", 422, "The origin is not among the provider's.");
    public static readonly ProblemType UnknownGroup = new("unknown-group", 422, "The exam definition has no such group.");
    public static readonly ProblemType InvalidAnswer = new("invalid-answer", 422, "This is no possible answer to the question.");
    public static readonly ProblemType InvalidProgramme = new("invalid-programme", 422, "The rules of the programme have errors.");
    public static readonly ProblemType UnknownProgramme = new("unknown-programme", 422, "There is no such programme.");
    public static readonly ProblemType UnknownCourse = new("unknown-course", 422, "There is no such course.");
    public static readonly ProblemType UnknownCandidate = new("unknown-candidate", 422, "There is no such candidate.");
    public static readonly ProblemType UnknownCard = new("unknown-card", 422, "There is no such card.");
    public static readonly ProblemType CourseBelowProgramme = new("course-below-programme", 422, "The course offers less than the programme asks for.");
    public static readonly ProblemType CompletionBelowCourse = new("completion-below-course", 422, "This does not complete the course.");
    public static readonly ProblemType ProfessionNotAdmitted = new("profession-not-admitted", 422, "The programme has no such profession.");
    public static readonly ProblemType ExamNotOfProgramme = new("exam-not-of-programme", 422, "The exam does not count for the programme.");
    public static readonly ProblemType InvalidTable = new("invalid-table", 422, "The table has errors.");
    public static readonly ProblemType TooManyRequests = new("too-many-requests", 429, "Too many requests.");
    public static readonly ProblemType InternalError = new("internal-error", 500, "The server failed.");
    public static readonly ProblemType Busy = new("busy", 503, "The server is busy.");
    public static readonly ProblemType StorageUnavailable = new("storage-unavailable", 503, "The server cannot store anything at present.");
    public static readonly ProblemType OutcomeUnknown = new("outcome-unknown", 503, "It is not known whether the request was stored.");

    /// <summary>The kind for what the rules of a programme object to.</summary>
    public static ProblemType Of(RefusalKind refusal) => refusal switch
    {
        RefusalKind.ProviderNotAccredited => ProviderNotAccredited,
        RefusalKind.CourseBelowProgramme => CourseBelowProgramme,
        RefusalKind.CompletionBelowCourse => CompletionBelowCourse,
        RefusalKind.ProfessionNotAdmitted => ProfessionNotAdmitted,
        RefusalKind.RenewalNotOpen => RenewalNotOpen,
        RefusalKind.ExamNotOfProgramme => ExamNotOfProgramme,
        RefusalKind.CourseIncomplete => CourseIncomplete,
        RefusalKind.ExamWindowClosed => ExamWindowClosed,
        RefusalKind.ExamOpen => ExamOpen,
        RefusalKind.ExamAlreadyPassed => ExamAlreadyPassed,
        RefusalKind.AttemptsExhausted => AttemptsExhausted,
        RefusalKind.RetakeTooEarly => RetakeTooEarly,
        _ => throw new ArgumentOutOfRangeException(nameof(refusal), refusal, "The refusal has no problem type."),
    };

    /// <summary>The kind for a bare status that the framework answered with.</summary>
    public static ProblemType ForStatus(int status) => status switch
    {
        401 => MissingCredentials,
        403 => Forbidden,
        404 => NotFound,
        405 => MethodNotAllowed,
        413 => BodyTooLarge,
        415 => UnsupportedMediaType,
        429 => TooManyRequests,
        503 => Busy,
        >= 500 => InternalError,
        _ => InvalidRequest,
    };
}
