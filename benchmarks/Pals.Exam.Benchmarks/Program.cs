using BenchmarkDotNet.Running;
using Pals.Exam.Benchmarks;

if (args is ["--quick"])
{
    QuickTable.Print(Console.Out);
    return;
}

BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
