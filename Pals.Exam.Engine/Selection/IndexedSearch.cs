using Pals.Exam.Engine.Exams;
using Pals.Exam.Engine.Items;

namespace Pals.Exam.Engine.Selection;

/// <summary>
/// What exams that choose by maximum information share: an index for each pair of content group and dimension, and the case scenarios' items in
/// one list.
/// </summary>
internal sealed class IndexedSearch
{
    /// <summary>Items listed by a cell beyond those that one exam can use up: room for items that exposure control has excluded.</summary>
    private const int SpareDepth = 32;

    public IndexedSearch(AdaptiveExam exam, InformationKernel kernel)
    {
        Kernel = kernel;
        ItemPool pool = exam.Pool;
        Strata =
        [
            .. Enumerable.Range(0, pool.Count)
                .Where(i => !pool.IsPretest(i) && pool.Scenario(i) < 0)
                .GroupBy(i => (Group: exam.Blueprint.GroupOfItem[i], Dimension: exam.DimensionOfItem[i]))
                .OrderBy(group => group.Key)
                .Select(group => new Stratum(
                    group.Key.Group,
                    group.Key.Dimension,
                    new InformationIndex(kernel, [.. group], exam.Grids[group.Key.Dimension], Most(exam.Blueprint, group.Key.Group) + SpareDepth))),
        ];
        ScenarioItems = [.. pool.Scenarios.SelectMany(scenario => scenario.Items)];
    }

    public InformationKernel Kernel { get; }

    public Stratum[] Strata { get; }

    /// <summary>The items of all scenarios, one scenario after another.</summary>
    public int[] ScenarioItems { get; }

    /// <summary>How many items of a content group an exam can have at most.</summary>
    private static int Most(Blueprint blueprint, int group)
    {
        int most = blueprint.MaximumLength;
        for (int g = group; g >= 0; g = blueprint.Groups[g].Parent)
        {
            most = Math.Min(most, blueprint.Groups[g].Maximum);
        }

        return most;
    }

    /// <summary>The items of one content group in one dimension.</summary>
    internal sealed record Stratum(int Group, int Dimension, InformationIndex Index);
}
