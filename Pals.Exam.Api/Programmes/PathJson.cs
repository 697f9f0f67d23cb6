using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Pals.Exam.Api.Candidates;
using Pals.Exam.Api.Cards;
using Pals.Exam.Api.Courses;
using Pals.Exam.Api.DataProtection;
using Pals.Exam.Api.Enrolments;

namespace Pals.Exam.Api.Programmes;

/// <summary>How the contracts of the way to a card are read and written; the options are those of <see cref="ApiJson"/>.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ProgrammeResponse))]
[JsonSerializable(typeof(ProgrammeList))]
[JsonSerializable(typeof(NewAccreditation))]
[JsonSerializable(typeof(AccreditationResponse))]
[JsonSerializable(typeof(AccreditationList))]
[JsonSerializable(typeof(NewCourse))]
[JsonSerializable(typeof(CourseResponse))]
[JsonSerializable(typeof(CourseList))]
[JsonSerializable(typeof(CandidateRequest))]
[JsonSerializable(typeof(CandidateResponse))]
[JsonSerializable(typeof(CandidateList))]
[JsonSerializable(typeof(NewEnrolment))]
[JsonSerializable(typeof(CompletionRequest))]
[JsonSerializable(typeof(EnrolmentResponse))]
[JsonSerializable(typeof(EnrolmentList))]
[JsonSerializable(typeof(EnrolmentUpload))]
[JsonSerializable(typeof(CompletionUpload))]
[JsonSerializable(typeof(CardResponse))]
[JsonSerializable(typeof(OwnCardResponse))]
[JsonSerializable(typeof(CardList))]
[JsonSerializable(typeof(CardRevocation))]
[JsonSerializable(typeof(CardReissue))]
[JsonSerializable(typeof(SigningKeyResponse))]
[JsonSerializable(typeof(SigningKeyList))]
[JsonSerializable(typeof(TableError[]))]
[JsonSerializable(typeof(CourseResults))]
[JsonSerializable(typeof(UsageList))]
[JsonSerializable(typeof(PersonExport))]
[JsonSerializable(typeof(ErasureResponse))]
[JsonSerializable(typeof(JsonObject))]
internal sealed partial class PathJson : JsonSerializerContext;
