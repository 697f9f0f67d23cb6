using Pals.Exam.Engine.Exams;
using Pals.Exam.Engine.Items;

namespace Pals.Exam.Engine.Selection;

/// <summary>
/// What exams that choose by maximum information share: for each dimension an index of its items and case scenarios, and behind it one for each
/// content group, for the rare step at which the common lists hold nothing that the blueprint still allows.
/// </summary>
internal sealed class IndexedSearch
{
    /// <summary>Candidates listed by a group's cell beyond those that one exam can use up: room for items that exposure control has excluded.</summary>
    private const int SpareDepth = 32;

    /// <summary>Candidates listed by a dimension's cell.</summary>
    private const int CommonDepth = 192;

    public IndexedSearch(AdaptiveExam exam, InformationKernel kernel)
    {
        Kernel = kernel;
        ItemPool pool = exam.Pool;
        Dimensions = [.. Enumerable.Range(0, exam.Grids.Length).Select(d => Index(exam, kernel, d))];
        MixedScenarios =
        [
            .. Enumerable.Range(0, pool.Scenarios.Length)
                .Where(s => !pool.IsPretest(pool.Scenarios[s].Items[0]) && pool.Scenarios[s].Items.Select(i => exam.DimensionOfItem[i]).Distinct().Count() > 1),
        ];
    }

    public InformationKernel Kernel { get; }

    public Dimension[] Dimensions { get; }

    /// <summary>Scenarios whose items measure different dimensions: no index holds them.</summary>
    public int[] MixedScenarios { get; }

    private static Dimension Index(AdaptiveExam exam, InformationKernel kernel, int d)
    {
        ItemPool pool = exam.Pool;
        var items = Enumerable.Range(0, pool.Count)
            .Where(i => exam.DimensionOfItem[i] == d && !pool.IsPretest(i) && pool.Scenario(i) < 0)
            .Select(i => InformationIndex.Entry.OfItem(i, exam.Blueprint.GroupOfItem[i]));
        var scenarios = Enumerable.Range(0, pool.Scenarios.Length)
            .Where(s => !pool.IsPretest(pool.Scenarios[s].Items[0]) && pool.Scenarios[s].Items.All(i => exam.DimensionOfItem[i] == d))
            .Select(s => InformationIndex.Entry.OfScenario(pool.Scenarios[s].Items[0], s));

        // Scenarios stand in their first item's group; what they need beyond it is looked at when one could win.
        Group[] groups =
        [
            .. items.Concat(scenarios)
                .GroupBy(candidate => exam.Blueprint.GroupOfItem[candidate.Item])
                .OrderBy(group => group.Key)
                .Select(group => new Group(
                    group.Key,
                    [.. group],
                    new InformationIndex(kernel, [.. group], pool, exam.Grids[d], Most(exam.Blueprint, group.Key) + SpareDepth))),
        ];
        return new Dimension(groups.Length == 0 ? null : InformationIndex.Merge([.. groups.Select(group => group.Index)], CommonDepth), groups);
    }

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

    /// <summary>The candidates of one dimension; no index when it has none.</summary>
    internal sealed record Dimension(InformationIndex? Index, Group[] Groups);

    /// <summary>The candidates of one content group in one dimension.</summary>
    internal sealed record Group(int Number, InformationIndex.Entry[] Candidates, InformationIndex Index);
}
