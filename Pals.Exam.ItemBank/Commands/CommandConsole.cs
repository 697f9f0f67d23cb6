using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Spectre.Console;

namespace Pals.Exam.ItemBank.Commands;

/// <summary>
/// Where a command speaks: its result on standard output, as text or with <c>--json</c> as nothing but JSON; messages and progress on
/// standard error.
/// </summary>
internal sealed class CommandConsole(TextWriter output, TextWriter error, bool json, bool verbose = false, bool interactive = false)
{
    private static readonly JsonSerializerOptions JsonOptions = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower), new FiniteDoubleConverter() },
    };

    /// <summary>True when results are JSON.</summary>
    public bool Json => json;

    /// <summary>True when failures show their stack trace.</summary>
    public bool Verbose => verbose;

    /// <summary>The console of a call from the shell.</summary>
    public static CommandConsole For(ParseResult parse)
    {
        TextWriter error = parse.InvocationConfiguration.Error;
        bool json = parse.GetValue<bool>(CommonOptions.JsonName);
        bool terminal = ReferenceEquals(error, Console.Error) && !Console.IsErrorRedirected;
        return new CommandConsole(
            parse.InvocationConfiguration.Output,
            error,
            json,
            parse.GetValue<bool>(CommonOptions.VerboseName),
            interactive: terminal && !json);
    }

    /// <summary>The command's one result: <paramref name="result"/> as JSON, or what <paramref name="text"/> writes about it.</summary>
    public void Result<T>(T result, Action<TextWriter, T> text)
    {
        if (json)
        {
            output.WriteLine(JsonSerializer.Serialize(result, JsonOptions));
        }
        else
        {
            text(output, result);
        }

        output.Flush();
    }

    /// <summary>A line for the person at the terminal that is no part of the result.</summary>
    public void Message(string line) => error.WriteLine(line);

    /// <summary>
    /// Runs <paramref name="work"/> under a progress bar, which it moves by reporting the fraction done, 0 to 1, from any thread.
    /// There is no bar when standard error is not a terminal, nor with <c>--json</c>.
    /// </summary>
    public T WithProgress<T>(string description, Func<IProgress<double>, T> work) => interactive
        ? AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(error) })
            .Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .Start(context => work(new Bar(context.AddTask(Markup.Escape(description), maxValue: 1))))
        : work(new NoBar());

    /// <summary>The same for work that has something to tell beside the fraction done: the note takes the place of the description.</summary>
    public T WithNotes<T>(string description, Func<Action<double, string>, T> work) => interactive
        ? AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(error) })
            .Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new ElapsedTimeColumn())
            .Start(context =>
            {
                ProgressTask task = context.AddTask(Markup.Escape(description), maxValue: 1);
                return work((fraction, note) =>
                {
                    task.Description = Markup.Escape(note);
                    task.Value = fraction;
                });
            })
        : work((_, _) => { });

    private sealed class Bar(ProgressTask task) : IProgress<double>
    {
        public void Report(double value) => task.Value = value;
    }

    private sealed class NoBar : IProgress<double>
    {
        public void Report(double value)
        {
        }
    }

    /// <summary>JSON has no NaN and no infinities: what could not be estimated is null.</summary>
    private sealed class FiniteDoubleConverter : JsonConverter<double>
    {
        public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDouble();

        public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options)
        {
            if (double.IsFinite(value))
            {
                writer.WriteNumberValue(value);
            }
            else
            {
                writer.WriteNullValue();
            }
        }
    }
}
