using Pals.Exam.ItemBank.Documents;
using Pals.Exam.Tests.Shared;

namespace Pals.Exam.ItemBank.Tests.Documents;

public sealed class PdfDocumentTests
{
    // Widths are sums of whole thousandths of the font size.
    private const double Rounding = 1e-9;

    private static readonly PdfTextStyle Plain = new(10);

    [Fact]
    public void Save_TwoPages_CanBeReadFromItsEnd()
    {
        var document = new PdfDocument("Title with a dash – and ≤", "subject");
        document.AddPage(PaperSize.A4).Text(20, 30, "First", Plain).Circle(50, 50, 2, 0.2, PdfColor.Black);
        document.AddPage(PaperSize.Letter).Text(20, 30, "Second", Plain.Bold).FillRectangle(1, 2, 3, 4, PdfColor.Gray);

        ReadPdf pdf = Save(document);

        Assert.Equal(["First", "Second"], [pdf.Text(0), pdf.Text(1)]);
        Assert.Contains("/MediaBox [0 0 595.276 841.89]", pdf.Pages[0], StringComparison.Ordinal);
        Assert.Contains("/MediaBox [0 0 612 792]", pdf.Pages[1], StringComparison.Ordinal);
        Assert.Contains("/Lang", pdf.Catalog, StringComparison.Ordinal);
        Assert.Contains("/B 10 Tf", pdf.Contents[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Save_SameContent_GivesTheSameBytes()
    {
        static byte[] Bytes()
        {
            var document = new PdfDocument("T");
            document.AddPage(PaperSize.A4).Text(1, 2, "text", Plain);
            using var stream = new MemoryStream();
            document.Save(stream);
            return stream.ToArray();
        }

        Assert.Equal(Bytes(), Bytes());
    }

    [Fact]
    public void Measure_Text_AddsTheWidthsOfHelvetica()
    {
        // Adobe's metrics of Helvetica: H 722, e 556, l 222, l 222, o 556; of Helvetica-Bold: H 722, e 556, l 278, l 278, o 611.
        Assert.Equal(2.278 * 10 * PdfPage.MillimetersPerPoint, PdfPage.Measure("Hello", Plain), Rounding);
        Assert.Equal(2.445 * 10 * PdfPage.MillimetersPerPoint, PdfPage.Measure("Hello", Plain.Bold), Rounding);

        // Symbol: lessequal 549.
        Assert.Equal((0.556 + 0.549) * 10 * PdfPage.MillimetersPerPoint, PdfPage.Measure("5≤", Plain), Rounding);
    }

    [Fact]
    public void Text_MathematicalSign_IsSetInTheSymbolFont()
    {
        var document = new PdfDocument("T");
        document.AddPage(PaperSize.A4).Text(0, 0, "SpO2 ≥ 94 %, 37 °C – “ok”", Plain);

        string content = Save(document).Contents[0];

        Assert.Contains("/S 10 Tf", content, StringComparison.Ordinal);
        Assert.Contains("<B3> Tj", content, StringComparison.Ordinal);
        Assert.Contains("B043", content, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Łukasz", "Ł", "U+0141")]
    [InlineData("heart 🫀", "🫀", "U+1FAC0")]
    [InlineData("e\u0301", "\u0301", "U+0301")]
    public void Text_CharacterOfNoFont_IsRefusedByName(string text, string character, string code)
    {
        PdfPage page = new PdfDocument("T").AddPage(PaperSize.A4);
        UnprintableCharacterException error = Assert.Throws<UnprintableCharacterException>(() => page.Text(0, 0, text, Plain));
        Assert.Equal(character, error.Character.ToString());
        Assert.Contains(code, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Text_SpacesAndHyphensOfOtherKinds_BecomePlainOnes()
    {
        var document = new PdfDocument("T");
        document.AddPage(PaperSize.A4).Text(0, 0, "10\u202Fmg\u00A0a\u2011b c\u00ADd", Plain);
        Assert.Equal("10 mg a-b cd", Save(document).Text(0));
    }

    [Fact]
    public void Add_LongText_BreaksWithinTheColumnAndOverPages()
    {
        var document = new PdfDocument("T");
        var writer = new PdfPageWriter(document, PaperSize.A4, new PdfMargins(20, 20, 20, 20), (page, number, count) =>
            page.TextCentredAt(105, 290, $"Page {number} of {count}", Plain));
        string text = string.Join(' ', Enumerable.Range(1, 2000).Select(i => $"word{i}"));
        writer.Add(new PdfParagraph(text, Plain));
        writer.Finish();

        ReadPdf pdf = Save(document);

        Assert.True(pdf.Pages.Count > 1);
        string[] lines = [.. pdf.AllText.Split('\n').Where(line => line.StartsWith("word", StringComparison.Ordinal))];
        Assert.Equal(text, string.Join(' ', lines));
        Assert.All(lines, line => Assert.True(PdfPage.Measure(line, Plain) <= 170, line));
        Assert.Contains($"Page {pdf.Pages.Count} of {pdf.Pages.Count}", pdf.Text(pdf.Pages.Count - 1), StringComparison.Ordinal);
    }

    [Fact]
    public void Add_BlocksThatDoNotFit_MoveTogetherToTheNextPage()
    {
        var document = new PdfDocument("T");
        var writer = new PdfPageWriter(document, new PaperSize(100, 60), new PdfMargins(10, 10, 10, 10), (_, _, _) => { });
        writer.Add(new PdfParagraph("one\ntwo\nthree\nfour\nfive", Plain));
        writer.Add(new PdfParagraph("six", Plain), new PdfParagraph("seven\neight\nnine\nten", Plain));
        writer.Finish();

        ReadPdf pdf = Save(document);
        Assert.Equal("one\ntwo\nthree\nfour\nfive", pdf.Text(0));
        Assert.Equal("six\nseven\neight\nnine\nten", pdf.Text(1));
    }

    [Fact]
    public void Add_WordWiderThanTheColumn_IsBroken()
    {
        var document = new PdfDocument("T");
        new PdfPageWriter(document, new PaperSize(60, 60), new PdfMargins(10, 10, 10, 10), (_, _, _) => { })
            .Add(new PdfParagraph($"a {new string('m', 40)}", Plain));
        string[] lines = Save(document).Text(0).Split('\n');
        Assert.Equal(new string('m', 40), string.Concat(lines.Skip(1)));
        Assert.All(lines, line => Assert.True(PdfPage.Measure(line, Plain) <= 40));
    }

    [Fact]
    public void Save_WithoutPages_IsRefused() => Assert.Throws<InvalidOperationException>(() => new PdfDocument("T").Save(Stream.Null));

    private static ReadPdf Save(PdfDocument document)
    {
        using var stream = new MemoryStream();
        document.Save(stream);
        return new ReadPdf(stream.ToArray());
    }
}
