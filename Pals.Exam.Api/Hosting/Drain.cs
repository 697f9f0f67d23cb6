namespace Pals.Exam.Api.Hosting;

/// <summary>
/// What happens between the signal to end and the end. From the signal on the server says that it is not ready, so that a load balancer sends
/// nothing more, but goes on serving for <c>Shutdown:DrainSeconds</c>; then it takes no more connections, finishes the requests that it has,
/// writes what waits, and ends.
/// </summary>
internal sealed partial class Drain(IConfiguration configuration, TimeProvider time, ILogger<Drain> logger) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Comes before anything is stopped, the listener included.</summary>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        double seconds = DrainServices.Seconds(configuration);
        if (seconds > 0)
        {
            LogDraining(seconds);
            using var timer = new PeriodicTimer(TimeSpan.FromSeconds(seconds), time);
            await timer.WaitForNextTickAsync(cancellationToken);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(Level = LogLevel.Information, Message = "No longer ready; serving for {Seconds} s more before the end.")]
    private partial void LogDraining(double seconds);
}

/// <summary>Registers the drain.</summary>
internal static class DrainServices
{
    /// <summary>How long requests that are under way may take at the end.</summary>
    private static readonly TimeSpan LastRequests = TimeSpan.FromSeconds(30);

    public static void AddDrain(this IServiceCollection services)
    {
        services.AddHostedService<Drain>();
        services.AddOptions<HostOptions>().Configure<IConfiguration>(
            (host, configuration) => host.ShutdownTimeout = TimeSpan.FromSeconds(Seconds(configuration)) + LastRequests);
    }

    /// <exception cref="SettingsException">The setting is no time.</exception>
    public static double Seconds(IConfiguration configuration) => Setting.Number(configuration, "Shutdown:DrainSeconds", 0, 0, 3600);
}
