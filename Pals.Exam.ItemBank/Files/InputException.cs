namespace Pals.Exam.ItemBank.Files;

/// <summary>
/// Input that a person can put right. Each problem reads <c>file:line:column: what was found and what was expected</c>; the command line
/// prints them and exits with <see cref="Commands.ExitCode.BadInput"/>.
/// </summary>
public sealed class InputException : Exception
{
    /// <summary>One problem; line and column count from 1, and 0 means that the whole file (or line) is meant.</summary>
    public InputException(string file, int line, int column, string message, Exception? inner = null)
        : this([new InputError(file, line, column, message)], inner)
    {
    }

    /// <summary>All problems of a file, in its order, so that they can be put right in one go.</summary>
    public InputException(IReadOnlyList<InputError> errors, Exception? inner = null)
        : base(string.Join('\n', errors), inner)
    {
        ArgumentOutOfRangeException.ThrowIfZero(errors.Count);
        Errors = errors;
    }

    public IReadOnlyList<InputError> Errors { get; }
}

/// <summary>One problem at one place of an input file.</summary>
public readonly record struct InputError(string File, int Line, int Column, string Message)
{
    public override string ToString() => this switch
    {
        { Line: 0 } => $"{File}: {Message}",
        { Column: 0 } => $"{File}:{Line}: {Message}",
        _ => $"{File}:{Line}:{Column}: {Message}",
    };
}
