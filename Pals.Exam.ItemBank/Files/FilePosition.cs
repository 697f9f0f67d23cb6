namespace Pals.Exam.ItemBank.Files;

/// <summary>A place in a file; line and column count from 1.</summary>
public readonly record struct FilePosition(int Line, int Column);
