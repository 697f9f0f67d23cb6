using System.Collections.Immutable;
using System.Data.Common;
using Pals.Exam.Api.Hosting;
using Pals.Exam.Api.Problems;
using Pals.Exam.Api.Security;
using Pals.Exam.Api.WrittenExams;
using Pals.Exam.Engine.Ability;
using Pals.Exam.Engine.Exams;
using Pals.Exam.ItemBank.Audit;
using Pals.Exam.ItemBank.Files;
using Pals.Exam.ItemBank.Storage;

namespace Pals.Exam.Api.Exams;

/// <summary>Makes exams: settles, once and for all, everything that an exam begins with.</summary>
internal sealed class ExamRegistrar(ExamDatabase database, ExamLibrary library, ExamRoom room, LiveExposure exposure, ServerClock clock)
{
    /// <summary>Makes an exam; the token that opens it is in the result and nowhere else.</summary>
    public async Task<Registration> Register(NewExam wanted)
    {
        if (library.Current(wanted.Definition) is not (string definitionId, string parameterSetId))
        {
            return new Registration(null, "", ProblemTypes.UnknownDefinition);
        }

        ExamMaterial material = library.Material(definitionId, parameterSetId);
        if (wanted.Group is { } group && material.Definition.Groups.All(known => known.Id != group))
        {
            return new Registration(null, "", ProblemTypes.UnknownGroup);
        }

        DateTimeOffset now = clock.Now;
        string token = Secret.New(Secret.TokenPrefix);
        var exam = new StoredExam
        {
            ExamId = Ids.New(now),
            DefinitionId = definitionId,
            ParameterSetId = parameterSetId,
            Seed = wanted.Seed,
            ExcludedItems = Excluded(definitionId, parameterSetId, material, wanted),
            Group = wanted.Group,
            Prior = Prior(wanted, material.Exam),
            Purpose = wanted.Purpose,
            ProviderId = wanted.ProviderId,
            CandidateId = wanted.CandidateId,
            TokenHash = [.. Secret.Hash(token)],
            CreatedAt = now,
            TimeEvents = wanted.Accommodation is { } accommodation
                ? [new ExamTimeEvent(ExamTimeEventKind.Accommodated, now, wanted.KeyId!.Value) { Accommodation = accommodation }]
                : [],
            Status = StoredExamStatus.NotStarted,
        };
        bool isStored = await database.Write(transaction =>
        {
            if (wanted.Admission is not null && !wanted.Admission.Admits(transaction))
            {
                return false;
            }

            ExamRecords.Add(transaction, exam);
            wanted.Admission?.Record(transaction, exam);
            AuditRecords.Append(
                transaction,
                now,
                wanted.Actor,
                "exam.made",
                AuditRecords.ExamSubject(exam.ExamId),
                ("definition", wanted.Definition),
                ("purpose", Words.Of(wanted.Purpose)),
                ("provider", wanted.ProviderId));
            if (material.Forms is { } forms)
            {
                WrittenExam.Assign(transaction, exam, forms);
            }

            wanted.StoredWith?.Invoke(transaction, exam);
            return true;
        });
        return isStored ? new Registration(exam, token, null) : new Registration(null, "", null);
    }

    /// <summary>The items that the exam must not give. What the candidate has seen stands first, since what stands last is given back first.</summary>
    private ImmutableArray<string> Excluded(string definitionId, string parameterSetId, ExamMaterial material, NewExam wanted)
    {
        ImmutableArray<string> drawn = exposure.DrawExcluded(definitionId, parameterSetId, material, wanted.Seed);
        return wanted.Admission is null ? drawn : [.. wanted.Admission.SeenItems.Where(material.Items.ContainsKey).Concat(drawn).Distinct()];
    }

    /// <summary>
    /// What is known of the candidate: an earlier exam where the definition lets it count, or else the group. Null for what the definition says of
    /// everybody.
    /// </summary>
    private AbilityPrior? Prior(NewExam wanted, AdaptiveExam exam) =>
        RetakePrior(wanted, exam) ?? (wanted.Group is { } group ? exam.Definition.Prior(group) : null);

    private AbilityPrior? RetakePrior(NewExam wanted, AdaptiveExam exam)
    {
        ExamDefinition definition = exam.Definition;
        if (definition.RetakeWidening is null || wanted.ProviderId is not { } providerId || wanted.CandidateId is not { } candidateId
            || database.Read(t => EndedExams.LastCertification(t, providerId, candidateId, wanted.Definition)) is not Guid earlierId)
        {
            return null;
        }

        ExamSnapshot earlier = room.Read(earlierId)!;
        ImmutableArray<TopicAreaScore> areas = (earlier.Sheet is null ? LiveExam.Replay(earlier).Report() : WrittenExam.Score(earlier).Report).TopicAreas;
        IEnumerable<TopicAreaScore?> wantedAreas = definition.TopicAreas.Select(area => areas.FirstOrDefault(score => score.Id == area.Id));

        // Another version of the definition may have measured other abilities: then there is no earlier estimate of these.
        if (earlier.Material.Definition.Dimensions != definition.Dimensions || wantedAreas.Any(area => area is null))
        {
            return null;
        }

        return exam.Nearest(definition.RetakePrior([.. wantedAreas.Take(definition.DimensionCount).Select(area => area!.Estimate)]));
    }
}

/// <summary>An exam to be made.</summary>
internal sealed record NewExam(string Definition, ExamPurpose Purpose, ulong Seed)
{
    public string? ProviderId { get; init; }

    public string? CandidateId { get; init; }

    public string? Group { get; init; }

    public Accommodation? Accommodation { get; init; }

    /// <summary>The key that asks for it; null for a practice exam that anyone started.</summary>
    public Guid? KeyId { get; init; }

    /// <summary>Who asks for it, in the audit trail.</summary>
    public string Actor { get; init; } = AuditActor.Anyone;

    /// <summary>The rules of the candidate's programme; null when none apply.</summary>
    public Admission? Admission { get; init; }

    /// <summary>Stores what must be there with the exam or not at all; null for nothing. It may run more than once.</summary>
    public Action<DbTransaction, StoredExam>? StoredWith { get; init; }
}

/// <summary>The exam made and the candidate's token, or why there is none; without a problem it is the admission that says why.</summary>
internal sealed record Registration(StoredExam? Exam, string Token, ProblemType? Problem);
