using System.Collections.Immutable;
using Pals.Exam.Engine.Items;
using Pals.Exam.ItemBank.Files;

namespace Pals.Exam.ItemBank.Content;

/// <summary>Turns the items of a bank into the pool that the engine draws from.</summary>
public static class BankPool
{
    /// <summary>The pool of a bank under its provisional parameters, items in the bank's order.</summary>
    public static ItemPool ProvisionalPool(this Bank bank) => bank.Pool(ProvisionalParameters.Of);

    /// <summary>The pool of a bank under the parameters that <paramref name="parametersOf"/> gives, items in the bank's order.</summary>
    /// <exception cref="ArgumentException">The items do not make a pool, for example an enemy does not exist.</exception>
    public static ItemPool Pool(this Bank bank, Func<Item, ItemParameters> parametersOf) =>
        ItemPool.Create(bank.Items.Select((item, index) => item.ToPoolItem(parametersOf(item), index)));

    /// <summary>
    /// What the engine needs to know of an item. The items of a scenario are given in the order of <paramref name="scenarioOrder"/>, which only
    /// has to rise with their order in the bank.
    /// </summary>
    public static PoolItem ToPoolItem(this Item item, ItemParameters parameters, int scenarioOrder) => new(item.Id, parameters, item.TopicArea)
    {
        Attributes = ImmutableDictionary<string, string>.Empty
            .Add("type", Words.Of(item.Type))
            .Add("cognitiveLevel", Words.Of(item.CognitiveLevel))
            .Add("ageGroup", Words.Of(item.AgeGroup))
            .Add("media", item.Media.IsEmpty ? "none" : "rhythm-strip"),
        Enemies = item.Enemies,
        Scenario = item.Scenario,
        ScenarioOrder = scenarioOrder,
        IsPretest = item.Use == ItemUse.Pretest,
    };
}
