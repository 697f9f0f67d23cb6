using Pals.Exam.Engine.Ability;
using Pals.Exam.Engine.Calibration;
using Pals.Exam.Engine.Items;

namespace Pals.Exam.ItemBank.Commands;

/// <summary>
/// Works on two handfuls of made-up responses while the file is being read, so that the run-time has compiled the code when the real ones are
/// there: compiling takes longer than most calibrations, and reading leaves a processor free.
/// </summary>
internal static class WarmUp
{
    private const int Candidates = 30;
    private const int Items = 12;

    /// <summary>Calibrates in the background; the task ends when the code is ready.</summary>
    public static Task Calibration(CalibrationOptions options, bool topics) => Task.Run(() =>
    {
        CalibrationOptions brief = options with { MaximumCycles = 3, FewResponses = 0, Topics = topics ? Topics() : null };
        int categories = brief.Model <= ItemModel.FourParameterLogistic ? 2 : 3;
        ItemCalibration.Estimate(Responses(categories, every: 1), brief);
        ItemCalibration.Estimate(Responses(categories, every: 3), brief);
    });

    /// <summary>Scores in the background; the task ends when the code is ready.</summary>
    public static Task Scoring(ScoringOptions options) => Task.Run(() => ResponseScoring.Score(
        Responses(categories: 2, every: 1),
        [.. Enumerable.Range(0, Items).Select(i => ItemParameters.Dichotomous(ItemModel.TwoParameterLogistic, 1 + 0.1 * i, 0.3 * i - 2))],
        options));

    private static ResponseData Responses(int categories, int every)
    {
        var scores = new byte[Candidates * Items];
        for (int n = 0; n < Candidates; n++)
        {
            for (int i = 0; i < Items; i++)
            {
                bool asked = (n + i) % every == 0;
                scores[n * Items + i] = asked ? (byte)((n * 7 + i * 5 + n / 3) % categories) : ResponseData.Missing;
            }
        }

        return ResponseData.FromMatrix([.. Names("c", Candidates)], [.. Names("I", Items)], scores);
    }

    private static Dictionary<string, string> Topics() => Names("I", Items).ToDictionary(item => item, item => item.Length == 2 ? "one" : "two");

    private static IEnumerable<string> Names(string prefix, int count) => Enumerable.Range(0, count).Select(i => $"{prefix}{i}");
}
