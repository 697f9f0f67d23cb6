using Pals.Exam.Engine.Calibration;
using Pals.Exam.Engine.Exams;
using Pals.Exam.Engine.Items;
using Pals.Exam.ItemBank.Content;
using Pals.Exam.ItemBank.Definitions;
using Pals.Exam.ItemBank.Files;
using Pals.Exam.ItemBank.Responses;

namespace Pals.Exam.ItemBank.Simulations;

/// <summary>Brings parameters, topic areas and a definition together to the exam that is simulated.</summary>
internal static class SimulationExam
{
    /// <summary>The exam of these files; what is null comes from the shipped bank of its programme and from the shipped definition.</summary>
    /// <exception cref="InputException">A file is wrong, an item has no topic area, or the pool cannot serve the exam.</exception>
    public static AdaptiveExam Load(string? parametersPath, string? topicsPath, string? definitionPath)
    {
        DefinitionFile definition = ShippedDefinitions.LoadOrRead(definitionPath);
        if (definition.IsFixedForm)
        {
            throw new InputException(
                definition.Name, 0, 0, "delivery: a fixed form is not simulated, since what it measures follows from its questions; itembank assemble tells it");
        }

        ItemPool pool = parametersPath is null
            ? ShippedBank.Load(definition.BankName).ProvisionalPool()
            : Pool(parametersPath, topicsPath, definition.Template, ShippedBank.LoadAll());
        try
        {
            return new AdaptiveExam(definition.For(pool), pool);
        }
        catch (ArgumentException e)
        {
            string items = parametersPath ?? "the shipped bank";
            throw new InputException(definition.Name, 0, 0, $"{items} cannot serve this exam: {e.Message.Split(" (Parameter '")[0]}", e);
        }
    }

    /// <summary>
    /// A pool of the items of a parameter file. Their topic areas come from <paramref name="topicsPath"/>, from the shipped banks where they have an item
    /// of that id, or from a definition that has but one.
    /// </summary>
    private static ItemPool Pool(string parametersPath, string? topicsPath, ExamDefinition definition, Bank bank)
    {
        ParameterTable table = ParameterFile.Read(parametersPath);
        IReadOnlyDictionary<string, string>? topics = topicsPath is null ? null : TopicFile.Read(topicsPath);
        var items = new List<PoolItem>(table.Items.Length);
        foreach (CalibratedItem calibrated in table.Items)
        {
            Item? known = bank.FindItem(calibrated.Id);
            string? topic = topics?.GetValueOrDefault(calibrated.Id)
                ?? known?.TopicArea
                ?? (definition.TopicAreas.Length == 1 ? definition.TopicAreas[0].Id : null);
            if (topic is null)
            {
                throw new InputException(
                    topicsPath ?? parametersPath, 0, 0, $"item '{calibrated.Id}' has no topic area: it is in no shipped bank, so --topics has to name it");
            }

            PoolItem item = known?.ToPoolItem(calibrated.Parameters, items.Count) ?? new PoolItem(calibrated.Id, calibrated.Parameters, topic);
            items.Add(item with { TopicArea = topic });
        }

        var ids = items.Select(item => item.ItemId).ToHashSet(StringComparer.Ordinal);
        try
        {
            // A calibration may leave items out: their enemies have then nobody to be kept from.
            return ItemPool.Create(items.Select(item => item with { Enemies = [.. item.Enemies.Where(ids.Contains)] }));
        }
        catch (ArgumentException e)
        {
            throw new InputException(parametersPath, 0, 0, e.Message.Split(" (Parameter '")[0], e);
        }
    }
}
