using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

namespace Pals.Exam.ItemBank.Documents;

/// <summary>
/// A PDF file (ISO 32000-1, version 1.7) that needs no font: its text is set in the fonts that every reader has (Helvetica and Symbol). It holds no date
/// and nothing random, so that the same content gives the same file.
/// </summary>
public sealed class PdfDocument
{
    internal const string SymbolFont = "S";

    private static readonly (string Name, string BaseFont)[] Fonts =
        [("R", "Helvetica"), ("B", "Helvetica-Bold"), ("O", "Helvetica-Oblique"), (SymbolFont, "Symbol")];

    private readonly List<PdfPage> _pages = [];
    private readonly string _title;
    private readonly string _subject;
    private readonly string _language;

    /// <summary>An empty document.</summary>
    /// <param name="title">What readers show in the title bar.</param>
    /// <param name="subject">What the document is about, for its properties; may be empty.</param>
    /// <param name="language">The language of the text, for screen readers (BCP 47).</param>
    public PdfDocument(string title, string subject = "", string language = "en-US")
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(title);
        _title = title;
        _subject = subject;
        _language = language;
    }

    /// <summary>The pages so far.</summary>
    public IReadOnlyList<PdfPage> Pages => _pages;

    /// <summary>Adds a page.</summary>
    public PdfPage AddPage(PaperSize size)
    {
        var page = new PdfPage(size);
        _pages.Add(page);
        return page;
    }

    /// <summary>Writes the file.</summary>
    /// <exception cref="InvalidOperationException">There is no page.</exception>
    public void Save(Stream destination)
    {
        ArgumentNullException.ThrowIfNull(destination);
        if (_pages.Count == 0)
        {
            throw new InvalidOperationException("A PDF document needs a page.");
        }

        using var objects = new ObjectWriter();
        int firstFont = 4;
        int firstPage = firstFont + Fonts.Length;
        objects.Add($"<< /Type /Catalog /Pages 2 0 R /Lang {Text(_language)} /ViewerPreferences << /DisplayDocTitle true >> >>");
        objects.Add($"<< /Type /Pages /Count {_pages.Count} /Kids [{string.Join(' ', Enumerable.Range(0, _pages.Count).Select(i => $"{firstPage + 2 * i} 0 R"))}] >>");
        objects.Add($"<< /Title {Text(_title)} /Subject {Text(_subject)} /Producer {Text("PalsExam")} >>");
        foreach ((_, string baseFont) in Fonts)
        {
            string encoding = baseFont == "Symbol" ? "" : " /Encoding /WinAnsiEncoding";
            objects.Add($"<< /Type /Font /Subtype /Type1 /BaseFont /{baseFont}{encoding} >>");
        }

        string resources = $"<< /Font << {string.Join(' ', Fonts.Select((font, i) => $"/{font.Name} {firstFont + i} 0 R"))} >> >>";
        for (int i = 0; i < _pages.Count; i++)
        {
            PaperSize size = _pages[i].Size;
            objects.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {size.Width / PdfPage.MillimetersPerPoint:0.###} {size.Height / PdfPage.MillimetersPerPoint:0.###}] "
                + $"/Resources {resources} /Contents {firstPage + 2 * i + 1} 0 R >>"));
            objects.AddStream(Encoding.ASCII.GetBytes(_pages[i].Content));
        }

        objects.Finish(destination, "/Root 1 0 R /Info 3 0 R");
    }

    internal static string FontOf(PdfFace face) => Fonts[(int)face].Name;

    /// <summary>A text string: UTF-16 with a byte order mark, in hexadecimal.</summary>
    private static string Text(string text) => $"<FEFF{Convert.ToHexString(Encoding.BigEndianUnicode.GetBytes(text))}>";

    /// <summary>Numbers objects from 1 and remembers where each begins.</summary>
    private sealed class ObjectWriter : IDisposable
    {
        private readonly MemoryStream _file = new();
        private readonly List<long> _offsets = [];

        public ObjectWriter() => Write("%PDF-1.7\n%\u00E2\u00E3\u00CF\u00D3\n");

        public void Dispose() => _file.Dispose();

        public void Add(string dictionary)
        {
            Begin();
            Write($"{dictionary}\nendobj\n");
        }

        public void AddStream(byte[] content)
        {
            using var packed = new MemoryStream();
            using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
            {
                zlib.Write(content);
            }

            Begin();
            Write($"<< /Length {packed.Length} /Filter /FlateDecode >>\nstream\n");
            packed.WriteTo(_file);
            Write("\nendstream\nendobj\n");
        }

        public void Finish(Stream destination, string trailer)
        {
            long table = _file.Length;
            Write($"xref\n0 {_offsets.Count + 1}\n0000000000 65535 f \n");
            foreach (long offset in _offsets)
            {
                Write($"{offset:D10} 00000 n \n");
            }

            string id = Convert.ToHexString(SHA256.HashData(_file.GetBuffer().AsSpan(0, (int)table))[..16]);
            Write($"trailer\n<< /Size {_offsets.Count + 1} {trailer} /ID [<{id}> <{id}>] >>\nstartxref\n{table}\n%%EOF\n");
            _file.WriteTo(destination);
        }

        private void Begin()
        {
            _offsets.Add(_file.Length);
            Write($"{_offsets.Count} 0 obj\n");
        }

        private void Write(string latin) => _file.Write(Encoding.Latin1.GetBytes(latin));
    }
}
