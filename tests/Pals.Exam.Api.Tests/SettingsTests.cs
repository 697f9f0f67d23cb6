using Microsoft.Extensions.Configuration;
using Pals.Exam.Api.Hosting;

namespace Pals.Exam.Api.Tests;

/// <summary>Every setting that is documented, with what it must not be. How the process tells it stands in the end-to-end tests.</summary>
public sealed class SettingsTests
{
    private static readonly string MasterKey = Convert.ToBase64String(new byte[32]);

    /// <summary>Settings with one value that is right, and several that are not.</summary>
    private static readonly (string Setting, string Right, string[] Wrong)[] Settings =
    [
        ("Urls", "http://localhost:5080;http://[::1]:0;http://*:80", ["rubbish", "ftp://localhost", "http://localhost:99999"]),
        ("PublicUrl", "https://exams.example.org/pals", ["exams.example.org", "ftp://exams.example.org", "/pals"]),
        ("Database:Provider", "sqlserver", ["mysql", "SQLite", " "]),
        ("Database:BusySeconds", "0.5", ["ten", "-1", "NaN", "Infinity", "1e9", "1,5"]),
        ("Database:MaximumWaiting", "1", ["0", "-5", "many", "1.5", "99999999999"]),
        ("ConnectionStrings:Exams", "Data Source=exams.db", ["rubbish", "Data Sauce=exams.db", "Mode=Sometimes"]),
        ("Practice:StartsPerMinute", "1", ["0", "-1", "many", "1.5"]),
        ("Limits:Enabled", "False", ["maybe", "1", "yes"]),
        ("Limits:KeyPerMinute", "600000", ["0", "-1", "many"]),
        ("Limits:ExamPerMinute", "1", ["0", "+1", "1 000"]),
        ("Limits:AddressPerMinute", "1", ["0", "0x10"]),
        ("Limits:FailedCredentialsPerMinute", "1", ["0", "none"]),
        ("Limits:CardsPerMinute", "1", ["0", "none"]),
        ("Proxies:Known", "10.0.0.1,192.168.0.0/16", ["proxy.example", "10.0.0.0/99", "10.0.0.1;10.0.0.2"]),
        ("Proxies:Known:0", "10.0.0.0/8", ["proxy.example", "10.0.0.300"]),
        ("Exams:MaximumInMemory", "1", ["0", "-1", "all"]),
        ("Retention:CandidateDays", "3650", ["0", "-1", "36501", "ten years"]),
        ("Secrets:MasterKey", MasterKey, ["short", MasterKey[..^4], $"{MasterKey}AAAA"]),
        ("Webhooks:AllowPrivateAddresses", "true", ["on", "0"]),
        ("Shutdown:DrainSeconds", "3600", ["-1", "3601", "NaN", "soon"]),
        ("Telemetry:Collector", "http://localhost:4318", ["localhost:4318", "grpc://localhost", "nowhere"]),
        ("OTEL_EXPORTER_OTLP_ENDPOINT", "https://collector.example/otlp/", ["collector"]),
        ("Telemetry:IntervalSeconds", "0.1", ["0", "-1", "NaN", "often"]),
        ("Telemetry:TraceShare", "0.25", ["-0.1", "1.1", "25%", "NaN"]),
        ("Logging:LogLevel:Default", "warning", ["Loud", "7"]),
        ("Logging:LogLevel:Microsoft.AspNetCore.Hosting.Diagnostics", "None", ["Off"]),
        ("Logging:Console:LogLevel:Default", "Debug", ["Verbose"]),
        ("ADMIN_KEY", "ppx_an-administrators-key-for-tests", ["short", "pxt_which-is-a-candidates-token"]),
    ];

    /// <summary>Settings whose values no message may repeat.</summary>
    private static readonly string[] Secrets = ["Secrets:MasterKey", "ADMIN_KEY", "ConnectionStrings:Exams"];

    public static TheoryData<string, string> Wrong { get; } = new(
        from row in Settings from value in row.Wrong select (row.Setting, value));

