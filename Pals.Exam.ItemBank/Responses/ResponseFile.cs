using System.Globalization;
using System.Text;
using Pals.Exam.Engine.Calibration;
using Pals.Exam.ItemBank.Files;

namespace Pals.Exam.ItemBank.Responses;

/// <summary>
/// Response data in a CSV file. Wide: header <c>candidate,ITEM,ITEM,…</c>, one row a candidate, a cell is the score or empty when the item was
/// not presented. Long: header with <c>candidate,item,score</c> and optionally <c>exam,position,seconds,presented_at</c>; with <c>exam</c>, every
/// exam of a candidate is a row of its own. The header tells which. A name that ends in .gz is compressed.
/// </summary>
public static class ResponseFile
{
    /// <summary>Reads a file of either form.</summary>
    /// <exception cref="InputException">The file is missing or malformed: names the line, the column, what stands there and what was expected.</exception>
    public static ResponseData Read(string path)
    {
        using Stream stream = InputFile.OpenBinary(path);
        return Read(stream, path);
    }

    /// <summary>Reads a stream of either form; <paramref name="name"/> stands for it in errors.</summary>
    /// <exception cref="InputException">The content is malformed.</exception>
    public static ResponseData Read(Stream stream, string name)
    {
        var lines = new LineReader(stream);
        try
        {
            if (!lines.TryRead(out ReadOnlySpan<byte> header))
            {
                throw new InputException(name, 1, 1, "the file is empty; expected a header candidate,ITEM,… or candidate,item,score");
            }

            string[] columns = Columns(header);
            return columns.Contains("candidate") && columns.Contains("item") && columns.Contains("score")
                ? new LongResponseReader(name, columns).Read(lines)
                : new WideResponseReader(name, columns).Read(lines);
        }
        catch (FormatException exception)
        {
            throw new InputException(name, lines.LineNumber, 0, exception.Message);
        }
        catch (InvalidDataException exception)
        {
            throw new InputException(name, lines.LineNumber + 1, 0, $"not a valid compressed file: {exception.Message}");
        }
    }

    /// <summary>Writes the wide form, or the long form when responses are missing.</summary>
    public static void Write(string path, ResponseData responses) => AtomicFile.WriteText(path, writer => Write(writer, responses));

    private static void Write(TextWriter writer, ResponseData responses)
    {
        if (responses.IsComplete)
        {
            writer.Write("candidate");
            foreach (string item in responses.ItemIds)
            {
                writer.Write(',');
                writer.Write(CsvText.Quote(item));
            }

            writer.WriteLine();
        }
        else
        {
            writer.WriteLine("candidate,item,score");
        }

        for (int n = 0; n < responses.CandidateCount; n++)
        {
            string candidate = CsvText.Quote(responses.CandidateIds[n]);
            if (responses.IsComplete)
            {
                writer.Write(candidate);
            }

            ResponseRow row = responses[n];
            for (int j = 0; j < row.Items.Length; j++)
            {
                if (!responses.IsComplete)
                {
                    writer.Write(candidate);
                    writer.Write(',');
                    writer.Write(CsvText.Quote(responses.ItemIds[row.Items[j]]));
                }

                writer.Write(',');
                writer.Write(row.Scores[j].ToString(CultureInfo.InvariantCulture));
                if (!responses.IsComplete)
                {
                    writer.WriteLine();
                }
            }

            if (responses.IsComplete)
            {
                writer.WriteLine();
            }
        }
    }

    /// <summary>A score from 0 to <see cref="ResponseData.HighestScore"/>, or −1 for anything else.</summary>
    internal static int ParseScore(ReadOnlySpan<byte> field)
    {
        if (field.Length is 0 or > 3)
        {
            return -1;
        }

        int score = 0;
        foreach (byte b in field)
        {
            if (b is < (byte)'0' or > (byte)'9')
            {
                return -1;
            }

            score = 10 * score + (b - '0');
        }

        return score <= ResponseData.HighestScore ? score : -1;
    }

    private static string[] Columns(ReadOnlySpan<byte> header)
    {
        var columns = new List<string>();
        var fields = new CsvLine(header);
        while (fields.TryNext(out ReadOnlySpan<byte> field))
        {
            columns.Add(Encoding.UTF8.GetString(field));
        }

        return [.. columns];
    }
}
