using System.CommandLine;
using Pals.Exam.Engine.Exams;
using Pals.Exam.Engine.Items;
using Pals.Exam.ItemBank.Content;
using Pals.Exam.ItemBank.Definitions;
using Pals.Exam.ItemBank.Files;

namespace Pals.Exam.ItemBank.Commands;

/// <summary><c>itembank definition [FILE]</c>: checks an exam definition against the shipped bank and tells its cut; or prints an example.</summary>
internal static class DefinitionCommand
{
    public sealed record Options(string? File, bool Example);

    /// <summary>What the command says of a definition.</summary>
    /// <param name="Definition">Its id.</param>
    /// <param name="Delivery">How the exam is given.</param>
    /// <param name="Cut">The passing standard in logits, under the bank's provisional parameters.</param>
    public sealed record Report(string Definition, string Title, ExamDelivery Delivery, int TopicAreas, int MinimumLength, int MaximumLength, double Cut, double Confidence);

    public static Command Create()
    {
        var file = new Argument<string?>("FILE")
        {
            Arity = ArgumentArity.ZeroOrOne,
            Description = "The definition to check against the shipped bank of its programme: a file, or the name of a shipped one. Without it: pals-adaptive.",
        };
        var example = new Option<bool>("--example") { Description = "Print a commented definition to start from, which is pals-adaptive itself." };
        return new Command("definition", "Check an exam definition, or print a commented example.") { file, example }
            .Does((parse, console, _) => Run(new Options(parse.GetValue(file), parse.GetValue(example)), console));
    }

    public static ExitCode Run(Options options, CommandConsole console)
    {
        if (options.Example)
        {
            string text = ShippedDefinitions.Text(ShippedDefinitions.PalsAdaptive)!;
            console.Result(new { Name = ShippedDefinitions.PalsAdaptive, Yaml = text }, (writer, value) => writer.Write(value.Yaml));
            return ExitCode.Success;
        }

        DefinitionFile file = ShippedDefinitions.LoadOrRead(options.File);
        ItemPool pool = ShippedBank.Load(file.BankName).ProvisionalPool();
        ExamDefinition definition = file.For(pool);
        try
        {
            _ = new AdaptiveExam(definition, pool);
        }
        catch (ArgumentException e)
        {
            throw new InputException(file.Name, 0, 0, $"the shipped bank cannot serve this exam: {e.Message.Split(" (Parameter '")[0]}", e);
        }

        var report = new Report(
            definition.Id,
            definition.Title,
            file.Delivery,
            definition.TopicAreas.Length,
            definition.MinimumLength,
            definition.MaximumLength,
            definition.Cut,
            definition.Confidence);
        console.Result(report, Print);
        return ExitCode.Success;
    }

    private static void Print(TextWriter writer, Report report)
    {
        string cut = $"cut {report.Cut:F3} logits (provisional item parameters)";
        writer.WriteLine(report.Delivery == ExamDelivery.FixedForm
            ? $"{report.Definition}: {report.Title}; fixed form, {report.TopicAreas} topic areas, {report.MaximumLength} scored items, {cut}; each form has its own raw cut."
            : $"{report.Definition}: {report.Title}; {report.TopicAreas} topic areas, {report.MinimumLength} to {report.MaximumLength} scored items, "
              + $"{cut}, confidence {report.Confidence}.");
    }
}
