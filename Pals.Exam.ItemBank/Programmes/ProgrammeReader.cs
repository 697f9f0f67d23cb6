using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Pals.Exam.ItemBank.Files;
using Pals.Exam.ItemBank.Yaml;

namespace Pals.Exam.ItemBank.Programmes;

/// <summary>Reads the rules of a programme in YAML. Every problem is reported with its line and what was expected.</summary>
public static partial class ProgrammeReader
{
    private const int MostDays = 3650;
    private const int MostMonths = 120;
    private const int MostAttempts = 100;
    private const double MostHours = 1000;
    private const int LongestAdvice = 800;

    /// <summary>Reads a text.</summary>
    /// <param name="name">What to call it in messages.</param>
    /// <param name="text">The YAML.</param>
    /// <param name="exams">
    /// The exams that there are, each with its topic areas: the programme may name no other, nor advise on another area. Null to leave that open, as for
    /// rules that were held against the exams of their day.
    /// </param>
    /// <exception cref="InputException">Something is wrong with it; all problems are named.</exception>
    public static Programme Read(string name, string text, IReadOnlyDictionary<string, ImmutableArray<string>>? exams = null) =>
        YamlFile.Read(name, text, map =>
        {
            ExamRules rules = map.Map("exams", inner => Exams(inner, exams))!;
            return new Programme
            {
                Id = Matching(map, "id", Id(), "lower-case letters, digits and hyphens, 2 to 64"),
                Name = map.Text("name"),
                AccreditedBy = Bodies(map),
                Courses = map.Map("courses", courses => ImmutableDictionary<CourseKind, CourseRequirement>.Empty
                    .Add(CourseKind.Initial, Course(courses, "initial"))
                    .Add(CourseKind.Renewal, Course(courses, "renewal"))) ?? ImmutableDictionary<CourseKind, CourseRequirement>.Empty,
                Exams = rules,
                Card = map.Map("card", Card)!,
                Renewal = map.Map("renewal", Renewal)!,
                Professions = Distinct(map, "professions", atLeastOne: true),
                CardsAfterErasure = map.Word<CardsAfterErasure>("cardsAfterErasure"),
                StudyAdvice = Advice(map, TopicAreas(rules, exams)),
            };
        });

    private static CourseRequirement Course(YamlMap courses, string kind) =>
        courses.Map(kind, course => new CourseRequirement(course.Number("hours", 0, MostHours), Distinct(course, "skills", atLeastOne: false)))
        ?? new CourseRequirement(0, []);

    private static ExamRules Exams(YamlMap map, IReadOnlyDictionary<string, ImmutableArray<string>>? exams) => new()
    {
        Definitions = Definitions(map, exams),
        CourseComplete = map.Word<CourseOrder>("courseComplete"),
        WindowDays = OptionalDays(map, "windowDays"),
        Attempts = map.Integer("attempts", 1, MostAttempts),
        WaitingDays = map.Integer("waitingDays", 0, MostDays),
        SeenItems = map.Word<SeenItems>("seenItems"),
    };

    private static ImmutableArray<string> Definitions(YamlMap map, IReadOnlyDictionary<string, ImmutableArray<string>>? exams)
    {
        ImmutableArray<string> definitions = Distinct(map, "definitions", atLeastOne: true);
        foreach (string definition in definitions.Where(definition => exams?.ContainsKey(definition) == false))
        {
            map.Problem("definitions", $"expected {Listed(exams!.Keys.Order(StringComparer.Ordinal))}, found '{definition}'");
        }

        return definitions;
    }

    /// <summary>The areas that the programme's exams have; null when that is not known, if only of one of them.</summary>
    private static string[]? TopicAreas(ExamRules? rules, IReadOnlyDictionary<string, ImmutableArray<string>>? exams) =>
        exams is not null && rules is not null && rules.Definitions.All(exams.ContainsKey)
            ? [.. rules.Definitions.SelectMany(definition => exams[definition]).Distinct()]
            : null;

