using System.Collections.Immutable;
using Pals.Exam.Engine.Exams;
using Pals.Exam.Engine.Items;

namespace Pals.Exam.Engine.Assembly;

/// <summary>
/// The blueprint of a form of fixed length: an exact number of items for each topic area, in proportion to the definition's weights within its
/// bounds, and the definition's further constraints as they are.
/// </summary>
internal static class FormBlueprint
{
    /// <summary>The blueprint, checked for what a count alone can tell.</summary>
    /// <exception cref="ArgumentException">The demands cannot be met, whatever is chosen; the message names the constraint.</exception>
    public static Blueprint Create(ExamDefinition definition, ItemPool pool, int length)
    {
        ImmutableArray<int> counts = Apportion(definition, length);
        IEnumerable<ContentConstraint> areas = definition.TopicAreas.Select((area, t) => new ContentConstraint(
            area.Id, ImmutableDictionary<string, string>.Empty.Add(ContentConstraint.TopicAreaAttribute, area.Id), counts[t], counts[t]));
        var blueprint = Blueprint.Create(pool, areas.Concat(definition.Constraints), length, length);
        int[] available = new int[blueprint.Groups.Length];
        for (int i = 0; i < pool.Count; i++)
        {
            if (!pool.IsPretest(i))
            {
                available[blueprint.GroupOfItem[i]]++;
            }
        }

        var state = new BlueprintState(blueprint);
        state.Reset(available);
        int unmet = state.FirstUnmet();
        if (unmet >= 0)
        {
            BlueprintGroup group = blueprint.Groups[unmet];
            throw new ArgumentException(
                unmet == Blueprint.Root
                    ? $"A form of {length} items cannot be made: the minima of the constraints ask for more, or their maxima and the pool's scored items allow fewer."
                    : $"A form of {length} items cannot be made: '{group.Name}' asks for {Bounds(group)} items, which the pool's scored items or the constraints "
                        + "within it do not allow.",
                nameof(length));
        }

        return blueprint;
    }

    /// <summary>How many items a group asks for, in words.</summary>
    public static string Bounds(BlueprintGroup group) => group.Minimum == group.Maximum ? $"{group.Minimum}" : $"{group.Minimum} to {group.Maximum}";

    /// <summary>Shares out the length by weights: each item goes to the area that is farthest below its due, the earlier one of equals.</summary>
    private static ImmutableArray<int> Apportion(ExamDefinition definition, int length)
    {
        int minimum = definition.TopicAreas.Sum(area => area.Minimum);
        if (minimum > length)
        {
            throw new ArgumentException($"A form of {length} items cannot be made: the minima of the topic areas add up to {minimum}.", nameof(length));
        }

        long maximum = definition.TopicAreas.Sum(area => (long)area.Maximum);
        if (maximum < length)
        {
            throw new ArgumentException($"A form of {length} items cannot be made: the maxima of the topic areas add up to {maximum}.", nameof(length));
        }

        double weights = definition.TopicAreas.Sum(area => area.Weight);
        int[] counts = [.. definition.TopicAreas.Select(area => area.Minimum)];
        for (int n = minimum; n < length; n++)
        {
            int neediest = -1;
            double largest = double.NegativeInfinity;
            for (int t = 0; t < counts.Length; t++)
            {
                double due = length * definition.TopicAreas[t].Weight / weights - counts[t];
                if (counts[t] < definition.TopicAreas[t].Maximum && due > largest + 1e-9)
                {
                    (neediest, largest) = (t, due);
                }
            }

            counts[neediest]++;
        }

        return [.. counts];
    }
}
