using Microsoft.AspNetCore.Builder;
using Pals.Exam.Api.DataProtection;
using Pals.Exam.Api.Exams;
using Pals.Exam.Api.Observability;
using Pals.Exam.Api.Security;
using Pals.Exam.Api.Security.Limits;
using Pals.Exam.Api.Webhooks;

namespace Pals.Exam.Api.Hosting;

/// <summary>
/// Looks at every setting before anything is made or opened: a server that starts has understood all of them. A name that the server does not
/// have is refused too, since whoever misspells a setting believes it set.
/// </summary>
internal static class SettingsCheck
{
    private const int LargestPort = 65535;

    /// <summary>The sections that are the server's own, with all their settings. The framework's sections are its own affair.</summary>
    private static readonly Dictionary<string, string[]> Known = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Database"] = ["Provider", "BusySeconds", "MaximumWaiting"],
        ["Data"] = ["Folder"],
        ["Practice"] = ["StartsPerMinute"],
        ["Limits"] = ["Enabled", "KeyPerMinute", "ExamPerMinute", "AddressPerMinute", "FailedCredentialsPerMinute", "CardsPerMinute"],
        ["Proxies"] = ["Known"],
        ["Exams"] = ["MaximumInMemory"],
        ["Retention"] = ["CandidateDays"],
        ["Secrets"] = ["MasterKey"],
        ["Webhooks"] = ["AllowPrivateAddresses"],
        ["Shutdown"] = ["DrainSeconds"],
        ["Telemetry"] = ["Collector", "IntervalSeconds", "TraceShare"],
    };

    /// <exception cref="SettingsException">A setting is not as expected; the message names it.</exception>
    public static void Require(IConfiguration configuration)
    {
        RequireKnownNames(configuration);
        RequireUrls(configuration);
        RequireLogLevels(configuration.GetSection("Logging"));
        _ = Setting.HttpAddress(configuration, "PublicUrl");
        ServerSettings.RequireDatabase(configuration);
        _ = ServerSettings.DatabaseOptions(configuration);
        using var limits = new RateLimits(configuration);
        ClientAddress.Configure(new ForwardedHeadersOptions(), configuration);
        _ = LiveExams.Capacity(configuration);
        _ = Retention.DaysOf(configuration);
        _ = WebhookSender.AllowsPrivateAddresses(configuration);
        _ = DrainServices.Seconds(configuration);
        _ = TelemetryOptions.Of(configuration);
        SecretBox.RequireKey(configuration);
        AdministratorKey.Require(configuration["ADMIN_KEY"]);
    }

    private static void RequireKnownNames(IConfiguration configuration)
    {
        foreach ((string section, string[] names) in Known)
        {
            foreach (IConfigurationSection child in configuration.GetSection(section).GetChildren())
            {
                if (!names.Contains(child.Key, StringComparer.OrdinalIgnoreCase))
                {
                    throw new SettingsException(
                        $"{child.Path} is no setting of the server; expected was one of {string.Join(", ", names.Select(name => $"{section}:{name}"))}.");
                }
            }
        }
    }

    private static void RequireUrls(IConfiguration configuration)
    {
        foreach (string url in (configuration["Urls"] ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (!IsListenAddress(url))
            {
                throw Setting.Refused("Urls", url, "an address to listen on, such as http://localhost:5080,");
            }
        }
    }

    private static bool IsListenAddress(string url)
    {
        try
        {
            var address = BindingAddress.Parse(url);
            return address.Scheme is "http" or "https" && (address.IsUnixPipe || address.Port is >= 0 and <= LargestPort);
        }
        catch (FormatException)
        {
            return false;
        }
    }

    private static void RequireLogLevels(IConfigurationSection section)
    {
        foreach (IConfigurationSection child in section.GetChildren())
        {
            if (!child.Key.Equals("LogLevel", StringComparison.OrdinalIgnoreCase))
            {
                RequireLogLevels(child);
                continue;
            }

            foreach (IConfigurationSection category in child.GetChildren())
            {
                if (category.Value is { Length: > 0 } level && !Enum.GetNames<LogLevel>().Contains(level, StringComparer.OrdinalIgnoreCase))
                {
                    throw Setting.Refused(category.Path, level, $"one of {string.Join(", ", Enum.GetNames<LogLevel>())}");
                }
            }
        }
    }
}
