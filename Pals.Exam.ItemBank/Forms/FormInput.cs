using System.Collections.Immutable;
using Pals.Exam.Engine.Calibration;
using Pals.Exam.Engine.Items;
using Pals.Exam.ItemBank.Content;
using Pals.Exam.ItemBank.Definitions;
using Pals.Exam.ItemBank.Files;
using Pals.Exam.ItemBank.Responses;
using Pals.Exam.ItemBank.Storage;

namespace Pals.Exam.ItemBank.Forms;

/// <summary>Brings a bank, its parameters and a definition together to the source of forms.</summary>
internal static class FormInput
{
    /// <summary>The source of forms from files; what is missing comes from the shipped bank, its provisional parameters and its written exam.</summary>
    /// <param name="bankFiles">The bank's files, or none.</param>
    /// <param name="parametersPath">Calibrated parameters, or null; items of the bank without parameters are left out.</param>
    /// <param name="definitionPath">The exam, or null.</param>
    /// <param name="warning">Told what a person should know.</param>
    /// <exception cref="InputException">A file is wrong, or the files do not fit together.</exception>
    public static (FormSource Source, Bank Bank) Load(
        IReadOnlyCollection<string> bankFiles, string? parametersPath, string? definitionPath, Action<string> warning)
    {
        DefinitionFile definition = definitionPath is null
            ? ShippedDefinitions.Load(ShippedDefinitions.PalsWritten)
            : ShippedDefinitions.LoadOrRead(definitionPath);
        Bank bank = bankFiles.Count == 0 ? ShippedBank.Load(definition.BankName) : BankFiles.Read(bankFiles);
        StoredParameterSet set = StoredParameterSet.Provisional(definition.BankName, bank);
        if (parametersPath is not null)
        {
            set = Calibrated(set, bank, parametersPath, warning);
        }

        try
        {
            return (FormSource.Of(definition, set), bank);
        }
        catch (ArgumentException e)
        {
            throw new InputException(definition.Name, 0, 0, $"the bank cannot serve this exam: {e.Message.Split(" (Parameter '")[0]}", e);
        }
    }

    private static StoredParameterSet Calibrated(StoredParameterSet provisional, Bank bank, string path, Action<string> warning)
    {
        ParameterTable table = ParameterFile.Read(path);
        var parameters = table.Items.ToDictionary(item => item.Id, item => item.Parameters, StringComparer.Ordinal);
        if (parameters.Keys.FirstOrDefault(id => bank.FindItem(id) is null) is { } unknown)
        {
            throw new InputException(path, 0, 0, $"item '{unknown}' is not in the bank; a form needs its text");
        }

        foreach (Item item in bank.Items)
        {
            if (parameters.TryGetValue(item.Id, out ItemParameters? found) && found.MaximumScore != item.MaximumScore())
            {
                throw new InputException(
                    path, 0, 0, $"item '{item.Id}' has parameters for scores up to {found.MaximumScore}, but is scored up to {item.MaximumScore()}");
            }
        }

        ImmutableArray<StoredPoolItem> items =
            [.. provisional.Items.Where(item => parameters.ContainsKey(item.ItemId)).Select(item => item with { Parameters = parameters[item.ItemId] })];
        if (items.Length < provisional.Items.Length)
        {
            warning($"{provisional.Items.Length - items.Length} items of the bank have no parameters in {path} and are left out.");
        }

        return StoredParameterSet.Of(provisional.Bank, isProvisional: false, items);
    }
}
