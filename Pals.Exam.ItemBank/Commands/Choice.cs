namespace Pals.Exam.ItemBank.Commands;

/// <summary>A value chosen by its word on the command line; help shows the word.</summary>
internal readonly record struct Choice<T>(string Word, T Value)
    where T : struct, Enum
{
    public static implicit operator T(Choice<T> choice) => choice.Value;

    public override string ToString() => Word;
}
