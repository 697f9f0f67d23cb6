using Pals.Exam.ItemBank.Content;
using Pals.Exam.ItemBank.Definitions;
using Pals.Exam.ItemBank.Files;
using Pals.Exam.ItemBank.Forms;
using Pals.Exam.ItemBank.Storage;

namespace Pals.Exam.ItemBank.Tests.Forms;

/// <summary>The forms that are shipped beside a bank hold for the bank as it is now: who changes the bank learns here that they have to be assembled again.</summary>
public sealed class ShippedFormsTests
{
    /// <summary>How far the information of two forms at the cut may differ, as a share: the demand on parallel forms.</summary>
    private const double LargestDifference = 0.05;

    private const int FormCount = 4;

    private static readonly Dictionary<string, PublishedItem> Contents = ShippedBank.LoadAll().Items.ToDictionary(item => item.Id, item => new PublishedItem(item, null));

    public static TheoryData<string> Written =>
        [.. ShippedBank.Programmes.SelectMany(ShippedDefinitions.Of).Where(definition => definition.IsFixedForm).Select(definition => definition.Template.Id)];

    [Theory]
    [MemberData(nameof(Written))]
    public void Shipped_Forms_KeepTheBlueprintAndEnemiesApart(string name)
    {
        DefinitionFile definition = ShippedDefinitions.Load(name);
        Bank bank = ShippedBank.Load(definition.BankName);
        FormSelection selection = FormSelection.Shipped(definition)!;

        Assert.Equal(name, selection.Definition);
        Assert.Equal(FormCount, selection.Forms.Length);
        Assert.All(selection.Forms, form =>
        {
            Item[] items = [.. form.Select(id => bank.FindItem(id)!)];
            HashSet<string> ids = [.. form];
            Assert.Equal(definition.Template.MaximumLength, ids.Count);
            Assert.All(items, item => Assert.Equal(ItemUse.Operational, item.Use));
            Assert.All(items, item => Assert.DoesNotContain(item.Enemies, ids.Contains));
            Assert.All(
                definition.Template.TopicAreas,
                area => Assert.InRange(items.Count(item => item.TopicArea == area.Id), area.Minimum, area.Maximum));
            foreach (IGrouping<string?, Item> scenario in items.Where(item => item.Scenario is not null).GroupBy(item => item.Scenario))
            {
                Assert.Equal(bank.Items.Count(item => item.Scenario == scenario.Key), scenario.Count());
            }
        });
        Assert.Equal(selection.Forms.Sum(form => form.Length), selection.Forms.SelectMany(form => form).Distinct().Count());
    }

    [Theory]
    [MemberData(nameof(Written))]
    public void Shipped_Forms_HaveLikeInformationAndCutsAtTheStandard(string name)
    {
        DefinitionFile definition = ShippedDefinitions.Load(name);
        StoredParameterSet set = StoredParameterSet.Provisional(definition.BankName, ShippedBank.Load(definition.BankName));
        FormSelection selection = FormSelection.Shipped(definition)!;
        Assert.True(selection.Fits(set));

        ExamForm[] forms = [.. selection.Over(FormSource.Of(definition, set), Contents)];

        double cut = forms[0].Definition.Cut;
        double[] information = [.. forms.Select(form => form.Form.Information(cut))];
        Assert.InRange(information.Max() / information.Min(), 1, 1 + LargestDifference);
        Assert.All(forms, form => Assert.Equal(forms[0].Form.Cut.RawScore, form.Form.Cut.RawScore));
        Assert.Equal(FormCount, forms.Select(form => form.FormId).Distinct().Count());
    }

    [Fact]
    public void Write_ReadBack_IsTheSame()
    {
        FormSelection selection = FormSelection.Shipped(ShippedDefinitions.Load("pals-written"))!;
        using var writer = new StringWriter();

        FormSelection.Write(writer, selection, "A comment.");
        FormSelection again = FormSelection.Read("forms.yaml", writer.ToString());

        Assert.StartsWith("# A comment.\n\n", writer.ToString(), StringComparison.Ordinal);
        Assert.Equal(selection.Definition, again.Definition);
        Assert.Equal(selection.Forms.Select(form => string.Join(' ', form)), again.Forms.Select(form => string.Join(' ', form)));
    }

    [Fact]
    public void Read_Broken_NamesTheLine()
    {
        InputException e = Assert.Throws<InputException>(() => FormSelection.Read("forms.yaml", "definition: x\nforms:\n  - item: []\n"));

        Assert.Contains(e.Errors, error => error.Line == 3 && error.Message.Contains("items", StringComparison.Ordinal));
    }

    [Fact]
    public void Fits_SetWithoutAnItem_IsFalse()
    {
        Bank bank = ShippedBank.Load();
        FormSelection selection = FormSelection.Shipped(ShippedDefinitions.Load("pals-written"))!;
        string missing = selection.Forms[2][7];
        StoredParameterSet set = StoredParameterSet.Provisional(
            "pals", Bank.Of(bank.Files.Select(file => file with { Items = [.. file.Items.Where(item => item.Id != missing)] })));

        Assert.False(selection.Fits(set));
    }

    [Fact]
    public void Form_UnknownItem_IsRefusedByName()
    {
        FormSource source = FormSamples.Source;

        ArgumentException e = Assert.Throws<ArgumentException>(() => FormSelection.Form(source, Contents, ["PALS-XXX-001"], 1, 1));

        Assert.Contains("PALS-XXX-001", e.Message, StringComparison.Ordinal);
    }
}
