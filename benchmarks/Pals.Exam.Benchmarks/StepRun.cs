using Pals.Exam.Engine.Exams;

namespace Pals.Exam.Benchmarks;

/// <summary>Takes whole steps of many exams: answer, update, decide, choose. Beginning an exam is not counted.</summary>
internal sealed class StepRun
{
    private readonly AdaptiveExam _exam;
    private readonly double[] _difficulty;
    private readonly double[] _candidates;
    private readonly int[] _excluded;
    private readonly ExamState[] _states;

    public StepRun(AdaptiveExam exam, int exams)
    {
        _exam = exam;
        _difficulty = [.. Enumerable.Range(0, exam.Pool.Count).Select(i => exam.Pool.Parameters(i).Difficulty)];
        _candidates = BenchmarkExams.Candidates(exams);
        _excluded = BenchmarkExams.Excluded(exam.Pool);
        _states = new ExamState[exams];
    }

    public int Exams => _states.Length;

    public void Begin()
    {
        for (int c = 0; c < _states.Length; c++)
        {
            _states[c] = _exam.Begin((ulong)c, _excluded);
        }
    }

    /// <summary>All steps of one exam; returns how many: the rare candidate far from the cut ends before.</summary>
    public int Sit(int candidate)
    {
        ExamState state = _states[candidate];
        int steps = 0;
        while (steps < BenchmarkExams.Steps && state.Status == ExamStatus.InProgress)
        {
            state.Answer(_difficulty[state.NextItem] < _candidates[candidate * BenchmarkExams.Steps + steps++] ? 1 : 0);
        }

        return steps;
    }

    public void SitAll()
    {
        for (int c = 0; c < _states.Length; c++)
        {
            Sit(c);
        }
    }
}
