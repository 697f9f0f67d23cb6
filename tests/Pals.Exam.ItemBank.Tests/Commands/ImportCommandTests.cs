using System.Text.Json;
using Pals.Exam.ItemBank.Content;
using Pals.Exam.ItemBank.Tests.Content;

namespace Pals.Exam.ItemBank.Tests.Commands;

public sealed class ImportCommandTests
{
    [Fact]
    public async Task Process_CsvToYaml_ConvertsTheBank()
    {
        using var folder = new TemporaryFolder();
        string csv = folder.Write("own.csv", """
            item,version,type,topicArea,cognitiveLevel,answer,difficulty,stem,optionA,optionB
            OWN-1,1,single-choice,shock-management,recall,B,-1.5,Which?,first,second

            """);

        ProcessResult result = await ItembankProcess.RunAsync("import", csv, "--out", folder["own.yaml"]);

        Assert.Equal(0, result.ExitCode);
        Item item = Assert.Single(BankFiles.Read([folder["own.yaml"]]).Items);
        Assert.Equal(("OWN-1", "Which?", -1.5), (item.Id, item.Stem, item.Difficulty));
    }

    [Fact]
    public async Task Process_IntoDatabaseTwice_ReportsWhatChangedAndExportsTheSameItems()
    {
        using var folder = new TemporaryFolder();
        string database = $"Data Source={folder["exams.db"]}";
        string original = folder.Write("bank.yaml", BankSamples.AllTypes);
        string changed = folder.Write(
            "changed.yaml", BankSamples.AllTypes.Replace("Put the steps in order.", "Put these steps in order.", StringComparison.Ordinal));

        ProcessResult first = await ItembankProcess.RunAsync("import", original, "--database", database, "--programme", "own", "--json");
        ProcessResult second = await ItembankProcess.RunAsync("import", changed, "--database", database, "--programme", "own", "--json");
        ProcessResult export = await ItembankProcess.RunAsync("export", "--database", database, "--programme", "own", "--out", folder["out.csv"]);

        Assert.Equal((0, 0, 0), (first.ExitCode, second.ExitCode, export.ExitCode));
        Assert.Equal((6, 6, 0, 0), Counts(first));
        Assert.Equal((6, 0, 1, 5), Counts(second));
        Bank bank = BankFiles.Read([folder["out.csv"]]);
        Assert.Equal(BankFiles.Read([changed]).Items.Select(item => item.Id), bank.Items.Select(item => item.Id));
        Assert.Equal("Put these steps in order.", bank.FindItem("PALS-SHK-003")!.Stem);
        Assert.Equal("A child of 20 kg is brought to the emergency department.", bank.FindScenario("PALS-SCN-01")!.Text);
    }

    [Fact]
    public async Task Process_BrokenFile_ChangesNothing()
    {
        using var folder = new TemporaryFolder();
        string database = $"Data Source={folder["exams.db"]}";
        string good = folder.Write("bank.yaml", BankSamples.AllTypes);
        string broken = folder.Write("broken.yaml", BankSamples.AllTypes.Replace("answer: [B]", "answer: [E]", StringComparison.Ordinal));
        await ItembankProcess.RunAsync("import", good, "--database", database, "--programme", "own");

        ProcessResult result = await ItembankProcess.RunAsync("import", broken, "--database", database, "--programme", "own");
        ProcessResult export = await ItembankProcess.RunAsync("export", "--database", database, "--programme", "own", "--out", folder["out.csv"]);

        Assert.Equal(2, result.ExitCode);
        Assert.StartsWith($"{broken}:", result.Error, StringComparison.Ordinal);
        Assert.Equal(0, export.ExitCode);
        Assert.Equal(["B"], BankFiles.Read([folder["out.csv"]]).FindItem("PALS-SHK-001")!.Answer);
    }

    [Fact]
    public async Task Process_BankThatCannotServeTheExam_ChangesNothing()
    {
        using var folder = new TemporaryFolder();
        string database = $"Data Source={folder["exams.db"]}";
        string small = folder.Write("small.yaml", BankSamples.AllTypes);
        await ItembankProcess.RunAsync("export", "--out", folder["shipped.yaml"]);

        ProcessResult good = await ItembankProcess.RunAsync("import", folder["shipped.yaml"], "--database", database);
        ProcessResult bad = await ItembankProcess.RunAsync("import", small, "--database", database);
        await ItembankProcess.RunAsync("export", "--database", database, "--out", folder["out.csv"]);

        Assert.True(good.ExitCode == 0, good.Error);
        Assert.Equal(2, bad.ExitCode);
        Assert.StartsWith($"{small}: the bank cannot serve 'pals-adaptive': ", bad.Error, StringComparison.Ordinal);
        Assert.Equal(ShippedBank.Load().Items.Length, BankFiles.Read([folder["out.csv"]]).Items.Length);
    }

    [Theory]
    [InlineData()]
    [InlineData("--database", "Data Source=x.db", "--out", "x.yaml")]
    public async Task Process_NeitherOrBothTargets_ExitsTwo(params string[] targets)
    {
        ProcessResult result = await ItembankProcess.RunAsync(["import", "bank.yaml", .. targets]);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("Give either --database or --out.", result.Error, StringComparison.Ordinal);
    }

    private static (int Items, int Added, int Changed, int Unchanged) Counts(ProcessResult result)
    {
        using JsonDocument report = JsonDocument.Parse(result.Output);
        int Count(string name) => report.RootElement.GetProperty(name).GetInt32();
        return (Count("items"), Count("added"), Count("changed"), Count("unchanged"));
    }
}
