using Microsoft.Playwright;

namespace Pals.Exam.EndToEnd.Tests;

/// <summary>A headless Chromium of this machine, driven as a candidate's hands would.</summary>
public sealed class ExamBrowser : IAsyncLifetime
{
    /// <summary>Where the environment says that a missing browser is a failure and no reason to skip.</summary>
    private const string RequiredVariable = "PALS_EXAM_REQUIRE_BROWSER";

    /// <summary>Names the program where it is none of the usual ones.</summary>
    private const string ProgramVariable = "PALS_EXAM_BROWSER";

    private static readonly string[] UsualNames = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>A page of its own, with its own storage; the test is skipped where the machine has no browser.</summary>
    public async Task<IPage> Open(BrowserNewContextOptions? options = null)
    {
        if (_browser is null)
        {
            string reason = $"no Chromium on the path; install one, or name it in {ProgramVariable}";
            Assert.False(Environment.GetEnvironmentVariable(RequiredVariable) == "1", reason);
            Assert.Skip(reason);
        }

        IBrowserContext context = await _browser.NewContextAsync(options);
        return await context.NewPageAsync();
    }

    public async ValueTask InitializeAsync()
    {
        if (FindProgram() is not { } program)
        {
            return;
        }

        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = program, Args = ["--no-sandbox"] });
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
    }

    private static string? FindProgram() =>
        Environment.GetEnvironmentVariable(ProgramVariable) is { Length: > 0 } named
            ? named
            : (from folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
               from name in UsualNames
               let path = Path.Combine(folder, OperatingSystem.IsWindows() ? name + ".exe" : name)
               where File.Exists(path)
               select path).FirstOrDefault();
}
