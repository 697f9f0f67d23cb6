namespace Pals.Exam.Api.Problems;

/// <summary>What was asked for, or why it is not done.</summary>
public readonly record struct Outcome<T>(T? Value, Declined? Declined)
    where T : class
{
    public static implicit operator Outcome<T>(T value) => new(value, null);

    public static implicit operator Outcome<T>(Declined declined) => new(null, declined);
}
