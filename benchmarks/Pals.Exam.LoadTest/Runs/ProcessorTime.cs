using Pals.Exam.LoadTest.Servers;

namespace Pals.Exam.LoadTest.Runs;

/// <summary>Processor time of the two that share the machine.</summary>
/// <param name="Server">Null for a server that was not started here.</param>
/// <param name="Client">The load generator's own.</param>
internal readonly record struct ProcessorTime(TimeSpan? Server, TimeSpan Client)
{
    /// <summary>What both have used so far.</summary>
    public static ProcessorTime Of(ServerUnderTest? server) => new(server?.ProcessorTime, Environment.CpuUsage.TotalTime);

    public static ProcessorTime operator +(ProcessorTime a, ProcessorTime b) => new(a.Server + b.Server, a.Client + b.Client);

    public static ProcessorTime operator -(ProcessorTime a, ProcessorTime b) => new(a.Server - b.Server, a.Client - b.Client);
}
