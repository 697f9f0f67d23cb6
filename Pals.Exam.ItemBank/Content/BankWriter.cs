using System.Globalization;
using Pals.Exam.ItemBank.Files;
using Pals.Exam.ItemBank.Rhythms;
using Pals.Exam.ItemBank.Yaml;

namespace Pals.Exam.ItemBank.Content;

/// <summary>Writes bank files in YAML; what <see cref="BankReader"/> reads back is the same bank, and a second writing is the same file.</summary>
public static class BankWriter
{
    public static void Write(TextWriter writer, BankFile file)
    {
        var yaml = new YamlWriter(writer);
        yaml.OptionalText("topicArea", file.TopicArea);
        yaml.Maps("facts", file.Facts, fact =>
        {
            yaml.Text("id", fact.Id);
            yaml.Text("statement", fact.Statement);
            yaml.Word("confidence", Words.Of(fact.Confidence));
            yaml.Text("edition", fact.Edition);
            yaml.Text("source", fact.Source);
        });
        if (!file.Scenarios.IsEmpty)
        {
            yaml.Maps("scenarios", file.Scenarios, scenario =>
            {
                yaml.Text("id", scenario.Id);
                yaml.Text("text", scenario.Text);
            });
        }

        yaml.Maps("items", file.Items, item => Write(yaml, item, file.TopicArea));
    }

    private static void Write(YamlWriter yaml, Item item, string? topicAreaOfFile)
    {
        yaml.Text("id", item.Id);
        if (item.TopicArea != topicAreaOfFile)
        {
            yaml.Text("topicArea", item.TopicArea);
        }

        yaml.Number("version", item.Version);
        yaml.Word("type", Words.Of(item.Type));
        yaml.Word("cognitiveLevel", Words.Of(item.CognitiveLevel));
        yaml.Word("ageGroup", Words.Of(item.AgeGroup));
        yaml.Text("setting", item.Setting);
        yaml.OptionalText("scenario", item.Scenario);
        yaml.Text("stem", item.Stem);
        if (!item.Media.IsEmpty)
        {
            yaml.Maps("media", item.Media, strip => RhythmStripYaml.Write(yaml, strip));
        }

        if (item.Type != ItemType.NumericEntry)
        {
            yaml.Maps("options", item.Options, option =>
            {
                yaml.Text("key", option.Key);
                yaml.Text("text", option.Text);
                yaml.Text("rationale", option.Rationale);
            });
        }

        yaml.Words("answer", item.Answer);
        if (item.Type == ItemType.NumericEntry)
        {
            yaml.Number("tolerance", item.Tolerance);
            yaml.OptionalText("unit", item.Unit);
        }

        if (item.Dose is { } dose)
        {
            yaml.Map("dose", () => DoseRuleYaml.Write(yaml, dose));
        }

        if (item.Credit != CreditRule.AllOrNothing)
        {
            yaml.Word("credit", Words.Of(item.Credit));
        }

        yaml.Text("rationale", item.Rationale);
        yaml.Words("facts", item.Facts);
        yaml.Text("guidelineEdition", item.GuidelineEdition);
        yaml.Word("confidence", Words.Of(item.Confidence));
        yaml.Words("enemies", item.Enemies);
        if (item.Review is { } review)
        {
            yaml.Map("review", () =>
            {
                yaml.Word("date", review.Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
                yaml.Word("status", Words.Of(review.Status));
                yaml.Text("note", review.Note);
            });
        }

        yaml.Number("difficulty", item.Difficulty);
        yaml.Text("difficultyBasis", item.DifficultyBasis);
        if (item.Use != ItemUse.Operational)
        {
            yaml.Word("use", Words.Of(item.Use));
        }
    }
}