    public static TheoryData<string, string> Misspelt { get; } = new(
        ("Database:Providor", "Database:Provider"),
        ("Data:Directory", "Data:Folder"),
        ("Limits:KeysPerMinute", "Limits:KeyPerMinute"),
        ("Retention:Days", "Retention:CandidateDays"),
        ("Shutdown:Drain", "Shutdown:DrainSeconds"),
        ("Telemetry:Endpoint", "Telemetry:Collector"),
        ("Webhooks:AllowPrivate", "Webhooks:AllowPrivateAddresses"));

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Require_WrongValue_NamesTheSettingItsValueAndWhatWasExpected(string setting, string value)
    {
        SettingsException refused = Assert.Throws<SettingsException>(() => SettingsCheck.Require(Configuration((setting, value))));

        string name = setting.StartsWith("Proxies:Known", StringComparison.Ordinal) ? "Proxies:Known" : setting;
        Assert.StartsWith(name, refused.Message, StringComparison.Ordinal);
        Assert.Contains("expected", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Message);
        if (Secrets.Contains(setting))
        {
            Assert.DoesNotContain($"'{value}'", refused.Message, StringComparison.Ordinal);
        }
        else
        {
            Assert.Contains($"'{value}'", refused.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Require_RightAndEmptyValues_AcceptsThem()
    {
        foreach ((string setting, string right, _) in Settings.Where(row => row.Setting != "Database:Provider"))
        {
            SettingsCheck.Require(Configuration((setting, right)));
        }

        SettingsCheck.Require(Configuration([.. Settings.Select(row => (row.Setting, ""))]));
        SettingsCheck.Require(Configuration(
            ("Database:Provider", "sqlserver"), ("ConnectionStrings:Exams", "Server=db;Database=Exams"), ("Secrets:MasterKey", MasterKey)));
    }

    [Fact]
    public void Require_WhatTheServerIsShippedWith_IsRight() =>
        SettingsCheck.Require(new ConfigurationBuilder().AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json")).Build());

    [Fact]
    public void Require_SqlServerWithoutWhatItNeeds_NamesIt()
    {
        Assert.StartsWith(
            "ConnectionStrings:Exams is empty", Refused(("Database:Provider", "sqlserver"), ("Secrets:MasterKey", MasterKey)), StringComparison.Ordinal);
        Assert.StartsWith(
            "Secrets:MasterKey is empty", Refused(("Database:Provider", "sqlserver"), ("ConnectionStrings:Exams", "Server=db;Database=Exams")), StringComparison.Ordinal);
        string withoutDatabase = Refused(
            ("Database:Provider", "sqlserver"), ("ConnectionStrings:Exams", "Server=db;Password=hush-hush"), ("Secrets:MasterKey", MasterKey));
        Assert.Contains("add 'Database=", withoutDatabase, StringComparison.Ordinal);
        Assert.DoesNotContain("hush-hush", withoutDatabase, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Misspelt))]
    public void Require_NameThatTheServerDoesNotHave_SaysWhichItHas(string misspelt, string meant)
    {
        string message = Refused((misspelt, "1"));

        Assert.StartsWith($"{misspelt} is no setting of the server", message, StringComparison.Ordinal);
        Assert.Contains(meant, message, StringComparison.Ordinal);
    }

    [Fact]
    public void Documentation_TablesOfSettings_HoldNothingThatIsNotTestedHere()
    {
        // A folder is wrong only where it cannot be made, which the end-to-end tests try.
        string[] documented =
        [
            .. new[] { "http-api.md", "operations.md" }
                .SelectMany(page => File.ReadLines(Path.Combine(AppContext.BaseDirectory, page))
                    .SkipWhile(line => line != "## Configuration").Skip(1).TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal)))
                .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
                .Select(line => line.Split('`')[1])
                .Where(setting => setting != "Data:Folder"),
        ];

        Assert.True(documented.Length > 20, string.Join(", ", documented));
        Assert.Empty(documented.Except(Settings.Select(row => row.Setting)));
    }

    private static string Refused(params (string Setting, string Value)[] settings) =>
        Assert.Throws<SettingsException>(() => SettingsCheck.Require(Configuration(settings))).Message;

    private static IConfiguration Configuration(params (string Setting, string Value)[] settings) => new ConfigurationBuilder()
        .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Setting, (string?)setting.Value))).Build();
}
