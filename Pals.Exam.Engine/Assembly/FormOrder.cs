using System.Collections.Immutable;
using Pals.Exam.Engine.Items;
using Pals.Exam.Engine.Numerics;

namespace Pals.Exam.Engine.Assembly;

/// <summary>
/// Puts the items of a form in order: topic areas alternate evenly from the first question to the last, so that no area suffers from tiredness at the
/// end, items of an area stand in random order, and a case scenario stands whole.
/// </summary>
internal static class FormOrder
{
    public static ImmutableArray<int> Of(AssemblyProblem problem, IReadOnlyList<int> units, ref RandomStream random)
    {
        var places = new List<(double Place, int Unit)>(units.Count);
        foreach (IGrouping<int, int> area in units.Order().GroupBy(unit => problem.Pool.TopicArea(problem.Units[unit].Items[0])).OrderBy(group => group.Key))
        {
            int[] own = [.. area];
            Shuffle(own, ref random);
            double length = own.Sum(unit => problem.Units[unit].Size);
            double before = 0;
            foreach (int unit in own)
            {
                int size = problem.Units[unit].Size;
                places.Add(((before + size * random.NextDouble()) / length, unit));
                before += size;
            }
        }

        return [.. places.OrderBy(entry => entry.Place).ThenBy(entry => entry.Unit).SelectMany(entry => problem.Units[entry.Unit].Items)];
    }

    private static void Shuffle(int[] values, ref RandomStream random)
    {
        for (int i = values.Length - 1; i > 0; i--)
        {
            int j = random.NextInt32(i + 1);
            (values[i], values[j]) = (values[j], values[i]);
        }
    }
}