    private static CardRules Card(YamlMap map) => new()
    {
        Title = map.Text("title"),
        Prefix = Matching(map, "prefix", Prefix(), "2 to 8 upper-case letters"),
        Description = map.Text("description"),
        Criteria = map.Text("criteria"),
        ValidityMonths = map.Integer("validityMonths", 1, MostMonths),
        ExpiresAt = map.Word<CardExpiry>("expiresAt"),
    };

    private static RenewalRules Renewal(YamlMap map) => new()
    {
        ReminderDays = [.. map.Texts("reminderDays").Select(text => Day(map, text)).Distinct().OrderDescending()],
        EarliestDays = map.Integer("earliestDays", 0, MostDays),
        RecertificationGraceDays = OptionalDays(map, "recertificationGraceDays"),
    };

    private static ImmutableArray<StudyAdvice> Advice(YamlMap map, string[]? topicAreas)
    {
        var areas = new HashSet<string>(StringComparer.Ordinal);
        return map.OptionalMaps("studyAdvice", "an entry of studyAdvice", (advice, _) =>
        {
            string area = Matching(advice, "topicArea", Id(), "lower-case letters, digits and hyphens, 2 to 64");
            if (area.Length > 0 && !areas.Add(area))
            {
                advice.Problem("topicArea", $"'{area}' stands twice");
            }
            else if (topicAreas?.Contains(area) == false)
            {
                advice.Problem("topicArea", $"expected {Listed(topicAreas)}, which the exams of the programme have, found '{area}'");
            }

            return new StudyAdvice
            {
                TopicArea = area,
                Below = Prose(advice, "below"),
                Near = Prose(advice, "near"),
                Above = Prose(advice, "above"),
                Reading = Distinct(advice, "reading", atLeastOne: true),
                Facts = advice.Has("facts") ? Distinct(advice, "facts", atLeastOne: true) : [],
            };
        });
    }

    private static string Prose(YamlMap map, string key)
    {
        string text = map.Text(key);
        if (text.Length > LongestAdvice)
        {
            map.Problem(key, $"expected at most {LongestAdvice} characters, found {text.Length}");
        }

        return text;
    }

    private static int Day(YamlMap map, string text)
    {
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int days)
            && days is > 0 and <= MostDays)
        {
            return days;
        }

        map.Problem("reminderDays", $"expected whole numbers between 1 and {MostDays}, found '{text}'");
        return 1;
    }

    private static int? OptionalDays(YamlMap map, string key) => map.Has(key) ? map.Integer(key, 0, MostDays) : null;

    private static ImmutableArray<string> Bodies(YamlMap map)
    {
        ImmutableArray<string> bodies = Distinct(map, "accreditedBy", atLeastOne: false);
        foreach (string body in bodies.Where(body => !Body().IsMatch(body)))
        {
            map.Problem("accreditedBy", $"expected names of 2 to 16 lower-case letters, found '{body}'");
        }

        return bodies;
    }

    private static ImmutableArray<string> Distinct(YamlMap map, string key, bool atLeastOne)
    {
        ImmutableArray<string> texts = map.Texts(key);
        if (atLeastOne && texts.IsEmpty && map.Has(key))
        {
            map.Problem(key, "expected at least one entry");
        }

        if (texts.GroupBy(text => text, StringComparer.OrdinalIgnoreCase).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            map.Problem(key, $"'{twice.Key}' stands twice");
        }

        return texts;
    }

    private static string Listed(IEnumerable<string> words) => $"one of {string.Join(", ", words)}";

    private static string Matching(YamlMap map, string key, Regex pattern, string expected)
    {
        string text = map.Text(key);
        if (text.Length > 0 && !pattern.IsMatch(text))
        {
            map.Problem(key, $"expected {expected}, found '{text}'");
        }

        return text;
    }

    [GeneratedRegex("^[a-z0-9][a-z0-9-]{1,63}$")]
    private static partial Regex Id();

    [GeneratedRegex("^[a-z]{2,16}$")]
    private static partial Regex Body();

    [GeneratedRegex("^[A-Z]{2,8}$")]
    private static partial Regex Prefix();
}
