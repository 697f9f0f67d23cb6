using System.IO.Compression;
using System.Xml.Linq;
using Pals.Exam.ItemBank.Content;
using Pals.Exam.ItemBank.Tests.Content;

namespace Pals.Exam.ItemBank.Tests.Commands;

public sealed class ExportCommandTests
{
    private static readonly XNamespace Qti = "http://www.imsglobal.org/xsd/imsqtiasi_v3p0";
    private static readonly XNamespace Package = "http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1";

    [Fact]
    public async Task Process_ShippedBankAsCsv_HasTheContractsHeaderAndARowForEachItem()
    {
        using var folder = new TemporaryFolder();

        ProcessResult result = await ItembankProcess.RunAsync("export", "--out", folder["items.csv"], "--format", "csv");

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        string[] lines = await File.ReadAllLinesAsync(folder["items.csv"], TestContext.Current.CancellationToken);
        Assert.StartsWith("item,version,type,topicArea,cognitiveLevel,answer,difficulty,", lines[0], StringComparison.Ordinal);
        Assert.Equal(ShippedBank.Load().Items.Length, BankFiles.Read([folder["items.csv"]]).Items.Length);
    }

    [Theory]
    [InlineData("bank.yaml")]
    [InlineData("bank.yaml.gz")]
    public async Task Process_ShippedBankAsYaml_ReadsBackAsTheSameBank(string name)
    {
        using var folder = new TemporaryFolder();

        ProcessResult first = await ItembankProcess.RunAsync("export", "--out", folder[name]);
        ProcessResult second = await ItembankProcess.RunAsync("export", folder[name], "--out", folder["again.yaml"]);
        ProcessResult check = await ItembankProcess.RunAsync("validate", folder["again.yaml"]);

        Assert.Equal((0, 0), (first.ExitCode, second.ExitCode));
        Assert.Equal(Pals.Exam.ItemBank.Files.InputFile.ReadAllText(folder[name]), await File.ReadAllTextAsync(folder["again.yaml"], TestContext.Current.CancellationToken));
        Assert.True(check.ExitCode == 0, check.Output);
    }

    [Fact]
    public async Task Process_AllTypesAsQti_MakesAPackageOfOneItemEach()
    {
        using var folder = new TemporaryFolder();
        string bank = folder.Write("bank.yaml", BankSamples.WithStrip);

        ProcessResult result = await ItembankProcess.RunAsync("export", bank, "--out", folder["bank.zip"]);

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        using ZipArchive zip = ZipFile.OpenRead(folder["bank.zip"]);
        XElement manifest = Load(zip, "imsmanifest.xml");
        XElement[] resources = [.. manifest.Descendants(Package + "resource")];
        Assert.Equal("QTI Package", manifest.Element(Package + "metadata")!.Element(Package + "schema")!.Value);
        Assert.All(resources, resource => Assert.Equal("imsqti_item_xmlv3p0", resource.Attribute("type")!.Value));
        Assert.Equal(zip.Entries.Select(entry => entry.FullName).Skip(1), resources.Elements(Package + "file").Select(file => file.Attribute("href")!.Value));
        Assert.Equal(
            zip.Entries.Select(entry => entry.FullName).Where(name => name.StartsWith("items/", StringComparison.Ordinal)),
            resources.Select(resource => resource.Attribute("href")!.Value));

        XElement single = Load(zip, "items/PALS-SHK-001.xml");
        Assert.Equal(Qti + "qti-assessment-item", single.Name);
        Assert.Equal("B", single.Descendants(Qti + "qti-correct-response").Single().Value);
        Assert.Equal(["A", "B", "C", "D"], single.Descendants(Qti + "qti-simple-choice").Select(choice => choice.Attribute("identifier")!.Value));
        Assert.EndsWith("/match_correct.xml", single.Element(Qti + "qti-response-processing")!.Attribute("template")!.Value, StringComparison.Ordinal);

        XElement multiple = Load(zip, "items/PALS-SHK-002.xml");
        Assert.Equal(["1", "-1", "1"], multiple.Descendants(Qti + "qti-map-entry").Select(entry => entry.Attribute("mapped-value")!.Value));
        Assert.Contains(multiple.Descendants(Qti + "p"), p => p.Value == "A child of 20 kg is brought to the emergency department.");

        Assert.Equal("../media/PALS-SHK-002-1.svg", multiple.Descendants(Qti + "img").Single().Attribute("src")!.Value);
        Assert.Equal("svg", Load(zip, "media/PALS-SHK-002-1.svg").Name.LocalName);

        XElement ordering = Load(zip, "items/PALS-SHK-003.xml");
        Assert.Equal(["B", "C", "A"], ordering.Descendants(Qti + "qti-correct-response").Elements().Select(value => value.Value));

        XElement numeric = Load(zip, "items/PALS-SHK-004.xml");
        Assert.Equal("0.5 0.5", numeric.Descendants(Qti + "qti-equal").Single().Attribute("tolerance")!.Value);
    }

    [Fact]
    public async Task Process_MissingFolder_ExitsTwoAndNamesIt()
    {
        using var folder = new TemporaryFolder();

        ProcessResult result = await ItembankProcess.RunAsync("export", "--out", Path.Combine(folder["absent"], "b.csv"));

        Assert.Equal(2, result.ExitCode);
        Assert.Contains($"there is no folder {folder["absent"]}", result.Error, StringComparison.Ordinal);
    }

    private static XElement Load(ZipArchive zip, string path)
    {
        using Stream stream = zip.GetEntry(path)!.Open();
        return XDocument.Load(stream).Root!;
    }
}
