using BenchmarkDotNet.Running;
using Pals.Exam.Benchmarks;
using Pals.Exam.Benchmarks.Calibration;

if (args is ["--quick"])
{
    QuickTable.Print(Console.Out);
    return;
}

if (args is ["calibration", ..])
{
    CalibrationTable.Print(Console.Out, large: args.Contains("--large"));
    return;
}

BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
