using System.Threading.Channels;
using Microsoft.Data.Sqlite;
using Pals.Exam.ItemBank.Storage;
using Pals.Exam.Tests.Shared;

namespace Pals.Exam.EndToEnd.Tests;

public sealed class ManyNodesTests
{
    private const int Nodes = 3;

    /// <summary>Exams that are sat at the same time.</summary>
    private const int Chairs = 24;

    /// <summary>Acknowledged answers after which a node is killed, unless one is still starting again.</summary>
    private const int AnswersPerKill = 120;

    private const int FewestKills = 4;

    [Fact]
    public async Task Kill_OneOfThreeNodesAgainAndAgainOnSqlite_EveryExamIsWhole()
    {
        using var folder = new TemporaryFolder();

        VirtualCandidate[] candidates = await SitOnNodesThatAreKilled(folder.Path);

        string file = new SqliteConnectionStringBuilder { DataSource = Path.Combine(folder.Path, "exams.db") }.ConnectionString;
        await RequireWhole(DatabaseProvider.Sqlite, file, candidates);
    }

    [Fact]
    public async Task Kill_OneOfThreeNodesAgainAndAgainOnSqlServer_EveryExamIsWhole()
    {
        string database = TestSqlServer.NewDatabase();
        try
        {
            using var folder = new TemporaryFolder();

            VirtualCandidate[] candidates = await SitOnNodesThatAreKilled(
                folder.Path,
                [.. TestSqlServer.ServerSettings(database).SelectMany(setting => new[] { $"--{setting.Key}", setting.Value })]);

            await RequireWhole(DatabaseProvider.SqlServer, database, candidates);
        }
        finally
        {
            TestSqlServer.Drop(database);
        }
    }

    private static async Task<VirtualCandidate[]> SitOnNodesThatAreKilled(string folder, params string[] arguments)
    {
        await using NodeCluster cluster = await NodeCluster.Start(Nodes, folder, arguments);
        using HttpClient http = cluster.Client();

        // While a node starts again no other is killed: somebody is always there.
        Channel<bool> due = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        Task killing = Kill(cluster, due.Reader);
        int acknowledged = 0;
        VirtualCandidate[][] sat = await Task.WhenAll(Enumerable.Range(0, Chairs).Select(Sit));
        due.Writer.Complete();
        await killing;

        Assert.True(cluster.Unanswered > 0, "No node was killed while it had something to do.");
        VirtualCandidate[] candidates = [.. sat.SelectMany(exams => exams)];
        await Task.WhenAll(candidates.Select(candidate => candidate.RequireEveryAnswer(http)));
        await RequireSameReports(cluster, candidates);
        return candidates;

        // One exam after another, until enough has gone wrong.
        async Task<VirtualCandidate[]> Sit(int chair)
        {
            var exams = new List<VirtualCandidate>();
            do
            {
                VirtualCandidate candidate = await VirtualCandidate.Start(http, chair + (exams.Count * Chairs));
                exams.Add(candidate);
                while (candidate.HasQuestion)
                {
                    await candidate.Answer(http);
                    if (Interlocked.Increment(ref acknowledged) % AnswersPerKill == 0)
                    {
                        due.Writer.TryWrite(true);
                    }
                }
            }
            while (cluster.Kills < FewestKills);
            return [.. exams];
        }
    }

    private static async Task Kill(NodeCluster cluster, ChannelReader<bool> due)
    {
        await foreach (bool _ in due.ReadAllAsync(TestContext.Current.CancellationToken))
        {
            await cluster.KillOne();
        }
    }

    /// <summary>A report is computed from what is stored: each node comes to the same one, to the last digit.</summary>
    private static async Task RequireSameReports(NodeCluster cluster, VirtualCandidate[] candidates)
    {
        HttpClient[] nodes = cluster.Clients();
        foreach (VirtualCandidate candidate in candidates)
        {
            string[] reports = await Task.WhenAll(nodes.Select(candidate.Report));
            Assert.Single(reports.Distinct());
        }

        foreach (HttpClient node in nodes)
        {
            node.Dispose();
        }
    }

    private static async Task RequireWhole(DatabaseProvider provider, string connectionString, VirtualCandidate[] candidates)
    {
        await using ExamDatabase database = ExamDatabase.Open(provider, connectionString, TimeProvider.System);
        var records = new ExamReplay();
        foreach (VirtualCandidate candidate in candidates)
        {
            database.Read(transaction =>
            {
                records.RequireWhole(transaction, candidate.ExamId, candidate.Answers);
                return true;
            });
        }
    }
}
