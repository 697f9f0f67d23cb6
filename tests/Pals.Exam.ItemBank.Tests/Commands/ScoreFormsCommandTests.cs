using System.Text.Json;
using Pals.Exam.ItemBank.Content;
using Pals.Exam.ItemBank.Forms;
using Pals.Exam.ItemBank.Tests.Forms;
using Pals.Exam.Tests.Shared;

namespace Pals.Exam.ItemBank.Tests.Commands;

public sealed class ScoreFormsCommandTests
{
    [Fact]
    public async Task Process_SheetsOfTheKey_EarnAllPointsAndPass()
    {
        using var folder = new TemporaryFolder();
        ExamForm form = FormSamples.Form();
        string file = folder.Write("form.json", FormFile.ToJson(form));
        string key = string.Join(',', form.Questions.Select(question => string.Join(';', question.PrintedAnswer)));
        string small = key.ToLowerInvariant();
        string blank = string.Join(',', form.Questions.Select(_ => ""));
        string answers = folder.Write("a.csv", $"{Header(form)}\nAnn,{form.FormId},{key}\n\"Müller, B\",{form.FormId.ToLowerInvariant()},{small}\nCy,{form.FormId},{blank}\n");

        ProcessResult result = await ItembankProcess.RunAsync("score-forms", "--form", file, "--answers", answers, "--out", folder["scored"], "--json");

        Assert.Equal("", result.Error);
        Assert.Equal(0, result.ExitCode);
        using JsonDocument json = JsonDocument.Parse(result.Output);
        JsonElement[] results = [.. json.RootElement.GetProperty("results").EnumerateArray()];
        Assert.Equal([form.Form.Length, form.Form.Length, 0], results.Select(entry => entry.GetProperty("rawScore").GetDouble()));
        Assert.Equal(["passed", "passed", "failed"], results.Select(entry => entry.GetProperty("decision").GetString()));
        Assert.Equal(
            form.Score([.. form.Questions.Select(question => (IReadOnlyList<string>)question.Item.Answer)]).Report.Composite.Mean,
            results[0].GetProperty("ability").GetDouble());
        Assert.Equal(["0001-Ann.html", "0001-Ann.pdf", "0002-M%C3%BCller%2C%20B.html", "0002-M%C3%BCller%2C%20B.pdf", "0003-Cy.html", "0003-Cy.pdf"],
            Directory.EnumerateFiles(Path.Combine(folder["scored"], "reports")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        string[] rows = await File.ReadAllLinesAsync(Path.Combine(folder["scored"], "results.csv"), TestContext.Current.CancellationToken);
        Assert.StartsWith("candidate,form,raw_score,points_possible,raw_cut,decision,theta,se,", rows[0], StringComparison.Ordinal);
        Assert.StartsWith($"Ann,{form.FormId},{form.Form.Length},{form.Form.Length},{form.Form.Cut.RawScore},passed,", rows[1], StringComparison.Ordinal);
        Assert.Contains(",provisional,", rows[1], StringComparison.Ordinal);
        var pdf = new ReadPdf(await File.ReadAllBytesAsync(Path.Combine(folder["scored"], "reports", "0003-Cy.pdf"), TestContext.Current.CancellationToken));
        Assert.Contains("Not passed", pdf.AllText, StringComparison.Ordinal);
        Assert.Contains("PROVISIONAL", pdf.AllText, StringComparison.Ordinal);
        string html = await File.ReadAllTextAsync(Path.Combine(folder["scored"], "reports", "0001-Ann.html"), TestContext.Current.CancellationToken);
        Assert.Contains("<strong>Passed</strong>", html, StringComparison.Ordinal);
        Assert.All(form.Questions, question => Assert.DoesNotContain(question.Item.Stem, html, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Process_BrokenAnswers_ExitTwoNamingEveryCellAndChangeNothing()
    {
        using var folder = new TemporaryFolder();
        ExamForm form = FormSamples.Form();
        string file = folder.Write("form.json", FormFile.ToJson(form));
        string[] key = [.. form.Questions.Select(question => string.Join(';', question.PrintedAnswer))];
        int choice = Array.FindIndex([.. form.Questions], question => question.Item.Type == ItemType.SingleChoice);
        int number = Array.FindIndex([.. form.Questions], question => question.Item.Type == ItemType.NumericEntry);
        string[] wrong = [.. key];
        wrong[choice] = "Z";
        wrong[number] = "twelve";
        string answers = folder.Write(
            "a.csv",
            $"{Header(form)}\nAnn,{form.FormId},{string.Join(',', key)}\nBob,{form.FormId},{string.Join(',', wrong)}\nCy,PALS-000000-9,{string.Join(',', key)}\nAnn,{form.FormId},{string.Join(',', key)}\n");

        ProcessResult result = await ItembankProcess.RunAsync("score-forms", "--form", file, "--answers", answers, "--out", folder["scored"]);

        Assert.Equal(2, result.ExitCode);
        Assert.Equal("", result.Output);
        string[] lines = result.Error.TrimEnd().Split('\n');
        Assert.Equal(4, lines.Length);
        Assert.Contains(lines, line => line.StartsWith($"{answers}:3:{choice + 3}: {choice + 1} is 'Z'; expected a letter from A to ", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith($"{answers}:3:{number + 3}: {number + 1} is 'twelve'; expected a number", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith($"{answers}:4:2: form is 'PALS-000000-9'; expected one of {form.FormId}", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith($"{answers}:5:1: candidate is 'Ann'; expected each candidate once", StringComparison.Ordinal));
        Assert.Equal(["a.csv", "form.json"], Directory.EnumerateFileSystemEntries(folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Read_MarksThatAreNoAnswer_ScoreNothingAndAreCounted()
    {
        using var folder = new TemporaryFolder();
        ExamForm form = FormSamples.Form();
        string[] cells = [.. form.Questions.Select(question => question.Item.Type switch
        {
            ItemType.SingleChoice => "A;B",
            ItemType.Ordering => "A;B",
            ItemType.NumericEntry => "?",
            _ => "",
        })];
        AnswerSheet sheet = AnswerSheetFile.Read(folder.Write("a.csv", $"{Header(form)}\nAnn,{form.FormId},{string.Join(',', cells)}\n"), [form]).Single();

        Assert.Equal(cells.Count(cell => cell.Length == 0), sheet.LeftOut);
        Assert.Equal(cells.Count(cell => cell.Length > 0), sheet.Spoiled);
        Assert.Equal(0, form.Score(sheet.Answers).Raw.Points);
    }

    [Fact]
    public void Read_OptionsPrintedInAnotherOrder_AreReadByTheLettersOnPaper()
    {
        using var folder = new TemporaryFolder();
        ExamForm form = FormSamples.Form();
        var turned = new ExamForm(
            form.Source, [.. form.Questions.Select(question => question with { Options = [.. question.Options.Reverse()] })], 1, 1);
        string key = string.Join(',', turned.Questions.Select(question => string.Join(';', question.PrintedAnswer)));

        AnswerSheet sheet = AnswerSheetFile.Read(folder.Write("a.csv", $"{Header(turned)}\nAnn,{turned.FormId},{key}\n"), [turned]).Single();

        Assert.Equal(
            form.Questions.Select(question => string.Join(';', question.Item.Answer.Order(StringComparer.Ordinal))),
            sheet.Answers.Select(answer => string.Join(';', answer.Order(StringComparer.Ordinal))));
        Assert.Equal(turned.Form.Length, turned.Score(sheet.Answers).Raw.Points);
        Assert.NotEqual(form.FormId, turned.FormId);
    }

    [Theory]
    [InlineData("candidate,form,1,2,3,4,5,6,7", "there is no column '7'")]
    [InlineData("candidate,form,1,2,3,4,5", "expected a column 6")]
    public async Task Process_HeaderThatDoesNotFit_ExitsTwo(string header, string expected)
    {
        using var folder = new TemporaryFolder();
        ExamForm form = FormSamples.Form();
        Assert.Equal(6, form.Questions.Length);
        string file = folder.Write("form.json", FormFile.ToJson(form));
        string answers = folder.Write("a.csv", $"{header}\n");
        ProcessResult result = await ItembankProcess.RunAsync("score-forms", "--form", file, "--answers", answers, "--out", folder["scored"]);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(expected, result.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder["scored"]));
    }

    private static string Header(ExamForm form) => $"candidate,form,{string.Join(',', Enumerable.Range(1, form.Questions.Length))}";
}
