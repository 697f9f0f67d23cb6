using Pals.Exam.Engine.Assembly;
using Pals.Exam.ItemBank.Files;
using Pals.Exam.ItemBank.Forms;

namespace Pals.Exam.ItemBank.Tests.Forms;

public sealed class FormFileTests
{
    [Fact]
    public void FromJson_WhatToJsonWrote_IsTheSameForm()
    {
        ExamForm form = FormSamples.Form();
        string json = FormFile.ToJson(form);

        ExamForm read = FormFile.FromJson("form.json", json);

        Assert.Equal(json, FormFile.ToJson(read));
        Assert.Equal(form.FormId, read.FormId);
        Assert.Equal(form.Form.Cut, read.Form.Cut);
        Assert.Equal(form.Source.ParameterSetId, read.Source.ParameterSetId);
        Assert.Equal(form.Scale.PercentCorrect(0.4), read.Scale.PercentCorrect(0.4));
        Assert.True(read.IsProvisional);
    }

    [Fact]
    public void Score_FormThatWasRead_EqualsTheOriginal()
    {
        ExamForm form = FormSamples.Form();
        ExamForm read = FormFile.FromJson("form.json", FormFile.ToJson(form));
        IReadOnlyList<string>[] answers = [.. form.Questions.Select((question, k) => k % 3 == 0 ? [] : question.Item.Answer)];

        FormScore expected = form.Score(answers);
        FormScore actual = read.Score(answers);

        Assert.Equal(expected.Raw, actual.Raw);
        Assert.Equal(expected.Report.Composite, actual.Report.Composite);
        Assert.Equal(expected.Report.TopicAreas, actual.Report.TopicAreas);
    }

    [Theory]
    [InlineData("\"rawCut\": ", "\"rawCut\": 1", "equating")]
    [InlineData("\"formId\": \"PALS-", "\"formId\": \"PALS-X", "formId")]
    [InlineData("\"provisional\": true", "\"provisional\": false", "parameterSet.id")]
    [InlineData("\"answer\":[\"", "\"answer\":[\"X", "questions[0].content")]
    [InlineData("\"scored\": true", "\"scored\": false", "parameterSet.id")]
    [InlineData("palsexam-form/1", "palsexam-form/2", "schema")]
    public void FromJson_FileChangedByHand_IsRefusedWithTheField(string original, string changed, string field)
    {
        string json = FormFile.ToJson(FormSamples.Form());
        int at = json.IndexOf(original, StringComparison.Ordinal);
        string forged = json[..at] + changed + json[(at + original.Length)..];

        InputException error = Assert.Throws<InputException>(() => FormFile.FromJson("form.json", forged));
        Assert.StartsWith($"form.json: {field}: ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FromJson_NoJson_NamesLineAndColumn()
    {
        InputException error = Assert.Throws<InputException>(() => FormFile.FromJson("form.json", "{\n  \"schema\": nothing"));
        Assert.Equal(2, error.Errors[0].Line);
        Assert.StartsWith("is no form: ", error.Errors[0].Message, StringComparison.Ordinal);
    }
}
