using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;

namespace Pals.Exam.Tests.Shared;

/// <summary>
/// Reads a PDF file by the rules of ISO 32000-1 that a reader depends on: it begins at the end, trusts nothing but the cross-reference table, and
/// fails where an object is not at its place or a stream has not its length.
/// </summary>
internal sealed partial class ReadPdf
{
    private readonly string _file;
    private readonly Dictionary<int, int> _offsets = [];

    public ReadPdf(byte[] file)
    {
        _file = Encoding.Latin1.GetString(file);
        Assert.StartsWith("%PDF-1.7\n", _file, StringComparison.Ordinal);
        Match end = StartXref().Match(_file);
        Assert.True(end.Success, "startxref");
        int table = Number(end.Groups[1].Value);
        Match header = Regex.Match(_file[table..], @"\Axref\n0 (\d+)\n");
        Assert.True(header.Success, "xref at the place that startxref names");
        int count = Number(header.Groups[1].Value);
        for (int i = 1; i < count; i++)
        {
            string entry = _file.Substring(table + header.Length + 20 * i, 20);
            Assert.Matches(@"^\d{10} 00000 n \n$", entry);
            int offset = Number(entry[..10]);
            Assert.StartsWith($"{i} 0 obj\n", _file[offset..], StringComparison.Ordinal);
            _offsets[i] = offset;
        }

        Trailer = _file[(table + header.Length + 20 * count)..];
        string catalog = Object(Reference(Trailer, "Root"));
        Catalog = catalog;
        Info = Object(Reference(Trailer, "Info"));
        string pages = Object(Reference(catalog, "Pages"));
        int[] kids = [.. Regex.Matches(Regex.Match(pages, @"/Kids \[([^\]]*)\]").Groups[1].Value, @"(\d+) 0 R").Select(m => Number(m.Groups[1].Value))];
        Assert.Equal(kids.Length, Number(Regex.Match(pages, @"/Count (\d+)").Groups[1].Value));
        Contents = [.. kids.Select(kid => Stream(Reference(Object(kid), "Contents")))];
        Pages = [.. kids.Select(Object)];
    }

    public string Trailer { get; }

    public string Catalog { get; }

    public string Info { get; }

    public IReadOnlyList<string> Pages { get; }

    /// <summary>The operators of each page.</summary>
    public IReadOnlyList<string> Contents { get; }

    /// <summary>The text of a page in the order in which it is drawn; each string on a line. Greek and mathematical signs show as codes of Symbol.</summary>
    public string Text(int page) => string.Join('\n', Strings().Matches(Contents[page]).Select(match => Latin(match.Groups[1].Value)));

    /// <summary>The text of all pages.</summary>
    public string AllText => string.Join('\n', Enumerable.Range(0, Contents.Count).Select(Text));

    private static string Latin(string hex) => string.Concat(Convert.FromHexString(hex).Select(code => code switch
    {
        0x91 => '‘', 0x92 => '’', 0x93 => '“', 0x94 => '”', 0x95 => '•', 0x96 => '–', 0x97 => '—', 0x85 => '…', _ => (char)code,
    }));

    private string Object(int number)
    {
        string rest = _file[_offsets[number]..];
        return rest[..rest.IndexOf("endobj", StringComparison.Ordinal)];
    }

    private string Stream(int number)
    {
        int begin = _file.IndexOf("stream\n", _offsets[number], StringComparison.Ordinal) + "stream\n".Length;
        int length = Number(Regex.Match(_file[_offsets[number]..], @"/Length (\d+)").Groups[1].Value);
        Assert.StartsWith("\nendstream\nendobj\n", _file[(begin + length)..], StringComparison.Ordinal);
        using var zlib = new ZLibStream(new MemoryStream(Encoding.Latin1.GetBytes(_file.Substring(begin, length))), CompressionMode.Decompress);
        using var reader = new StreamReader(zlib, Encoding.ASCII);
        return reader.ReadToEnd();
    }

    private static int Reference(string dictionary, string key) => Number(Regex.Match(dictionary, $@"/{key} (\d+) 0 R").Groups[1].Value);

    private static int Number(string digits) => int.Parse(digits, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"startxref\n(\d+)\n%%EOF\n$")]
    private static partial Regex StartXref();

    [GeneratedRegex("<([0-9A-F]*)> Tj")]
    private static partial Regex Strings();
}
