using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Pals.Exam.Api.Exams;
using Pals.Exam.Api.Tests.Support;
using Pals.Exam.ItemBank.Storage;

namespace Pals.Exam.Api.Tests;

public sealed class ExamStateTests
{
    [Fact]
    public async Task Write_EveryQuestionOfTheBank_IsTextForTextTheStateAsJson()
    {
        await using ExamServer server = ExamServer.WithShippedBank();
        ExamSnapshot exam = await StartedExam(server);
        int pictures = 0;
        foreach ((string itemId, int k) in exam.Material.Items.Keys.Order(StringComparer.Ordinal).Select((itemId, k) => (itemId, k)))
        {
            ExamSnapshot shown = exam with { Items = [exam.Items[0] with { Position = k + 1, ItemId = itemId }] };
            pictures += exam.Material.Item(itemId).Media.IsEmpty ? 0 : 1;

            Assert.Equal(AsJson(server, shown), await Written(server, shown));
        }

        Assert.True(pictures > 0);
        Assert.True(exam.Material.Items.Count > 300);
    }

    [Fact]
    public async Task Write_PausedEndedAndUntimed_IsTextForTextTheStateAsJson()
    {
        await using ExamServer server = ExamServer.WithShippedBank();
        ExamSnapshot exam = await StartedExam(server);
        ExamSnapshot[] others =
        [
            exam.With(new ExamTimeEvent(ExamTimeEventKind.Paused, exam.Exam.StartedAt!.Value, Guid.CreateVersion7())),
            exam.With(new ExamTimeEvent(ExamTimeEventKind.Accommodated, exam.Exam.StartedAt!.Value, Guid.CreateVersion7())
            {
                Accommodation = new Accommodation(AccommodationKind.Unlimited, 0),
            }),
            exam with { Exam = exam.Exam with { Status = StoredExamStatus.Expired, IsOutOfTime = true, EndedAt = exam.Exam.StartedAt } },
        ];
        foreach (ExamSnapshot other in others)
        {
            Assert.Equal(AsJson(server, other), await Written(server, other));
        }
    }

    private static async Task<ExamSnapshot> StartedExam(ExamServer server)
    {
        Candidate candidate = await Candidate.StartPractice(server.Http, new { seed = 7 });
        return server.Services.GetRequiredService<ExamRoom>().Find(Guid.Parse(candidate.ExamId))!;
    }

    private static string AsJson(ExamServer server, ExamSnapshot exam) => JsonSerializer.Serialize(
        server.Services.GetRequiredService<ExamStates>().Of(exam), server.Services.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions);

    private static async Task<string> Written(ExamServer server, ExamSnapshot exam)
    {
        using var body = new MemoryStream();
        var context = new DefaultHttpContext { RequestServices = server.Services };
        context.Response.Body = body;
        await server.Services.GetRequiredService<ExamStates>().Write(context.Response, exam);
        Assert.Equal("application/json; charset=utf-8", context.Response.ContentType);
        return Encoding.UTF8.GetString(body.ToArray());
    }
}
