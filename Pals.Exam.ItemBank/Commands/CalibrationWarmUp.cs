using Pals.Exam.Engine.Calibration;

namespace Pals.Exam.ItemBank.Commands;

/// <summary>
/// Calibrates two handfuls of made-up responses while the file is being read, so that the run-time has compiled the code when the real ones are
/// there: compiling takes longer than most calibrations, and reading leaves a processor free.
/// </summary>
internal static class CalibrationWarmUp
{
    private const int Candidates = 30;
    private const int Items = 12;

    /// <summary>Runs in the background; the task ends when the code is ready.</summary>
    public static Task Start(CalibrationOptions options, bool topics) => Task.Run(() =>
    {
        CalibrationOptions brief = options with { MaximumCycles = 3, FewResponses = 0, Topics = topics ? Topics() : null };
        ItemCalibration.Estimate(Responses(brief, every: 1), brief);
        ItemCalibration.Estimate(Responses(brief, every: 3), brief);
    });

    private static ResponseData Responses(CalibrationOptions options, int every)
    {
        int categories = options.Model <= Engine.Items.ItemModel.FourParameterLogistic ? 2 : 3;
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
