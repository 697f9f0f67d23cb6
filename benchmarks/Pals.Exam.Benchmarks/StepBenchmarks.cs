using BenchmarkDotNet.Attributes;
using Pals.Exam.Engine.Exams;

namespace Pals.Exam.Benchmarks;

/// <summary>
/// One whole step: take an answer, update the posterior, decide, choose the next item under blueprint, eligibility and enemies. Six topic areas
/// jointly, the same exam in one dimension, and with 30 laminar constraints; pools of 300 to 100,000 items.
/// </summary>
[MemoryDiagnoser]
public class StepBenchmarks
{
    private const int Exams = 2000;
    private StepRun _run = null!;

    [Params(ExamDimensions.Joint, ExamDimensions.Single)]
    public ExamDimensions Dimensions { get; set; }

    [Params(300, 1000, 10_000, 100_000)]
    public int Items { get; set; }

    [Params(false, true)]
    public bool ThirtyConstraints { get; set; }

    [GlobalSetup]
    public void Prepare() => _run = new StepRun(
        new AdaptiveExam(
            ThirtyConstraints ? BenchmarkExams.ThirtyConstraints(Dimensions) : BenchmarkExams.Definition(Dimensions),
            BenchmarkExams.Pool(Items)),
        Exams);

    [IterationSetup]
    public void Begin() => _run.Begin();

    [Benchmark(OperationsPerInvoke = Exams * BenchmarkExams.Steps)]
    public void Step() => _run.SitAll();
}

/// <summary>The straightforward baseline on the same pool and candidates.</summary>
[MemoryDiagnoser]
public class BaselineBenchmarks
{
    private const int Exams = 20;
    private Baseline _baseline = null!;

    [Params(1000)]
    public int Items { get; set; }

    [GlobalSetup]
    public void Prepare() => _baseline = new Baseline(BenchmarkExams.Pool(Items), Exams);

    [Benchmark(OperationsPerInvoke = Exams * BenchmarkExams.Steps)]
    public double Step()
    {
        double sum = 0;
        for (int c = 0; c < Exams; c++)
        {
            sum += _baseline.Sit(c);
        }

        return sum;
    }
}
