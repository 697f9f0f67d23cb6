using Pals.Exam.ItemBank.Content;
using Pals.Exam.ItemBank.Files;
using Pals.Exam.ItemBank.Yaml;

namespace Pals.Exam.ItemBank.Rhythms;

/// <summary>A rhythm strip as an entry of an item's <c>media</c>.</summary>
internal static class RhythmStripYaml
{
    private enum MediaType
    {
        RhythmStrip,
    }

    public static RhythmStrip Read(YamlMap map)
    {
        int problemsBefore = map.Problems.Count;
        map.Word<MediaType>("type");
        var strip = new RhythmStrip
        {
            Rhythm = map.Word<RhythmKind>("rhythm"),
            AgeGroup = map.Word<AgeGroup>("ageGroup"),
            Seed = map.Integer("seed", 0, int.MaxValue),
            Duration = map.OptionalNumber("duration", RhythmStrip.ShortestDuration, RhythmStrip.LongestDuration) ?? RhythmStrip.UsualDuration,
        };
        foreach (StripParameter parameter in Enum.GetValues<StripParameter>())
        {
            if (map.OptionalNumber(RhythmStrip.FieldName(parameter), double.MinValue, double.MaxValue) is { } value)
            {
                strip = strip.With(parameter, value);
            }
        }

        if (map.Problems.Count == problemsBefore)
        {
            foreach ((string field, string message) in strip.Problems())
            {
                map.Problem(field, message);
            }
        }

        return strip;
    }

    public static void Write(YamlWriter yaml, RhythmStrip strip)
    {
        yaml.Word("type", Words.Of(MediaType.RhythmStrip));
        yaml.Word("rhythm", Words.Of(strip.Rhythm));
        yaml.Word("ageGroup", Words.Of(strip.AgeGroup));
        yaml.Number("seed", strip.Seed);
        if (strip.Duration != RhythmStrip.UsualDuration)
        {
            yaml.Number("duration", (decimal)strip.Duration);
        }

        foreach ((StripParameter parameter, double value) in strip.Given)
        {
            yaml.Number(RhythmStrip.FieldName(parameter), (decimal)value);
        }
    }
}
