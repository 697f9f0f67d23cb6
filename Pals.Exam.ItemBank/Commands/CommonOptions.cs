using System.CommandLine;
using System.CommandLine.Parsing;
using System.Numerics;
using Pals.Exam.ItemBank.Content;
using Pals.Exam.ItemBank.Storage;

namespace Pals.Exam.ItemBank.Commands;

/// <summary>The options that commands have in common, made here so that they look alike everywhere.</summary>
internal static class CommonOptions
{
    public const string JsonName = "--json";
    public const string VerboseName = "--verbose";

    public static Option<bool> Json() => new(JsonName)
    {
        Description = "Print nothing but JSON on standard output; messages go to standard error.",
        Recursive = true,
    };

    public static Option<bool> Verbose() => new(VerboseName)
    {
        Description = "Show where an unexpected failure happened.",
        Recursive = true,
    };

    /// <summary>A file to read.</summary>
    public static Option<string> InputFile(string name, string helpName, string description) =>
        new(name) { HelpName = helpName, Description = description, Required = true };

    /// <summary>A file to read, or null.</summary>
    public static Option<string?> OptionalFile(string name, string helpName, string description) =>
        new(name) { HelpName = helpName, Description = description };

    /// <summary>The file (or folder) to write.</summary>
    public static Option<string> Out(string helpName, string description) =>
        new("--out") { HelpName = helpName, Description = description, Required = true };

    public static Option<string?> Report() => OptionalFile("--report", "R.html", "Also write a report with plots as one HTML file.");

    public static Option<string?> Parameters() =>
        OptionalFile("--parameters", "P.csv", "Item parameters. Without it: the shipped bank and its provisional parameters.");

    public static Option<string?> Definition() =>
        OptionalFile("--definition", "D.yaml", "The exam: a file, or the name of a shipped definition. Without it: pals-adaptive.");

    /// <summary>The bank's files, none for the shipped bank.</summary>
    public static Argument<string[]> BankFiles() => new("FILE")
    {
        Arity = ArgumentArity.ZeroOrMore,
        Description = "Bank files, YAML or CSV. Without any: the shipped bank.",
        DefaultValueFactory = _ => [],
    };

    public static Option<ulong> Seed() => new("--seed")
    {
        HelpName = "S",
        Description = "Seed of the random numbers; the same seed gives the same result on every machine.",
        DefaultValueFactory = _ => 1,
    };

    public static Option<int> Candidates(int byDefault) =>
        AtLeast("--candidates", "N", "Number of simulated candidates.", minimum: 1, byDefault);

    public static Option<int> Threads() => AtLeast(
        "--threads", "N", "Number of threads; results do not depend on it. Without it: one per processor.", minimum: 1, Environment.ProcessorCount);

    public static Option<string?> Database() => new("--database")
    {
        HelpName = "CONNECTION",
        Description = "Work on this database instead of on files.",
    };

    public static Option<Choice<DatabaseProvider>> Provider() => Choice(
        "--provider",
        "The kind of database that --database names.",
        DatabaseProvider.Sqlite,
        ("sqlite", DatabaseProvider.Sqlite),
        ("sqlserver", DatabaseProvider.SqlServer));

    public static Option<string> Programme() => new("--programme")
    {
        HelpName = "NAME",
        Description = "The programme whose bank is meant.",
        DefaultValueFactory = _ => ShippedBank.Pals,
    };

    /// <summary>One of a closed list of words, for example <c>--method eap|map</c>.</summary>
    public static Option<Choice<T>> Choice<T>(string name, string description, T byDefault, params (string Word, T Value)[] choices)
        where T : struct, Enum
    {
        Option<Choice<T>> option = RequiredChoice(name, description, choices);
        option.Required = false;
        option.DefaultValueFactory = _ => new Choice<T>(choices.First(choice => choice.Value.Equals(byDefault)).Word, byDefault);
        return option;
    }

    /// <summary>One of a closed list of words, which has to be given.</summary>
    public static Option<Choice<T>> RequiredChoice<T>(string name, string description, params (string Word, T Value)[] choices)
        where T : struct, Enum => WithWords(
            new Option<Choice<T>>(name)
            {
                Description = description,
                Required = true,
                CustomParser = result => ParseWord(result, name, choices) ?? default,
            },
            choices);

    /// <summary>One of a closed list of words, or null when it is not given.</summary>
    public static Option<Choice<T>?> OptionalChoice<T>(string name, string description, params (string Word, T Value)[] choices)
        where T : struct, Enum => WithWords(
            new Option<Choice<T>?>(name) { Description = description, CustomParser = result => ParseWord(result, name, choices) }, choices);

    private static TOption WithWords<TOption, T>(TOption option, (string Word, T Value)[] choices)
        where TOption : Option
    {
        option.HelpName = string.Join('|', choices.Select(choice => choice.Word));
        option.CompletionSources.Add(_ => choices.Select(choice => new System.CommandLine.Completions.CompletionItem(choice.Word)));
        return option;
    }

    private static Choice<T>? ParseWord<T>(ArgumentResult result, string name, (string Word, T Value)[] choices)
        where T : struct, Enum
    {
        string word = result.Tokens[0].Value;
        foreach ((string candidate, T value) in choices)
        {
            if (candidate == word)
            {
                return new Choice<T>(word, value);
            }
        }

        result.AddError($"{name} takes {string.Join('|', choices.Select(choice => choice.Word))}, not '{word}'.");
        return null;
    }

    /// <summary>A number of at least <paramref name="minimum"/>.</summary>
    public static Option<T> AtLeast<T>(string name, string helpName, string description, T minimum, T byDefault)
        where T : struct, INumber<T> =>
        Number(name, helpName, description, byDefault, $"at least {minimum}", value => value >= minimum);

    /// <summary>A number greater than <paramref name="bound"/>.</summary>
    public static Option<T> Above<T>(string name, string helpName, string description, T bound, T byDefault)
        where T : struct, INumber<T> =>
        Number(name, helpName, description, byDefault, $"a number above {bound}", value => value > bound);

    private static Option<T> Number<T>(
        string name, string helpName, string description, T byDefault, string expected, Func<T, bool> isValid)
        where T : struct, INumber<T> =>
        new(name)
        {
            HelpName = helpName,
            Description = description,
            DefaultValueFactory = _ => byDefault,
            CustomParser = result => ParseNumber(result, name, expected, isValid),
        };

    private static T ParseNumber<T>(ArgumentResult result, string name, string expected, Func<T, bool> isValid)
        where T : struct, INumber<T>
    {
        string word = result.Tokens[0].Value;
        if (T.TryParse(word, null, out T value) && isValid(value) && T.IsFinite(value))
        {
            return value;
        }

        result.AddError($"{name} takes {expected}, not '{word}'.");
        return default;
    }
}
