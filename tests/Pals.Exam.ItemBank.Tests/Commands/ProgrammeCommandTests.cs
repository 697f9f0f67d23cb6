using System.Text.Json;
using Pals.Exam.ItemBank.Content;
using Pals.Exam.ItemBank.Definitions;

namespace Pals.Exam.ItemBank.Tests.Commands;

/// <summary>The commands serve any programme that has a bank, by the name of its definition.</summary>
public sealed class ProgrammeCommandTests
{
    /// <summary>A definition of a programme other than the one meant when none is named.</summary>
    private static DefinitionFile Other { get; } = ShippedDefinitions.Of(ShippedBank.Programmes[1]).First();

    [Fact]
    public async Task Simulate_NameOfADefinition_UsesTheBankOfItsProgramme()
    {
        ProcessResult result = await ItembankProcess.RunAsync("simulate", "--definition", Other.Template.Id, "--candidates", "200", "--json");

        Assert.True(result.ExitCode == 0, result.Error);
        using JsonDocument summary = JsonDocument.Parse(result.Output);
        Assert.Equal(Other.Template.Id, summary.RootElement.GetProperty("definition").GetString());
        Assert.Equal(0, summary.RootElement.GetProperty("unusedItems").GetInt32());
        Assert.Equal(Other.Template.TopicAreas.Length, summary.RootElement.GetProperty("dimensions").GetArrayLength());
    }

    [Fact]
    public async Task Definition_UnknownName_ExitsTwoAndNamesTheShippedOnes()
    {
        ProcessResult result = await ItembankProcess.RunAsync("definition", "no-such-exam");

        Assert.Equal(2, result.ExitCode);
        Assert.StartsWith("no-such-exam: no such file, and no shipped definition of that name; those are ", result.Error, StringComparison.Ordinal);
        Assert.Contains(Other.Template.Id, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Export_Programme_WritesItsBankWhichValidatesByItsTopicAreas()
    {
        using var folder = new TemporaryFolder();

        ProcessResult export = await ItembankProcess.RunAsync("export", "--programme", Other.BankName, "--out", folder["bank.yaml"]);
        ProcessResult check = await ItembankProcess.RunAsync("validate", folder["bank.yaml"], "--json");

        Assert.Equal((0, ""), (export.ExitCode, export.Error));
        Assert.True(check.ExitCode == 0, check.Output);
        using JsonDocument report = JsonDocument.Parse(check.Output);
        Assert.Equal(ShippedBank.Load(Other.BankName).Items.Length, report.RootElement.GetProperty("items").GetInt32());
    }

    [Fact]
    public async Task Simulate_DefinitionOfAProgrammeWithoutBank_ExitsTwo()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("d.yaml", Other.Text.Replace($"programme: {Other.Template.Programme}", "programme: ACLS", StringComparison.Ordinal));

        ProcessResult result = await ItembankProcess.RunAsync("simulate", "--definition", path);

        Assert.Equal(2, result.ExitCode);
        Assert.StartsWith("programme 'acls': no bank of it is shipped; ", result.Error, StringComparison.Ordinal);
    }
}
