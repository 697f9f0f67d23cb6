using Pals.Exam.ItemBank.Content.Csv;
using Pals.Exam.ItemBank.Content.Qti;
using Pals.Exam.ItemBank.Files;

namespace Pals.Exam.ItemBank.Content;

/// <summary>The formats a bank can be written in.</summary>
public enum BankFormat
{
    Yaml,
    Csv,
    Qti,
}

/// <summary>Reads banks from files of any readable format, told by the name, and writes them whole.</summary>
public static class BankFiles
{
    /// <summary>The format that a file name stands for: <c>.csv</c>, <c>.zip</c>, else YAML; <c>.gz</c> after it changes nothing.</summary>
    public static BankFormat FormatOf(string path)
    {
        string name = AtomicFile.IsCompressed(path) ? path[..^3] : path;
        return Path.GetExtension(name).ToLowerInvariant() switch
        {
            ".csv" => BankFormat.Csv,
            ".zip" => BankFormat.Qti,
            _ => BankFormat.Yaml,
        };
    }

    /// <summary>Reads YAML and CSV files as one bank.</summary>
    /// <exception cref="InputException">Something is wrong with them; all problems of all files are named.</exception>
    public static Bank Read(IEnumerable<string> paths)
    {
        var files = new List<BankFile>();
        var errors = new List<InputError>();
        foreach (string path in paths)
        {
            try
            {
                files.Add(Read(path));
            }
            catch (InputException e)
            {
                errors.AddRange(e.Errors);
            }
        }

        return errors.Count == 0 ? Bank.Of(files) : throw new InputException(errors);
    }

    /// <summary>Writes a bank to one file.</summary>
    /// <exception cref="InputException">The file cannot be written.</exception>
    public static void Write(string path, Bank bank, BankFormat format)
    {
        switch (format)
        {
            case BankFormat.Csv:
                AtomicFile.WriteText(path, writer => ItemTableWriter.Write(writer, bank));
                break;
            case BankFormat.Qti:
                AtomicFile.WriteBinary(path, stream => QtiPackage.Write(stream, bank, "item-bank"));
                break;
            default:
                AtomicFile.WriteText(path, writer => BankWriter.Write(writer, AsOneFile(path, bank)));
                break;
        }
    }

    private static BankFile Read(string path)
    {
        switch (FormatOf(path))
        {
            case BankFormat.Csv:
                using (StreamReader reader = InputFile.OpenText(path))
                {
                    return ItemTableReader.Read(path, reader);
                }

            case BankFormat.Qti:
                throw new InputException(path, 0, 0, "QTI packages are written, not read; expected a YAML or CSV file");
            default:
                return BankReader.Read(path, InputFile.ReadAllText(path));
        }
    }

    private static BankFile AsOneFile(string path, Bank bank)
    {
        string[] topicAreas = [.. bank.Items.Select(item => item.TopicArea).Distinct()];
        return new BankFile(path, topicAreas is [var only] ? only : null, [.. bank.Facts], [.. bank.Scenarios], bank.Items);
    }
}
