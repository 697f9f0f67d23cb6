using System.CommandLine;
using System.Net;
using Pals.Exam.LoadTest.Http;
using Pals.Exam.LoadTest.Runs;

namespace Pals.Exam.LoadTest;

/// <summary>The command line of the tool.</summary>
internal static class LoadCommand
{
    private static readonly LoadOptions Defaults = new();

    public static RootCommand Create()
    {
        var url = new Option<Uri?>("--url") { Description = "A server that runs already, on a loopback address. Without it: one is started from the same build." };
        var key = new Option<string?>("--key") { Description = "A course provider's key for --url. Without it: practice exams." };
        var definition = new Option<string>("--definition") { Description = "The exam.", DefaultValueFactory = _ => Defaults.Definition };
        var practice = new Option<bool>("--practice") { Description = "Sit practice exams, whose reports hold every rationale, instead of certification exams." };
        Option<int> candidates = Number("--candidates", "Virtual candidates at once.", Defaults.Candidates, 1, 5000);
        Option<double> duration = Seconds("--duration", "Measured time of the comparison, half of it for the floor.", Defaults.Duration);
        Option<int> rounds = Number("--rounds", "Changes between floor and exams.", Defaults.Rounds, 1, 100);
        Option<double> ramp = Seconds("--ramp", "Time over which the candidates begin.", Defaults.Ramp);
        Option<double> warmUp = Seconds("--warm-up", "Time before measuring.", Defaults.WarmUp);
        Option<double> thinkTime = Seconds("--think-time", "Mean time between a candidate's answers; 0 for the greatest throughput.", Defaults.ThinkTime);
        var halfLoad = new Option<bool>("--half-load") { Description = "Then measure latency at half of the greatest throughput." };
        Option<int> killRounds = Number("--kill-rounds", "Instead: kill the server under load so often, and check that nothing acknowledged is lost.", 0, 0, 1000);
        var soak = new Option<double?>("--soak")
        {
            Description = "Instead: run for so many minutes (10 when none are given) and watch the memory.",
            Arity = ArgumentArity.ZeroOrOne,
            HelpName = "MINUTES",
        };
        Option<int> exams = Number("--exams", "Exams after which a soak ends before its time.", Defaults.Exams, 1, 10_000_000);
        var seed = new Option<ulong>("--seed") { Description = "Draws abilities, answers and pauses.", DefaultValueFactory = _ => Defaults.Seed };
        var json = new Option<bool>("--json") { Description = "Print nothing but JSON on standard output." };
        url.Validators.Add(result =>
        {
            if (result.GetValue(url) is { } address && !IsLoopback(address))
            {
                result.AddError($"--url takes a loopback address, not {address}: load belongs on one's own machine.");
            }
        });
        var root = new RootCommand("Puts a server under the load of virtual candidates, checks every response, and compares with a floor.")
        {
            url, key, definition, practice, candidates, duration, rounds, ramp, warmUp, thinkTime, halfLoad, killRounds, soak, exams, seed, json,
        };
        root.Validators.Add(result =>
        {
            if (result.GetValue(url) is not null && (result.GetValue(killRounds) > 0 || result.GetResult(soak) is not null))
            {
                result.AddError("--kill-rounds and --soak start a server of their own and take no --url.");
            }
        });
        root.SetAction(async parse => await Run(new LoadOptions
        {
            Url = parse.GetValue(url),
            Key = parse.GetValue(key),
            Definition = parse.GetRequiredValue(definition),
            Practice = parse.GetValue(practice),
            Candidates = parse.GetValue(candidates),
            Duration = TimeSpan.FromSeconds(parse.GetValue(duration)),
            Rounds = parse.GetValue(rounds),
            Ramp = TimeSpan.FromSeconds(parse.GetValue(ramp)),
            WarmUp = TimeSpan.FromSeconds(parse.GetValue(warmUp)),
            ThinkTime = TimeSpan.FromSeconds(parse.GetValue(thinkTime)),
            HalfLoad = parse.GetValue(halfLoad),
            KillRounds = parse.GetValue(killRounds),
            Soak = parse.GetResult(soak) is null ? TimeSpan.Zero : TimeSpan.FromMinutes(parse.GetValue(soak) ?? 10),
            Exams = parse.GetValue(exams),
            Seed = parse.GetValue(seed),
            Json = parse.GetValue(json),
        }));
        return root;
    }

    private static async Task<int> Run(LoadOptions options)
    {
        try
        {
            if (options.KillRounds > 0)
            {
                await KillRun.Run(options);
            }
            else if (options.Soak > TimeSpan.Zero)
            {
                await SoakRun.Run(options);
            }
            else
            {
                await ComparisonRun.Run(options);
            }

            return 0;
        }
        catch (Exception exception) when (exception is CheckFailedException or StatusException or HttpRequestException or IOException
            or InvalidOperationException or OperationCanceledException or TimeoutException)
        {
            await Console.Error.WriteLineAsync(exception.Message);
            return 1;
        }
    }

    private static bool IsLoopback(Uri address) => address.IsAbsoluteUri && address.IsLoopback
        && (!IPAddress.TryParse(address.Host, out IPAddress? ip) || IPAddress.IsLoopback(ip));

    private static Option<double> Seconds(string name, string description, TimeSpan byDefault)
    {
        var option = new Option<double>(name) { HelpName = "SECONDS", Description = description, DefaultValueFactory = _ => byDefault.TotalSeconds };
        option.Validators.Add(result => RequireWithin(result, name, result.GetValue(option), 0, 3600));
        return option;
    }

    private static Option<int> Number(string name, string description, int byDefault, int minimum, int maximum)
    {
        var option = new Option<int>(name) { HelpName = "N", Description = description, DefaultValueFactory = _ => byDefault };
        option.Validators.Add(result => RequireWithin(result, name, result.GetValue(option), minimum, maximum));
        return option;
    }

    private static void RequireWithin(System.CommandLine.Parsing.OptionResult result, string name, double value, double minimum, double maximum)
    {
        if (!(value >= minimum && value <= maximum))
        {
            result.AddError($"{name} takes {minimum} to {maximum}, not {value}.");
        }
    }
}
