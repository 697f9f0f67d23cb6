using Pals.Exam.ItemBank.Storage.Backups;

namespace Pals.Exam.EndToEnd.Tests;

public sealed class BackupTests
{
    private const int Exams = 30;
    private const int AnswersBefore = 3;

    [Fact]
    public async Task Backup_WhileExamsRun_HoldsEveryAnswerAcknowledgedBeforeAndEveryExamGoesOn()
    {
        using var folder = new TemporaryFolder();
        using var restored = new TemporaryFolder();
        string copy = Path.Combine(restored.Path, "copy.db.gz");
        VirtualCandidate[] candidates;
        int[] acknowledged;
        await using (ServerProcess server = await ServerProcess.Start(folder.Path))
        {
            using HttpClient http = server.Client();
            candidates = await Task.WhenAll(Enumerable.Range(0, Exams).Select(habit => VirtualCandidate.Start(http, habit)));
            bool isEnough = false;
            var underWay = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            Task answering = Task.WhenAll(candidates.Select(async candidate =>
            {
                while (candidate.HasQuestion && !Volatile.Read(ref isEnough))
                {
                    await candidate.Answer(http);
                    if (candidates.All(other => other.Acknowledged >= AnswersBefore))
                    {
                        underWay.TrySetResult();
                    }
                }
            }));
            await underWay.Task.WaitAsync(TestContext.Current.CancellationToken);

            acknowledged = [.. candidates.Select(candidate => candidate.Acknowledged)];
            DatabaseBackup.Create($"Data Source={Path.Combine(folder.Path, "exams.db")}", copy);
            Volatile.Write(ref isEnough, true);
            await answering;
        }

        DatabaseBackup.Restore(copy, $"Data Source={Path.Combine(restored.Path, "exams.db")}", replace: false, DateTimeOffset.UnixEpoch);
        await using ServerProcess next = await ServerProcess.Start(restored.Path);
        using HttpClient client = next.Client();
        await Task.WhenAll(candidates.Zip(acknowledged, async (candidate, before) =>
        {
            await candidate.GoBack(client, atLeast: before);
            await candidate.RequireEveryAnswer(client);
            while (candidate.HasQuestion)
            {
                await candidate.Answer(client);
            }
        }));
    }
}
