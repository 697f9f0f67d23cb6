using System.Diagnostics;
using Pals.Exam.Engine.Numerics;
using Pals.Exam.ItemBank.Storage;
using Pals.Exam.LoadTest.Candidates;
using Pals.Exam.LoadTest.Servers;

namespace Pals.Exam.LoadTest.Runs;

/// <summary>
/// Kills the server under load again and again. After each restart every candidate holds it to what it saw; at the end every answer that was ever
/// acknowledged is looked up in the database.
/// </summary>
internal static class KillRun
{
    // Answers acknowledged in a round before the server is killed: at a different moment of the exams each time.
    private const int FewestAnswers = 200;
    private const int MostAnswers = 3000;

    private const ulong KillStream = ulong.MaxValue;

    public static async Task Run(LoadOptions options)
    {
        using var folder = new DataFolder();
        var recorder = new Recorder();
        var model = new AnswerModel(options.Definition);
        var random = new RandomStream(options.Seed, KillStream);
        ExamWorker[] candidates = [];
        long interrupted = 0;
        TimeSpan restarts = TimeSpan.Zero;
        recorder.Begin();
        for (int round = 1; round <= options.KillRounds; round++)
        {
            long start = Stopwatch.GetTimestamp();
            await using ServerUnderTest server = await ServerUnderTest.StartExams(folder.Path);
            restarts += Stopwatch.GetElapsedTime(start);
            using HttpClient http = ServerUnderTest.Client(server.Address);
            var client = new ExamClient(http);
            if (round == 1)
            {
                candidates = ComparisonRun.Candidates(
                    options, client, recorder, model, await ComparisonRun.Source(options, client), isKeeping: true);
            }

            foreach (ExamWorker candidate in candidates)
            {
                candidate.MoveTo(client);
            }

            await Task.WhenAll(candidates.Select(candidate => candidate.RequireNothingLost()));
            int cut = await AnswerUntilKilled(candidates, recorder, server, FewestAnswers + random.NextInt32(MostAnswers - FewestAnswers));
            interrupted += cut;
            ComparisonRun.Say($"round {round}: {recorder.Answers} answers acknowledged so far, {cut} requests cut off");
        }

        await using (ServerUnderTest last = await ServerUnderTest.StartExams(folder.Path))
        {
            using HttpClient http = ServerUnderTest.Client(last.Address);
            foreach (ExamWorker candidate in candidates)
            {
                candidate.MoveTo(new ExamClient(http));
            }

            await Task.WhenAll(candidates.Select(candidate => candidate.RequireNothingLost()));
            if (await last.Stop() != 0)
            {
                throw new CheckFailedException("The server did not end in order when it was asked to.");
            }
        }

        recorder.End();
        (long found, long lost) = await LookUp(folder.Path, candidates);
        ResultText.Print(
            new KillResult(
                Machine.Describe(),
                options.KillRounds,
                options.Candidates,
                recorder.Answers,
                recorder.Exams,
                interrupted,
                found + lost,
                lost,
                restarts.TotalSeconds / options.KillRounds),
            options.Json);
        if (lost > 0)
        {
            throw new CheckFailedException($"{lost} acknowledged answers are lost.");
        }
    }

    /// <summary>Returns how many requests were under way when the server was killed.</summary>
    private static async Task<int> AnswerUntilKilled(ExamWorker[] candidates, Recorder recorder, ServerUnderTest server, int answers)
    {
        long enough = recorder.Answers + answers;
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        int interrupted = 0;
        Task answering = Task.WhenAll(candidates.Select(candidate => Task.Run(async () =>
        {
            try
            {
                while (true)
                {
                    await candidate.Step(Stopwatch.GetTimestamp());
                    if (recorder.Answers >= enough)
                    {
                        reached.TrySetResult();
                    }
                }
            }
            catch (Exception exception) when (exception is HttpRequestException or IOException && reached.Task.IsCompleted)
            {
                Interlocked.Increment(ref interrupted);
            }
        })));
        await Task.WhenAny(reached.Task, answering);
        await server.Kill();
        await answering;
        return interrupted;
    }

    private static async Task<(long Found, long Lost)> LookUp(string folder, ExamWorker[] candidates)
    {
        long found = 0;
        long lost = 0;
        await using ExamDatabase database = ExamDatabase.Open($"Data Source={Path.Combine(folder, "exams.db")}", TimeProvider.System);
        foreach (SatExam exam in candidates.SelectMany(candidate => candidate.Exam is { } open ? [.. candidate.Ended!, open] : candidate.Ended!))
        {
            AdministeredItem[] stored = [.. database.Read(transaction => ExamRecords.Administered(transaction, exam.ExamId))];
            for (int i = 0; i < exam.Answers.Count; i++)
            {
                Acknowledged answer = exam.Answers[i];
                bool isThere = i < stored.Length && stored[i].Position == i + 1 && stored[i].ItemId == answer.ItemId
                    && stored[i].Answer is { } kept && kept.Given.SequenceEqual(answer.Answer.Keys);
                found += isThere ? 1 : 0;
                lost += isThere ? 0 : 1;
            }
        }

        return (found, lost);
    }
}
