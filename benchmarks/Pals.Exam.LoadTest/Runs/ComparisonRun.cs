using Pals.Exam.LoadTest.Candidates;
using Pals.Exam.LoadTest.Floor;
using Pals.Exam.LoadTest.Servers;

namespace Pals.Exam.LoadTest.Runs;

/// <summary>
/// Throughput of answers and of the floor in alternating rounds of one run, and if asked the latency at half of that throughput.
/// </summary>
internal static class ComparisonRun
{
    public static async Task Run(LoadOptions options)
    {
        using var folder = new DataFolder();
        await using ServerUnderTest floor = await ServerUnderTest.StartWithFloor(folder.Path);
        ServerUnderTest? exams = options.Url is null ? floor : null;
        using HttpClient examHttp = ServerUnderTest.Client(exams?.Address ?? options.Url!);
        using HttpClient floorHttp = ServerUnderTest.Client(floor.Address);
        var client = new ExamClient(examHttp);
        ExamSource source = await Source(options, client);
        var model = new AnswerModel(options.Definition);
        var answers = new Recorder();
        var rows = new Recorder();
        IWorker[] candidates = Candidates(options, client, answers, model, source);
        IWorker[] writers = [.. Enumerable.Range(0, options.Candidates).Select(_ => new FloorWorker(floorHttp, rows))];

        Say($"{options.Candidates} candidates; warming up.");
        await LoadRun.Run(candidates, options.WarmUp, options.Ramp, options.ThinkTime);
        await LoadRun.Run(writers, options.WarmUp, options.Ramp, options.ThinkTime);
        TimeSpan slice = options.Duration / (2 * options.Rounds);
        var ratios = new List<double>();
        var examTime = new ProcessorTime(TimeSpan.Zero, TimeSpan.Zero);
        ProcessorTime floorTime = examTime;
        for (int round = 0; round < options.Rounds; round++)
        {
            (double floorRate, ProcessorTime floorUsed) = await Slice(writers, rows, floor, slice, options.ThinkTime);
            (double examRate, ProcessorTime examUsed) = await Slice(candidates, answers, exams, slice, options.ThinkTime);
            floorTime += floorUsed;
            examTime += examUsed;
            ratios.Add(examRate / floorRate);
            Say($"round {round + 1}: {examRate:F0} answers/s, floor {floorRate:F0} rows/s, ratio {examRate / floorRate:F3}");
        }

        ratios.Sort();
        (LoadFigures? half, LoadFigures? floorAtHalf) =
            options.HalfLoad ? await HalfLoad(options, client, floorHttp, model, source, exams, floor, answers) : (null, null);
        var result = new ComparisonResult
        {
            Machine = Machine.Describe(),
            Candidates = options.Candidates,
            ThinkSeconds = options.ThinkTime.TotalSeconds,
            Purpose = source.ProviderKey is null ? "practice" : "certification",
            Exams = LoadFigures.Of(answers, examTime),
            Floor = LoadFigures.Of(rows, floorTime),
            Ratio = answers.Answers / answers.Elapsed.TotalSeconds / (rows.Answers / rows.Elapsed.TotalSeconds),
            MedianRatio = ratios[ratios.Count / 2],
            Repeats = answers.Repeats,
            ShorterThanAnnounced = answers.ShorterThanAnnounced,
            AbilityCorrelation = Abilities.Correlation(answers.Abilities),
            HalfLoad = half,
            FloorAtHalfLoad = floorAtHalf,
        };
        ResultText.Print(result, options.Json);
    }

    public static async Task<ExamSource> Source(LoadOptions options, ExamClient client) => options switch
    {
        { Practice: true } or { Url: not null, Key: null } => new ExamSource(null, options.Definition),
        { Key: string key } => new ExamSource(key, options.Definition),
        _ => new ExamSource(await client.MakeProviderKey(ServerUnderTest.AdministratorKey, "load-test"), options.Definition),
    };

    public static ExamWorker[] Candidates(
        LoadOptions options, ExamClient client, Recorder recorder, AnswerModel model, ExamSource source, bool isKeeping = false, int count = 0) =>
    [
        .. Enumerable.Range(0, count > 0 ? count : options.Candidates).Select(index =>
            new ExamWorker(client, recorder, model, source, options.Seed, index) { Ended = isKeeping ? [] : null }),
    ];

    public static void Say(FormattableString line) => Console.Error.WriteLine(FormattableString.Invariant(line));

    private static async Task<(double Rate, ProcessorTime Used)> Slice(
        IWorker[] workers, Recorder recorder, ServerUnderTest? server, TimeSpan duration, TimeSpan pause)
    {
        long before = recorder.Answers;
        TimeSpan elapsedBefore = recorder.Elapsed;
        ProcessorTime usedBefore = ProcessorTime.Of(server);
        recorder.Begin();
        await LoadRun.Run(workers, duration, meanPause: pause);
        recorder.End();
        return ((recorder.Answers - before) / (recorder.Elapsed - elapsedBefore).TotalSeconds, ProcessorTime.Of(server) - usedBefore);
    }

    /// <summary>
    /// Latency at half of the greatest throughput. The floor takes its turns at the same pace: what both meet is the machine's and its disk's.
    /// </summary>
    private static async Task<(LoadFigures Exams, LoadFigures Floor)> HalfLoad(
        LoadOptions options,
        ExamClient client,
        HttpClient floorHttp,
        AnswerModel model,
        ExamSource source,
        ServerUnderTest? exams,
        ServerUnderTest floor,
        Recorder greatest)
    {
        double rate = greatest.Answers / greatest.Elapsed.TotalSeconds / 2;
        var pause = TimeSpan.FromSeconds(options.Candidates / rate);
        Say($"half load: {rate:F0} answers/s, an answer of each candidate every {pause.TotalMilliseconds:F1} ms on average");
        var answers = new Recorder();
        var rows = new Recorder();
        IWorker[] candidates = Candidates(options, client, answers, model, source);
        IWorker[] writers = [.. Enumerable.Range(0, options.Candidates).Select(_ => new FloorWorker(floorHttp, rows))];
        await LoadRun.Run(candidates, options.WarmUp / 2, options.Ramp, pause, options.Seed);
        var examTime = new ProcessorTime(TimeSpan.Zero, TimeSpan.Zero);
        ProcessorTime floorTime = examTime;
        for (int round = 0; round < options.Rounds; round++)
        {
            floorTime += (await Slice(writers, rows, floor, options.Duration / (2 * options.Rounds), pause)).Used;
            examTime += (await Slice(candidates, answers, exams, options.Duration / (2 * options.Rounds), pause)).Used;
        }

        return (LoadFigures.Of(answers, examTime), LoadFigures.Of(rows, floorTime));
    }
}
