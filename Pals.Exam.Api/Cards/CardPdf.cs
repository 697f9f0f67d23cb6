using System.Collections;
using System.Globalization;
using Pals.Exam.ItemBank.Cards;
using Pals.Exam.ItemBank.Documents;
using QRCoder;

namespace Pals.Exam.Api.Cards;

/// <summary>A card on paper: what it says, and a QR code that leads to its public page.</summary>
internal static class CardPdf
{
    private const double Left = 25;
    private const double CodeSize = 45;

    private static readonly PdfTextStyle Big = new(26, PdfFace.Bold);
    private static readonly PdfTextStyle Name = new(20, PdfFace.Bold);
    private static readonly PdfTextStyle Plain = new(12);
    private static readonly PdfTextStyle Small = new(10);

    public static byte[] Of(Card card, string publicUrl)
    {
        string url = $"{publicUrl}/cards/{card.Number}";
        var document = new PdfDocument($"{Printable(card.Title)} {card.Number}", "Certification card");
        PdfPage page = document.AddPage(PaperSize.A4);
        double right = PaperSize.A4.Width - Left;
        page.Rectangle(Left - 8, 30, right - Left + 16, 125, 0.6, PdfColor.Black);
        page.Text(Left, 48, Printable(card.Title), Big);
        page.Text(Left, 66, Printable(card.Holder!.Name), Name);
        double y = 82;
        foreach ((string label, string value) in new[]
        {
            ("Issued", Day(card.IssuedOn)),
            ("Expires", Day(card.ExpiresOn)),
            ("Course provider", Printable(card.ProviderName)),
            ("Card number", card.Number),
        })
        {
            page.Text(Left, y, label, Plain).Text(Left + 40, y, value, Plain.Bold);
            y += 8;
        }

        QrCode(page, url, right - CodeSize, 102);
        page.Text(Left, 138, "Verify this card at", Small);
        page.Text(Left, 144, url, Small);
        page.Text(Left, 164, "A printed card can be altered. The page behind the code shows whether it is valid, expired or revoked.", Small);
        using var file = new MemoryStream();
        document.Save(file);
        return file.ToArray();
    }

    private static void QrCode(PdfPage page, string text, double x, double y)
    {
        using QRCodeData code = QRCodeGenerator.GenerateQrCode(text, QRCodeGenerator.ECCLevel.M);
        double module = CodeSize / code.ModuleMatrix.Count;
        for (int row = 0; row < code.ModuleMatrix.Count; row++)
        {
            BitArray modules = code.ModuleMatrix[row];
            for (int start = 0; start < modules.Count; start++)
            {
                int end = start;
                while (end < modules.Count && modules[end])
                {
                    end++;
                }

                if (end > start)
                {
                    page.FillRectangle(x + start * module, y + row * module, (end - start) * module, module, PdfColor.Black);
                    start = end;
                }
            }
        }
    }

    /// <summary>
    /// The text as far as the fonts that every reader has can print it. A name in letters that they lack is left to the public page, which shows any.
    /// </summary>
    private static string Printable(string text)
    {
        try
        {
            PdfPage.Measure(text, Name);
            return text;
        }
        catch (UnprintableCharacterException)
        {
            return "(see the card's page)";
        }
    }

    private static string Day(DateOnly day) => day.ToString("d MMMM yyyy", CultureInfo.InvariantCulture);
}
