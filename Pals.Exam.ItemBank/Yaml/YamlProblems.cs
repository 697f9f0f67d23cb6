using Pals.Exam.ItemBank.Files;

namespace Pals.Exam.ItemBank.Yaml;

/// <summary>Collects everything that is wrong in one file, so that its author can put all of it right in one go.</summary>
internal sealed class YamlProblems(string file)
{
    private readonly List<InputError> _errors = [];

    public string File => file;

    public int Count => _errors.Count;

    public void Add(FilePosition position, string message) => _errors.Add(new InputError(file, position.Line, position.Column, message));

    /// <exception cref="InputException">Something was wrong; the problems come in the order of the file.</exception>
    public void ThrowIfAny()
    {
        if (_errors.Count > 0)
        {
            throw new InputException([.. _errors.OrderBy(error => error.Line).ThenBy(error => error.Column)]);
        }
    }
}
