using System.Collections.Immutable;
using Pals.Exam.Engine.Calibration;
using Pals.Exam.Engine.Items;
using Pals.Exam.Engine.Numerics;

namespace Pals.Exam.Benchmarks.Calibration;

/// <summary>Response data of the shapes that calibration is measured on, drawn from seeded parameters.</summary>
internal static class CalibrationSets
{
    private const ulong Seed = 20251022;

    public static ResponseData Complete(ItemModel model, int candidates, int items) =>
        new SimulatedResponses(Items(model, items), Seed).Draw(candidates, Ids(items));

    public static ResponseData Adaptive(int candidates, int items, int perCandidate) =>
        new SimulatedResponses(Items(ItemModel.TwoParameterLogistic, items), Seed, perCandidate, adaptive: true).Draw(candidates, Ids(items));

    private static ImmutableArray<string> Ids(int items) => [.. Enumerable.Range(1, items).Select(i => $"I{i}")];

    private static ItemParameters[] Items(ItemModel model, int count)
    {
        var random = new RandomStream(Seed, (ulong)count);
        var items = new ItemParameters[count];
        for (int i = 0; i < count; i++)
        {
            double a = Math.Exp(0.2 + 0.3 * random.NextNormal());
            double b = random.NextNormal();
            items[i] = model switch
            {
                ItemModel.ThreeParameterLogistic => ItemParameters.Dichotomous(model, a, b, 0.15 + 0.15 * random.NextDouble()),
                ItemModel.GradedResponse => ItemParameters.Graded(a, [b - 0.9, b, b + 0.9]),
                ItemModel.GeneralizedPartialCredit => ItemParameters.PartialCredit(a, [b - 0.7, b, b + 0.7]),
                _ => ItemParameters.Dichotomous(model, a, b),
            };
        }

        return items;
    }
}
