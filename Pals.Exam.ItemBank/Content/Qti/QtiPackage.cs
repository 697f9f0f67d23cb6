using System.IO.Compression;
using System.Xml.Linq;
using Pals.Exam.ItemBank.Rhythms;

namespace Pals.Exam.ItemBank.Content.Qti;

/// <summary>A bank as a QTI 3.0 package: a zip file with a manifest and one file for each item.</summary>
public static class QtiPackage
{
    private const string Schema = "https://purl.imsglobal.org/spec/qti/v3p0/schema/xsd/imsqtiv3p0_imscpv1p2_v1p0.xsd";
    private static readonly XNamespace Manifest = "http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1";
    private static readonly XNamespace Instance = "http://www.w3.org/2001/XMLSchema-instance";

    /// <summary>Zip files cannot hold an earlier time; a fixed one makes the same bank the same file.</summary>
    private static readonly DateTimeOffset EntryTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static void Write(Stream stream, Bank bank, string identifier)
    {
        using var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
        Add(zip, "imsmanifest.xml", WriteManifest(bank, identifier));
        foreach (Item item in bank.Items)
        {
            Add(zip, PathOf(item), QtiItem.Write(item, item.Scenario is null ? null : bank.FindScenario(item.Scenario)));
            for (int i = 0; i < item.Media.Length; i++)
            {
                Add(zip, QtiItem.MediaPath(item, i), XDocument.Parse(StripDrawing.Svg(item.Media[i])));
            }
        }
    }

    /// <summary>Items whose credit the package cannot express and gives as all or nothing.</summary>
    public static IEnumerable<Item> Simplified(Bank bank) => bank.Items.Where(item => !QtiItem.KeepsCredit(item));

    private static XDocument WriteManifest(Bank bank, string identifier) => new(
        new XDeclaration("1.0", "utf-8", null),
        new XElement(
            Manifest + "manifest",
            new XAttribute(XNamespace.Xmlns + "xsi", Instance.NamespaceName),
            new XAttribute(Instance + "schemaLocation", $"{Manifest.NamespaceName} {Schema}"),
            new XAttribute("identifier", identifier),
            new XElement(
                Manifest + "metadata",
                new XElement(Manifest + "schema", "QTI Package"),
                new XElement(Manifest + "schemaversion", "3.0.0")),
            new XElement(Manifest + "organizations"),
            new XElement(Manifest + "resources", bank.Items.Select(Resource))));

    private static XElement Resource(Item item) => new(
        Manifest + "resource",
        new XAttribute("identifier", QtiItem.Identifier(item.Id)),
        new XAttribute("type", "imsqti_item_xmlv3p0"),
        new XAttribute("href", PathOf(item)),
        File(PathOf(item)),
        Enumerable.Range(0, item.Media.Length).Select(i => File(QtiItem.MediaPath(item, i))));

    private static XElement File(string path) => new(Manifest + "file", new XAttribute("href", path));

    private static string PathOf(Item item) => $"items/{item.Id}.xml";

    private static void Add(ZipArchive zip, string path, XDocument document)
    {
        ZipArchiveEntry entry = zip.CreateEntry(path);
        entry.LastWriteTime = EntryTime;
        using Stream stream = entry.Open();
        document.Save(stream);
    }
}
