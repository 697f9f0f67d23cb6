using System.Globalization;
using System.Xml.Linq;
using Pals.Exam.ItemBank.Rhythms;

namespace Pals.Exam.ItemBank.Content.Qti;

/// <summary>
/// One item as a QTI 3.0 assessment item (1EdTech, 2022). Its XML holds the key: it is for exchange between item banks, never for a browser.
/// </summary>
internal static class QtiItem
{
    public static readonly XNamespace Namespace = "http://www.imsglobal.org/xsd/imsqtiasi_v3p0";

    private const string Schema = "https://purl.imsglobal.org/spec/qti/v3p0/schema/xsd/imsqti_asiv3p0_v1p0.xsd";
    private const string Templates = "https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/";
    private const string Response = "RESPONSE";
    private static readonly XNamespace Instance = "http://www.w3.org/2001/XMLSchema-instance";

    /// <summary>An identifier as XML wants it: it begins with a letter.</summary>
    public static string Identifier(string id) => char.IsAsciiLetter(id[0]) ? id : $"I-{id}";

    /// <summary>Where in the package the picture of one of the item's media lies.</summary>
    public static string MediaPath(Item item, int index) => $"media/{item.Id}-{index + 1}.svg";

    public static XDocument Write(Item item, CaseScenario? scenario) => new(
        new XDeclaration("1.0", "utf-8", null),
        Element(
            "assessment-item",
            new XAttribute(XNamespace.Xmlns + "xsi", Instance.NamespaceName),
            new XAttribute(Instance + "schemaLocation", $"{Namespace.NamespaceName} {Schema}"),
            new XAttribute("identifier", Identifier(item.Id)),
            new XAttribute("title", item.Id),
            new XAttribute("adaptive", "false"),
            new XAttribute("time-dependent", "false"),
            new XAttribute(XNamespace.Xml + "lang", "en-US"),
            ResponseDeclaration(item),
            Outcome("SCORE", 0),
            Outcome("MAXSCORE", MaximumScore(item)),
            Body(item, scenario),
            Processing(item)));

    /// <summary>True when QTI's ready-made processing gives the item's own credit; ordering with partial credit is exported as all or nothing.</summary>
    public static bool KeepsCredit(Item item) => item.Type != ItemType.Ordering || item.Credit == CreditRule.AllOrNothing;

    private static int MaximumScore(Item item) => KeepsCredit(item) ? item.MaximumScore() : 1;

    private static XElement ResponseDeclaration(Item item)
    {
        (string cardinality, string baseType) = item.Type switch
        {
            ItemType.SingleChoice => ("single", "identifier"),
            ItemType.MultipleResponse => ("multiple", "identifier"),
            ItemType.Ordering => ("ordered", "identifier"),
            _ => ("single", "float"),
        };
        return Element(
            "response-declaration",
            new XAttribute("identifier", Response),
            new XAttribute("cardinality", cardinality),
            new XAttribute("base-type", baseType),
            Element("correct-response", item.Answer.Select(key => Element("value", key))),
            IsMapped(item) ? Mapping(item) : null);
    }

    private static bool IsMapped(Item item) => item is { Type: ItemType.MultipleResponse, Credit: CreditRule.Partial };

    private static XElement Mapping(Item item) => Element(
        "mapping",
        new XAttribute("lower-bound", 0),
        new XAttribute("default-value", 0),
        item.Options.Select(option => Element(
            "map-entry", new XAttribute("map-key", option.Key), new XAttribute("mapped-value", item.IsKeyed(option.Key) ? 1 : -1))));

    private static XElement Outcome(string identifier, int value) => Element(
        "outcome-declaration",
        new XAttribute("identifier", identifier),
        new XAttribute("cardinality", "single"),
        new XAttribute("base-type", "float"),
        Element("default-value", Element("value", value)));

    private static XElement Body(Item item, CaseScenario? scenario) => Element(
        "item-body",
        Element(
            "rubric-block",
            new XAttribute("use", "scoring"),
            new XAttribute("view", "scorer tutor"),
            Element(
                "content-body",
                Paragraph(item.Rationale),
                item.Options.Where(option => option.Rationale.Length > 0).Select(option => Paragraph($"{option.Key}: {option.Rationale}")))),
        scenario is null ? null : Paragraph(scenario.Text),
        item.Media.Select((strip, i) => Picture(MediaPath(item, i), StripDescription.Of(strip))),
        item.Type == ItemType.NumericEntry ? NumericEntry(item) : Choices(item));

    private static XElement Choices(Item item)
    {
        bool ordering = item.Type == ItemType.Ordering;
        return Element(
            ordering ? "order-interaction" : "choice-interaction",
            new XAttribute("response-identifier", Response),
            new XAttribute("shuffle", "false"),
            ordering ? null : new XAttribute("max-choices", item.Type == ItemType.SingleChoice ? 1 : 0),
            Element("prompt", item.Stem),
            item.Options.Select(option => Element("simple-choice", new XAttribute("identifier", option.Key), option.Text)));
    }

    private static XElement NumericEntry(Item item) => new(
        Namespace + "p",
        $"{item.Stem} ",
        Element("text-entry-interaction", new XAttribute("response-identifier", Response)),
        $" {item.Unit}");

    private static XElement Processing(Item item)
    {
        if (item.Type != ItemType.NumericEntry)
        {
            return Element("response-processing", new XAttribute("template", $"{Templates}{(IsMapped(item) ? "map_response" : "match_correct")}.xml"));
        }

        string tolerance = item.Tolerance.ToString(CultureInfo.InvariantCulture);
        XElement condition = Element(
            "equal",
            new XAttribute("tolerance-mode", "absolute"),
            new XAttribute("tolerance", $"{tolerance} {tolerance}"),
            Element("variable", new XAttribute("identifier", Response)),
            Element("correct", new XAttribute("identifier", Response)));
        return Element(
            "response-processing",
            Element(
                "response-condition",
                Element("response-if", condition, SetScore(1)),
                Element("response-else", SetScore(0))));
    }

    private static XElement SetScore(int score) => Element(
        "set-outcome-value", new XAttribute("identifier", "SCORE"), Element("base-value", new XAttribute("base-type", "float"), score));

    private static XElement Picture(string path, string description) => new(
        Namespace + "p",
        new XElement(Namespace + "img", new XAttribute("src", $"../{path}"), new XAttribute("alt", description)));

    private static XElement Paragraph(string text) => new(Namespace + "p", text);

    private static XElement Element(string name, params object?[] content) => new(Namespace + $"qti-{name}", content);
}
