using System.Net;
using System.Text;
using System.Text.Json;
using Pals.Exam.Api.Tests.Support;
using Pals.Exam.ItemBank.Audit;

namespace Pals.Exam.Api.Tests;

/// <summary>The seal of an exam is made of what its last answer finds in memory, and checked against what is stored.</summary>
public sealed class SealTests
{
    // Each is a time that a client may send, and a number that could come back from a database as another text.
    private static readonly string[] Seconds = ["-0.0", "0", "1e-7", "12.5", "0.1", "86400", "3.0000000000000004", "null"];

    [Fact]
    public async Task Verify_ExamAnsweredWithEveryKindOfTime_FindsWhatWasSealed()
    {
        await using ExamServer server = ExamServer.WithShippedBank();
        Candidate candidate = await Candidate.StartPractice(server.Http, new { seed = 11 });
        int answers = 0;
        while (candidate.HasQuestion)
        {
            string answer = JsonSerializer.Serialize(candidate.Choice(right: answers % 3 != 0));
            string body = $$"""{"position":{{candidate.Position}},"answer":{{answer}},"seconds":{{Seconds[answers++ % Seconds.Length]}}}""";
            using HttpResponseMessage response =
                await candidate.Send(HttpMethod.Post, "/answers", new StringContent(body, Encoding.UTF8, "application/json"));
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            await candidate.Reload();
        }

        AuditVerification trail = server.Database.Read(transaction => AuditVerifier.Verify(transaction));

        Assert.True(trail.IsWhole, trail.Reason);
        Assert.Equal(1, trail.SealedExams);
        Assert.True(answers > Seconds.Length);
    }
}
