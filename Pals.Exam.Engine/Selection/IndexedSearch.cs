using Pals.Exam.Engine.Exams;
using Pals.Exam.Engine.Items;

namespace Pals.Exam.Engine.Selection;

/// <summary>
/// What exams that choose by maximum information share. Where candidates are few: their bounds. Where they are many: for each dimension an index of
/// its items and case scenarios, and behind it one for each content group, for the rare step at which the common lists hold nothing that the
/// blueprint still allows.
/// </summary>
internal sealed class IndexedSearch
{
    /// <summary>Candidates listed by a group's cell beyond those that one exam can use up: room for items that exposure control has excluded.</summary>
    private const int SpareDepth = 32;

    /// <summary>Candidates listed by a dimension's cell.</summary>
    private const int CommonDepth = 192;

    /// <summary>Up to so many candidates in a dimension are found faster by comparing all bounds than through lists.</summary>
    private const int FewCandidates = 128;

    public IndexedSearch(AdaptiveExam exam, InformationKernel kernel)
    {
        Kernel = kernel;
        ItemPool pool = exam.Pool;
        Group[][] groups = [.. Enumerable.Range(0, exam.Grids.Length).Select(d => Groups(exam, d))];
        InformationIndex.Entry[][] candidates = [.. groups.Select(own => own.SelectMany(group => group.Candidates).ToArray())];
        bool areFew = candidates.All(own => own.Length <= FewCandidates);
        Bounds = areFew || exam.Exposure is ProgressiveRestricted.Bound ? new BoundTable(exam, kernel, candidates) : null;
        Dimensions = [.. groups.Select((own, d) => areFew ? new Dimension(null, [], own) : Index(exam, kernel, d, own))];
        MixedScenarios =
        [
            .. Enumerable.Range(0, pool.Scenarios.Length)
                .Where(s => !pool.IsPretest(pool.Scenarios[s].Items[0]) && pool.Scenarios[s].Items.Select(i => exam.DimensionOfItem[i]).Distinct().Count() > 1),
        ];
    }

    public InformationKernel Kernel { get; }

    /// <summary>The bounds of every candidate, where they are few or the progressive method looks at all of them.</summary>
    public BoundTable? Bounds { get; }

    public Dimension[] Dimensions { get; }

    /// <summary>Scenarios whose items measure different dimensions: no index holds them.</summary>
    public int[] MixedScenarios { get; }

    /// <summary>The candidates of a dimension by content group. Scenarios stand in their first item's; what else they need is looked at when one could win.</summary>
    private static Group[] Groups(AdaptiveExam exam, int d)
    {
        ItemPool pool = exam.Pool;
        var items = Enumerable.Range(0, pool.Count)
            .Where(i => exam.DimensionOfItem[i] == d && !pool.IsPretest(i) && pool.Scenario(i) < 0)
            .Select(i => InformationIndex.Entry.OfItem(i, exam.Blueprint.GroupOfItem[i]));
        var scenarios = Enumerable.Range(0, pool.Scenarios.Length)
            .Where(s => !pool.IsPretest(pool.Scenarios[s].Items[0]) && pool.Scenarios[s].Items.All(i => exam.DimensionOfItem[i] == d))
            .Select(s => InformationIndex.Entry.OfScenario(pool.Scenarios[s].Items[0], s));
        return
        [
            .. items.Concat(scenarios)
                .GroupBy(candidate => exam.Blueprint.GroupOfItem[candidate.Item])
                .OrderBy(group => group.Key)
                .Select(group => new Group(group.Key, [.. group])),
        ];
    }

    private static Dimension Index(AdaptiveExam exam, InformationKernel kernel, int d, Group[] groups)
    {
        InformationIndex[] indexes =
        [
            .. groups.Select(group => new InformationIndex(
                kernel, group.Candidates, exam.Pool, exam.Grids[d], Most(exam.Blueprint, group.Number) + SpareDepth)),
        ];
        return new Dimension(indexes.Length == 0 ? null : InformationIndex.Merge(indexes, CommonDepth), indexes, groups);
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

    /// <summary>The candidates of one dimension, with an index of all and one of each group unless they are few.</summary>
    internal sealed record Dimension(InformationIndex? Index, InformationIndex[] Indexes, Group[] Groups);

    /// <summary>The candidates of one content group in one dimension.</summary>
    internal sealed record Group(int Number, InformationIndex.Entry[] Candidates);
}
