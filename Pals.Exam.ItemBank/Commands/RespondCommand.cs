using System.CommandLine;
using System.Globalization;
using Pals.Exam.Engine.Calibration;
using Pals.Exam.ItemBank.Content;
using Pals.Exam.ItemBank.Files;
using Pals.Exam.ItemBank.Responses;

namespace Pals.Exam.ItemBank.Commands;

/// <summary><c>itembank respond</c>: response data drawn from known parameters, to try a calibration on.</summary>
internal static class RespondCommand
{
    private const int DefaultCandidates = 1000;

    public sealed record Options(string? Parameters, int Candidates, ulong Seed, int? PerCandidate, bool Adaptive, string Out, string Programme);

    public sealed record Summary(int Candidates, int Items, long Responses, string Out);

    public static Command Create()
    {
        Option<string?> parameters = CommonOptions.Parameters();
        Option<int> candidates = CommonOptions.Candidates(DefaultCandidates);
        Option<ulong> seed = CommonOptions.Seed();
        var perCandidate = new Option<int?>("--per-candidate")
        {
            HelpName = "K",
            Description = "Items of each candidate, chosen at random; written in long form. Without it: all items, in wide form.",
        };
        var adaptive = new Option<bool>("--adaptive")
        {
            Description = "With --per-candidate: a quarter of the items at random, the rest near the ability that those suggest.",
        };
        Option<string> programme = CommonOptions.Programme();
        Option<string> output = CommonOptions.Out("R.csv", "The responses; a name ending in .gz is written compressed.");
        return new Command("respond", "Draw response data from known parameters, abilities from N(0, 1).")
        {
            parameters, programme, candidates, seed, perCandidate, adaptive, output,
        }.Does((parse, console, cancellation) => Run(
            new Options(
                parse.GetValue(parameters),
                parse.GetValue(candidates),
                parse.GetValue(seed),
                parse.GetValue(perCandidate),
                parse.GetValue(adaptive),
                parse.GetRequiredValue(output),
                parse.GetRequiredValue(programme)),
            console,
            cancellation));
    }

    public static ExitCode Run(Options options, CommandConsole console, CancellationToken cancellation)
    {
        ParameterTable table = options.Parameters is null ? Shipped(options.Programme) : ParameterFile.Read(options.Parameters);
        if (table.Items.IsEmpty)
        {
            throw new InputException(options.Parameters ?? "the shipped bank", 0, 0, "has no item; expected at least one");
        }

        int count = options.PerCandidate ?? table.Items.Length;
        if (count < 1 || count > table.Items.Length)
        {
            throw new InputException("--per-candidate", 0, 0, $"is {count}; expected 1 to {table.Items.Length}, the number of items");
        }

        var responses = new SimulatedResponses(table.Items.Select(item => item.Parameters), options.Seed, count, options.Adaptive);
        console.WithProgress("Drawing responses", progress =>
        {
            AtomicFile.WriteText(options.Out, writer => Write(writer, table, responses, options, progress, cancellation));
            return true;
        });
        console.Result(
            new Summary(options.Candidates, table.Items.Length, (long)options.Candidates * count, options.Out),
            (writer, summary) => writer.WriteLine($"{summary.Responses} responses of {summary.Candidates} candidates to {summary.Items} items in {summary.Out}"));
        return ExitCode.Success;
    }

    private static ParameterTable Shipped(string programme) =>
        new(ShippedBank.Load(programme).Items.Select(item => new CalibratedItem(item.Id, ProvisionalParameters.Of(item))));

    private static void Write(
        TextWriter writer, ParameterTable table, SimulatedResponses responses, Options options, IProgress<double> progress, CancellationToken cancellation)
    {
        const int Batch = 4096;
        string[] ids = [.. table.Items.Select(item => CsvText.Quote(item.Id))];
        bool wide = options.PerCandidate is null;
        writer.WriteLine(wide ? $"candidate,{string.Join(',', ids)}" : "candidate,item,score");
        int width = responses.PerCandidate;
        var items = new int[Batch * width];
        var scores = new byte[Batch * width];
        for (int first = 0; first < options.Candidates; first += Batch)
        {
            cancellation.ThrowIfCancellationRequested();
            int size = Math.Min(Batch, options.Candidates - first);
            Parallel.For(0, size, n => responses.Draw(first + n, items.AsSpan(n * width, width), scores.AsSpan(n * width, width)));
            for (int n = 0; n < size; n++)
            {
                string candidate = string.Create(CultureInfo.InvariantCulture, $"c{first + n + 1}");
                WriteCandidate(writer, candidate, ids, items.AsSpan(n * width, width), scores.AsSpan(n * width, width), wide);
            }

            progress.Report((first + size) / (double)options.Candidates);
        }
    }

    private static void WriteCandidate(
        TextWriter writer, string candidate, string[] ids, ReadOnlySpan<int> items, ReadOnlySpan<byte> scores, bool wide)
    {
        if (wide)
        {
            writer.Write(candidate);
        }

        for (int j = 0; j < items.Length; j++)
        {
            if (!wide)
            {
                writer.Write(candidate);
                writer.Write(',');
                writer.Write(ids[items[j]]);
            }

            writer.Write(',');
            writer.Write((int)scores[j]);
            if (!wide)
            {
                writer.Write('\n');
            }
        }

        if (wide)
        {
            writer.Write('\n');
        }
    }
}
