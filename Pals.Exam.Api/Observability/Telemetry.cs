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
        if (Collector(configuration) is not { } collector)
        {
            return Task.CompletedTask;
        }

        TimeSpan interval = TimeSpan.FromSeconds(configuration.GetValue("Telemetry:IntervalSeconds", 15.0));
        double share = configuration.GetValue("Telemetry:TraceShare", 0.0);
        if (interval <= TimeSpan.Zero || share is not (>= 0 and <= 1))
        {
            throw new SettingsException("Telemetry:IntervalSeconds must be above 0, and Telemetry:TraceShare between 0 and 1.");
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

    /// <summary>The collector of the configuration or, as every OpenTelemetry program takes it, of the environment; null for none.</summary>
    private static Uri? Collector(IConfiguration configuration)
    {
        if ((configuration["Telemetry:Collector"] ?? configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]) is not { Length: > 0 } address)
        {
            return null;
        }

        return Uri.TryCreate(address.TrimEnd('/') + "/", UriKind.Absolute, out Uri? collector) && collector.Scheme is "http" or "https"
            ? collector
            : throw new SettingsException($"Telemetry:Collector is '{address}', but the http or https address of an OTLP collector was expected.");
    }

    private static void Send(OtlpExporterOptions exporter, Uri collector, string path)
    {
        exporter.Protocol = OtlpExportProtocol.HttpProtobuf;
        exporter.Endpoint = new Uri(collector, path);
    }
}
