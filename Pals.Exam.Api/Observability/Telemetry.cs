using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Pals.Exam.Api.Hosting;
using Pals.Exam.ItemBank.Storage;

namespace Pals.Exam.Api.Observability;

/// <summary>
/// Sends meters and activities to a collector by OTLP over HTTP when the configuration names one, and does nothing otherwise. What is left is sent
/// when the server ends.
/// </summary>
internal sealed class Telemetry(IConfiguration configuration) : IHostedService, IDisposable
{
    private const string ServiceName = "pals-exam";

    /// <summary>Own meters, and those of the framework that an operator watches.</summary>
    private static readonly string[] Meters =
    [
        ExamMetrics.Name, StorageMetrics.Name, "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel",
        "System.Runtime",
    ];

    private MeterProvider? _meters;
    private TracerProvider? _tracers;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (TelemetryOptions.Of(configuration) is not { Collector: { } collector, Interval: var interval, TraceShare: var share })
        {
            return Task.CompletedTask;
        }

        ResourceBuilder resource = ResourceBuilder.CreateDefault()
            .AddService(ServiceName, serviceVersion: typeof(Telemetry).Assembly.GetName().Version?.ToString(3), serviceInstanceId: Environment.MachineName);
        _meters = Sdk.CreateMeterProviderBuilder()
            .SetResourceBuilder(resource)
            .AddMeter(Meters)
            .AddOtlpExporter((exporter, reader) =>
            {
                Send(exporter, collector, "v1/metrics");
                reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds = (int)interval.TotalMilliseconds;
            })
            .Build();
        if (share > 0)
        {
            _tracers = Sdk.CreateTracerProviderBuilder()
                .SetResourceBuilder(resource)
                .SetSampler(new ParentBasedSampler(new TraceIdRatioBasedSampler(share)))
                .AddSource(ExamMetrics.Name, StorageMetrics.Name)
                .AddOtlpExporter(exporter => Send(exporter, collector, "v1/traces"))
                .Build();
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        _meters?.ForceFlush();
        _tracers?.ForceFlush();
        return Task.CompletedTask;
    }

    public void Dispose()
    {
        _meters?.Dispose();
        _tracers?.Dispose();
    }

    private static void Send(OtlpExporterOptions exporter, Uri collector, string path)
    {
        exporter.Protocol = OtlpExportProtocol.HttpProtobuf;
        exporter.Endpoint = new Uri($"{collector.AbsoluteUri.TrimEnd('/')}/{path}");
    }
}

/// <summary>Where telemetry goes, and how much of it.</summary>
/// <param name="Collector">Null for nowhere.</param>
internal sealed record TelemetryOptions(Uri? Collector, TimeSpan Interval, double TraceShare)
{
    private const double ShortestInterval = 0.01;
    private const double LongestInterval = 86400;

    /// <summary>The options of the configuration; the collector may, as every OpenTelemetry program takes it, stand in the environment.</summary>
    /// <exception cref="SettingsException">One of them is not as expected.</exception>
    public static TelemetryOptions Of(IConfiguration configuration) => new(
        Setting.HttpAddress(configuration, "Telemetry:Collector") ?? Setting.HttpAddress(configuration, "OTEL_EXPORTER_OTLP_ENDPOINT"),
        TimeSpan.FromSeconds(Setting.Number(configuration, "Telemetry:IntervalSeconds", 15, ShortestInterval, LongestInterval)),
        Setting.Number(configuration, "Telemetry:TraceShare", 0, 0, 1));
}
