namespace Pals.Exam.ItemBank.Validation;

/// <summary>How bad a finding is: errors fail a validation, warnings want a look.</summary>
public enum Severity
{
    Warning,
    Error,
}

/// <summary>One thing that a rule found fault with.</summary>
public sealed record Finding(string File, int Line, string Rule, Severity Severity, string? Item, string Message)
{
    public override string ToString() =>
        $"{File}:{Line}: {Rule}: {(Severity == Severity.Warning ? "(warning) " : "")}{(Item is null ? "" : Item + ": ")}{Message}";
}
