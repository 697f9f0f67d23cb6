using System.Text.Json;
using Pals.Exam.Engine.Calibration;
using Pals.Exam.ItemBank.Content;
using Pals.Exam.ItemBank.Forms;
using Pals.Exam.ItemBank.Responses;
using Pals.Exam.Tests.Shared;

namespace Pals.Exam.ItemBank.Tests.Commands;

public sealed class AssembleCommandTests
{
    // The demand of the written exam: information at the cut within 5 % of one another.
    private const double LargestSpread = 0.05;

    // A tenth of a point of the exact cut, of the six forms' 0.07, moves the probability of passing by 0.016; discreteness adds as much.
    private const double LargestDifferenceOfPassing = 0.03;

    private static readonly string[] Files =
        ["answer-sheet.html", "answer-sheet.pdf", "form.json", "key.html", "key.pdf", "paper.html", "paper.pdf"];

    [Fact]
    public async Task Process_ShippedBank_WritesParallelFormsWithAllTheirPapers()
    {
        using var folder = new TemporaryFolder();

        ProcessResult result = await ItembankProcess.RunAsync("assemble", "--forms", "6", "--length", "50", "--out", folder["forms"], "--json");

        Assert.Equal(0, result.ExitCode);
        Assert.Equal("", result.Error);
        using JsonDocument json = JsonDocument.Parse(result.Output);
        JsonElement summary = json.RootElement;
        Assert.True(summary.GetProperty("provisional").GetBoolean());
        Assert.InRange(summary.GetProperty("informationSpread").GetDouble(), 0, LargestSpread);
        Assert.All(summary.GetProperty("blueprint").EnumerateArray(), quota => Assert.All(
            quota.GetProperty("counts").EnumerateArray(), count => Assert.InRange(
                count.GetInt32(), quota.GetProperty("minimum").GetInt32(), quota.GetProperty("maximum").GetInt32())));
        int i = 0;
        foreach (JsonElement row in summary.GetProperty("overlap").EnumerateArray())
        {
            int j = 0;
            foreach (JsonElement count in row.EnumerateArray())
            {
                Assert.Equal(i == j++ ? 50 : 0, count.GetInt32());
            }

            i++;
        }

        ExamForm[] forms = [.. Enumerable.Range(1, 6).Select(n => FormFile.Read(Path.Combine(folder["forms"], $"form-{n}", "form.json")))];
        Bank bank = ShippedBank.Load();
        foreach (ExamForm form in forms)
        {
            Item[] items = [.. form.Questions.Select(question => question.Item)];
            var ids = items.Select(item => item.Id).ToHashSet();
            Assert.Equal(50, ids.Count);
            Assert.DoesNotContain(items, item => item.Use == ItemUse.Pretest);
            Assert.DoesNotContain(items, item => item.Enemies.Any(ids.Contains));
            foreach (IGrouping<string?, Item> scenario in items.Where(item => item.Scenario is not null).GroupBy(item => item.Scenario))
            {
                string[] whole = [.. bank.Items.Where(item => item.Scenario == scenario.Key).Select(item => item.Id)];
                int first = Array.FindIndex(items, item => item.Id == whole[0]);
                Assert.Equal(whole, items.Skip(first).Take(whole.Length).Select(item => item.Id));
            }
        }

        Assert.All(forms, form => Assert.Equal(42, form.Form.Cut.RawScore));
        double[] passing = [.. forms.Select(form => form.Form.Cut.PassProbability)];
        Assert.InRange(passing.Max() - passing.Min(), 0, LargestDifferenceOfPassing);
        Assert.Equal(forms.Length, forms.Select(form => form.FormId).Distinct().Count());
        Assert.Equal(
            ["form-1", "form-2", "form-3", "form-4", "form-5", "form-6", "forms.yaml", "report.html"],
            Directory.EnumerateFileSystemEntries(folder["forms"]).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        CheckPapers(Path.Combine(folder["forms"], "form-3"), forms[2]);
        string report = await File.ReadAllTextAsync(Path.Combine(folder["forms"], "report.html"), TestContext.Current.CancellationToken);
        Assert.Contains("true-score equating", report, StringComparison.Ordinal);
        Assert.Contains("Provisional", report, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Process_CalibratedParameters_MakesFormsThatAreNotProvisional()
    {
        using var folder = new TemporaryFolder();
        CalibratedItem[] items = [.. ShippedBank.Load().Items.Skip(1).Select(item => new CalibratedItem(item.Id, ProvisionalParameters.Of(item)))];
        ParameterFile.Write(folder["p.csv"], new ParameterTable(items));

        ProcessResult result = await ItembankProcess.RunAsync("assemble", "--parameters", folder["p.csv"], "--out", folder["forms"], "--json");

        Assert.Equal(0, result.ExitCode);
        Assert.Equal($"itembank assemble: 1 items of the bank have no parameters in {folder["p.csv"]} and are left out.", result.Error.TrimEnd());
        using JsonDocument json = JsonDocument.Parse(result.Output);
        Assert.False(json.RootElement.GetProperty("provisional").GetBoolean());
        string own = Path.Combine(folder["forms"], "form-1");
        ExamForm form = FormFile.Read(Path.Combine(own, "form.json"));
        Assert.False(form.IsProvisional);
        Assert.DoesNotContain("PROVISIONAL", new ReadPdf(await File.ReadAllBytesAsync(Path.Combine(own, "paper.pdf"), TestContext.Current.CancellationToken)).AllText, StringComparison.Ordinal);
        Assert.DoesNotContain("rovisional", await File.ReadAllTextAsync(Path.Combine(own, "key.html"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Process_DemandsThatCannotBeMet_ExitTwoNamingTheConstraintAndWriteNothing()
    {
        using var folder = new TemporaryFolder();
        ProcessResult result = await ItembankProcess.RunAsync("assemble", "--length", "60", "--out", folder["forms"]);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("the maxima of the topic areas add up to 50", result.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    [Fact]
    public async Task Process_FolderThatIsNotEmpty_ExitsTwoAndLeavesItAlone()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["forms"]);
        string kept = folder.Write("forms/printed-already.txt", "yes");
        ProcessResult result = await ItembankProcess.RunAsync("assemble", "--out", folder["forms"]);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("is not empty", result.Error, StringComparison.Ordinal);
        Assert.Equal([kept], Directory.EnumerateFileSystemEntries(folder["forms"]));
        Assert.Equal([folder["forms"]], Directory.EnumerateFileSystemEntries(folder.Path));
    }

    [Fact]
    public async Task Process_CharacterThatPdfCannotShow_ExitsTwoNamingTheItemAndWritesNothing()
    {
        using var folder = new TemporaryFolder();
        string bank = folder.Write("bank.yaml", SmallBank("Co zrobić?"));
        string definition = folder.Write("d.yaml", SmallDefinition);

        ProcessResult result = await ItembankProcess.RunAsync("assemble", bank, "--definition", definition, "--out", folder["forms"]);

        Assert.Equal(2, result.ExitCode);
        Assert.StartsWith($"{bank}:9:5: item T-001: the character 'ć'", result.Error, StringComparison.Ordinal);
        Assert.Contains("U+0107", result.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder["forms"]));
        ProcessResult html = await ItembankProcess.RunAsync("assemble", bank, "--definition", definition, "--out", folder["forms"], "--documents", "html");
        Assert.Equal(0, html.ExitCode);
        Assert.Contains("Co zrobić?", await File.ReadAllTextAsync(Path.Combine(folder["forms"], "form-1", "paper.html"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    private static void CheckPapers(string folder, ExamForm form)
    {
        Assert.Equal(Files, Directory.EnumerateFiles(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        var paper = new ReadPdf(File.ReadAllBytes(Path.Combine(folder, "paper.pdf")));
        var sheet = new ReadPdf(File.ReadAllBytes(Path.Combine(folder, "answer-sheet.pdf")));
        var key = new ReadPdf(File.ReadAllBytes(Path.Combine(folder, "key.pdf")));
        string paperText = Words(paper.AllText);
        string keyText = Words(key.AllText);
        foreach (FormQuestion question in form.Questions)
        {
            Assert.Contains(Words(question.Item.Stem), paperText, StringComparison.Ordinal);
            Assert.Contains(Words(question.Item.Rationale), keyText, StringComparison.Ordinal);
            Assert.DoesNotContain(Words(question.Item.Rationale), paperText, StringComparison.Ordinal);
        }

        Assert.Single(sheet.Pages);
        Assert.All(Enumerable.Range(0, paper.Pages.Count), page => Assert.Contains(form.FormId, paper.Text(page), StringComparison.Ordinal));
        Assert.All(Enumerable.Range(0, paper.Pages.Count), page => Assert.Contains("PROVISIONAL", paper.Text(page), StringComparison.Ordinal));
        Assert.All(Enumerable.Range(0, key.Pages.Count), page => Assert.Contains("Confidential", key.Text(page), StringComparison.Ordinal));
        string html = File.ReadAllText(Path.Combine(folder, "paper.html"));
        Assert.DoesNotContain("Rationale", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(form.Questions[0].Item.Rationale, html, StringComparison.Ordinal);
        Assert.Equal(form.Questions.Sum(question => question.Item.Media.Length), html.Split("<title>Rhythm strip</title>").Length - 1);
    }

    private static string Words(string text) => string.Join(' ', text.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries));

    private static string SmallBank(string stem) => $"""
        topicArea: only
        facts:
          - id: T-F01
            statement: One is one.
            confidence: A
            edition: none
            source: arithmetic
        items:
          - id: T-001
            version: 1
            type: single-choice
            cognitiveLevel: recall
            ageGroup: any
            setting: ''
            stem: {stem}
            options:
              - key: A
                text: one
                rationale: right
              - key: B
                text: two
                rationale: wrong
            answer: [A]
            rationale: one
            facts: [T-F01]
            guidelineEdition: none
            confidence: A
            enemies: []
            difficulty: 0
            difficultyBasis: a test
        """;

    private const string SmallDefinition = """
        id: small
        programme: SMALL
        title: A small exam
        dimensions: single
        topicAreas:
          - id: only
            name: Only
            weight: 1
            minimum: 0
            maximum: 5
        minimumLength: 1
        maximumLength: 1
        confidence: 0.95
        outOfTime: final-estimate
        cut:
          percentCorrect: 70
        """;
}
