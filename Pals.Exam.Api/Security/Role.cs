namespace Pals.Exam.Api.Security;

/// <summary>Who a caller is. An endpoint lists those that it serves.</summary>
[Flags]
internal enum Role
{
    None = 0,

    /// <summary>The holder of an exam's token: may touch that exam and nothing else.</summary>
    Candidate = 1,

    /// <summary>A course provider: its own exams and candidates.</summary>
    Provider = 2,

    /// <summary>Reads how exams and items behave, of one provider or of all, never who sat them.</summary>
    Psychometrician = 4,

    /// <summary>Keys, course providers and everything that needs no provider of its own.</summary>
    Administrator = 8,
}

/// <summary>Whose object an address names; the address holds it under the parameter of the same name.</summary>
internal enum ResourceOf
{
    /// <summary>No object of anyone: the service itself.</summary>
    Service,

    /// <summary>The exam of <c>{examId}</c>, which belongs to the course provider that made it.</summary>
    Exam,

    /// <summary>The course provider of <c>{providerId}</c>.</summary>
    Provider,
}
