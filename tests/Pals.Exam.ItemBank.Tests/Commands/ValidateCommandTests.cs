using System.Text.Json;
using System.Text.RegularExpressions;
using Pals.Exam.ItemBank.Definitions;
using Pals.Exam.ItemBank.Validation;

namespace Pals.Exam.ItemBank.Tests.Commands;

public sealed partial class ValidateCommandTests
{
    private static readonly string Flawed = Path.Combine(AppContext.BaseDirectory, "Data", "flawed-bank.yaml");

    [Fact]
    public async Task Process_ShippedBank_HasNoErrors()
    {
        ProcessResult result = await ItembankProcess.RunAsync("validate");

        Assert.True(result.ExitCode == 0, result.Output);
        Assert.Matches(@"\d+ items in \d+ files: 0 errors, \d+ warnings\.", result.Output);
    }

    /// <summary>The file says in comments which rule has to find fault with which line; nothing else may be found.</summary>
    [Fact]
    public async Task Process_OneExampleOfEachFlaw_NamesEachLineAndRule()
    {
        ProcessResult result = await ItembankProcess.RunAsync("validate", Flawed, "--json");

        using JsonDocument report = JsonDocument.Parse(result.Output);
        string[] found =
        [
            .. report.RootElement.GetProperty("findings").EnumerateArray()
                .Select(finding => $"{finding.GetProperty("line").GetInt32():D3} {finding.GetProperty("rule").GetString()}")
                .Order(StringComparer.Ordinal),
        ];
        Assert.Equal(1, result.ExitCode);
        Assert.Equal(Expected(), found);
    }

    [Fact]
    public void FlawedBank_Comments_CoverEveryRuleButTheBlueprint()
    {
        IEnumerable<string> covered = Expected().Select(expected => expected.Split(' ')[1]).Append("blueprint").Distinct();

        Assert.Equal(BankRules.All.Select(rule => rule.Id).Order(StringComparer.Ordinal), covered.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Process_Text_PrintsFileLineRuleAndSentence()
    {
        ProcessResult result = await ItembankProcess.RunAsync("validate", Flawed);

        Assert.Equal(1, result.ExitCode);
        Assert.Matches($@"(?m)^{Regex.Escape(Flawed)}:\d+: negative-stem: FLAW-002: the stem asks in the negative \('NOT'\)$", result.Output);
        Assert.Matches($@"(?m)^{Regex.Escape(Flawed)}:\d+: not-reviewed: \(warning\) FLAW-012: is a draft that awaits review$", result.Output);
        Assert.EndsWith($"12 items in 1 files: {Errors(result.Output)} errors, {Warnings(result.Output)} warnings.\n", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Process_BankTooSmallForTheDefinition_NamesTheTopicArea()
    {
        using var folder = new TemporaryFolder();
        string definition = folder.Write("d.yaml", ShippedDefinitions.Text(ShippedDefinitions.PalsAdaptive)!);

        ProcessResult result = await ItembankProcess.RunAsync("validate", Flawed, "--definition", definition);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains($"{definition}:1: blueprint: the bank cannot serve this exam: ", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Process_BrokenSchema_ExitsTwoWithFileLineAndColumn()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("b.yaml", "topicArea: shock-management\nfacts: []\nitems: {}\n");

        ProcessResult text = await ItembankProcess.RunAsync("validate", path);
        ProcessResult json = await ItembankProcess.RunAsync("validate", path, "--json");

        Assert.Equal((2, "", $"{path}:3:8: items: expected a list, found a mapping\n"), (text.ExitCode, text.Output, text.Error));
        Assert.Equal(2, json.ExitCode);
        using JsonDocument report = JsonDocument.Parse(json.Output);
        Assert.Equal("schema", report.RootElement.GetProperty("findings")[0].GetProperty("rule").GetString());
    }

    private static string[] Expected() =>
    [
        .. File.ReadLines(Flawed)
            .SelectMany((line, index) => line.Split(" # expect: ") is [_, var rules]
                ? rules.Split(' ').Select(rule => $"{index + 1:D3} {rule}")
                : [])
            .Order(StringComparer.Ordinal),
    ];

    private static int Warnings(string output) => Warning().Count(output);

    private static int Errors(string output) => output.Split('\n').Count(line => line.StartsWith(Flawed, StringComparison.Ordinal)) - Warnings(output);

    [GeneratedRegex(@": \(warning\) ")]
    private static partial Regex Warning();
}
