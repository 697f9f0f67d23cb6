using System.Collections.Immutable;
using Pals.Exam.Engine.Decisions;
using Pals.Exam.Engine.Exams;
using Pals.Exam.Engine.Items;

namespace Pals.Exam.Engine.Assembly;

/// <summary>
/// The data of an assembly in the shape that the search needs: units that are taken whole (an item, or a case scenario), and for each the curves,
/// content groups and attributes that it adds to a form.
/// </summary>
internal sealed class AssemblyProblem
{
    /// <summary>A form whose information differs by this share from the target at a point of weight 1 costs 1.</summary>
    private const double InformationTolerance = 0.05;

    /// <summary>The same for the expected score, in points: half a point is what rounding the cut may take.</summary>
    private const double ScoreTolerance = 0.5;

    /// <summary>Stands among the balanced attributes for items of case scenarios.</summary>
    private const string ScenarioFeature = "scenario";

    public AssemblyProblem(ExamDefinition definition, ItemPool pool, AssemblyOptions options)
    {
        Pool = pool;
        Options = options;
        Blueprint = FormBlueprint.Create(definition, pool, options.Length);
        Abilities = [.. options.Points.Select(point => definition.Cut + point.Offset)];
        var areas = definition.TopicAreas.Select(area => area.Id).ToHashSet(StringComparer.Ordinal);
        int[] eligible = [.. Enumerable.Range(0, pool.Count).Where(i => !pool.IsPretest(i) && areas.Contains(pool[i].TopicArea))];
        Features = FindFeatures(eligible);
        (FeatureTargets, InformationTargets) = Targets(definition, eligible);
        int dark = Array.FindIndex(InformationTargets, information => !(information > 0));
        if (dark >= 0)
        {
            throw new ArgumentException($"No item of the pool gives information at {Abilities[dark]:R} logits, where forms were to be matched.", nameof(options));
        }

        ScoreTargets = ReferenceScores(definition);
        Units = [.. MakeUnits(eligible)];
        UnitsOfGroup = [.. Enumerable.Range(0, Blueprint.Groups.Length).Select(g => Enumerable.Range(0, Units.Length).Where(u => Units[u].Group == g).ToArray())];
    }

    public ItemPool Pool { get; }

    public AssemblyOptions Options { get; }

    public Blueprint Blueprint { get; }

    /// <summary>The abilities at which forms are matched.</summary>
    public double[] Abilities { get; }

    public AssemblyUnit[] Units { get; }

    /// <summary>Units by the group of their first item.</summary>
    public int[][] UnitsOfGroup { get; }

    /// <summary>Attribute and value of each balanced feature; the last stands for items of case scenarios.</summary>
    public (string Attribute, string Value)[] Features { get; }

    /// <summary>How many items with each feature a form holds when it mirrors the pool.</summary>
    public double[] FeatureTargets { get; }

    /// <summary>Information of a form that mirrors the pool, at each ability.</summary>
    public double[] InformationTargets { get; }

    /// <summary>Expected score of the reference form, in points of a form, at each ability.</summary>
    public double[] ScoreTargets { get; }

    /// <summary>What a mismatch of information and expected score costs: squares in units of the tolerances, weighted.</summary>
    public double Mismatch(ReadOnlySpan<double> information, ReadOnlySpan<double> score)
    {
        double sum = 0;
        for (int p = 0; p < Abilities.Length; p++)
        {
            double i = (information[p] - InformationTargets[p]) / (InformationTolerance * InformationTargets[p]);
            double s = (score[p] - ScoreTargets[p]) / ScoreTolerance;
            sum += Options.Points[p].Weight * (i * i + s * s);
        }

        return sum;
    }

    private (string, string)[] FindFeatures(int[] eligible) =>
    [
        .. Options.BalancedAttributes.SelectMany(
            attribute => eligible.Select(i => Pool.Attribute(i, attribute)).OfType<string>().Distinct().Order(StringComparer.Ordinal),
            (attribute, value) => (attribute, value)),
        (ScenarioFeature, ""),
    ];

    private bool HasFeature(int item, int feature) => Features[feature] is var (attribute, value)
        && (attribute == ScenarioFeature ? Pool.Scenario(item) >= 0 : Pool.Attribute(item, attribute) == value);

    private (double[] Features, double[] Information) Targets(ExamDefinition definition, int[] eligible)
    {
        double[] features = new double[Features.Length];
        double[] information = new double[Abilities.Length];
        foreach (IGrouping<string, int> area in eligible.GroupBy(i => Pool[i].TopicArea))
        {
            int[] items = [.. area];
            int count = Blueprint.Groups.First(group => group.Name == area.Key).Minimum;
            double share = (double)count / items.Length;
            foreach (int i in items)
            {
                for (int f = 0; f < features.Length; f++)
                {
                    features[f] += HasFeature(i, f) ? share : 0;
                }

                for (int p = 0; p < information.Length; p++)
                {
                    information[p] += share * Pool.Parameters(i).Information(Abilities[p]);
                }
            }
        }

        return (features, information);
    }

    private double[] ReferenceScores(ExamDefinition definition)
    {
        ScoreScale scale = ScoreScale.Create(definition, Pool);
        return [.. Abilities.Select(theta => Options.Length * scale.PercentCorrect(theta) / 100)];
    }

    private IEnumerable<AssemblyUnit> MakeUnits(int[] eligible)
    {
        var left = eligible.ToHashSet();
        foreach (int item in eligible)
        {
            ImmutableArray<int> members = Pool.Scenario(item) is >= 0 and var scenario ? Pool.Scenarios[scenario].Items : [item];
            if (members.All(left.Contains))
            {
                left.ExceptWith(members);
                yield return MakeUnit(members);
            }
        }
    }

    private AssemblyUnit MakeUnit(ImmutableArray<int> items)
    {
        var groups = new List<int>();
        var features = new List<int>();
        double[] information = new double[Abilities.Length];
        double[] score = new double[Abilities.Length];
        foreach (int item in items)
        {
            for (int g = Blueprint.GroupOfItem[item]; g > Blueprint.Root; g = Blueprint.Groups[g].Parent)
            {
                groups.Add(g);
            }

            features.AddRange(Enumerable.Range(0, Features.Length).Where(f => HasFeature(item, f)));
            ItemParameters parameters = Pool.Parameters(item);
            for (int p = 0; p < Abilities.Length; p++)
            {
                information[p] += parameters.Information(Abilities[p]);
                score[p] += parameters.ExpectedScore(Abilities[p]) / parameters.MaximumScore;
            }
        }

        return new AssemblyUnit([.. items], Blueprint.GroupOfItem[items[0]], [.. groups], [.. features], information, score);
    }
}

/// <summary>Items that are taken together, and what they add to a form.</summary>
/// <param name="Items">Item indexes in order.</param>
/// <param name="Group">The smallest content group of the first item.</param>
/// <param name="Groups">Every content group that each item counts in, the root left out.</param>
/// <param name="Features">Every balanced feature that each item has.</param>
/// <param name="Information">At each ability.</param>
/// <param name="Score">Expected points at each ability.</param>
internal sealed record AssemblyUnit(int[] Items, int Group, int[] Groups, int[] Features, double[] Information, double[] Score)
{
    public int Size => Items.Length;
}
