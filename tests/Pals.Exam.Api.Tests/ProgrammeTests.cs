using System.Text.Json;
using Pals.Exam.Api.Tests.Support;
using Pals.Exam.ItemBank.Content;
using Pals.Exam.ItemBank.Definitions;

namespace Pals.Exam.Api.Tests;

/// <summary>The server serves every programme that has a bank.</summary>
public sealed class ProgrammeTests
{
    [Fact]
    public async Task PracticeExam_OfAnotherProgramme_IsSatOnItsItemsAndReportsItsTopicAreas()
    {
        DefinitionFile other = ShippedDefinitions.Of(ShippedBank.Programmes[1]).First();
        await using ExamServer server = ExamServer.WithShippedBank();
        Candidate candidate = await Candidate.StartPractice(server.Http, new { definition = other.Template.Id, seed = 5 });

        Assert.StartsWith(other.Template.Programme, candidate.ItemId, StringComparison.Ordinal);
        await candidate.AnswerAll(right: true);

        JsonElement report = await candidate.Report();
        Assert.Equal("passed", candidate.Status);
        Assert.Equal(other.Template.Programme, report.GetProperty("programme").GetString());
        Assert.Equal(
            other.Template.TopicAreas.Select(area => area.Id),
            report.GetProperty("topicAreas").EnumerateArray().Select(area => area.GetProperty("id").GetString()));
    }
}
