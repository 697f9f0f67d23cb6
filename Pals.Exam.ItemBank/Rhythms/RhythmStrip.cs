using System.Collections.Immutable;
using Pals.Exam.ItemBank.Content;
using Pals.Exam.ItemBank.Files;

namespace Pals.Exam.ItemBank.Rhythms;

/// <summary>A strip as an author asks for it. It fixes the drawing to the last byte, so the strip itself is never stored.</summary>
public sealed record RhythmStrip
{
    public const double ShortestDuration = 3;
    public const double UsualDuration = 6;
    public const double LongestDuration = 12;

    /// <summary>The narrowest gap between the end of QRS and the next P that still holds a T wave, in seconds.</summary>
    private const double RoomForT = 0.1;

    /// <summary>The same where no P follows.</summary>
    private const double RoomForTAlone = 0.08;

    /// <summary>Atrial and ventricular rates closer to a ratio of whole numbers than this would look conducted for the length of a strip.</summary>
    private const double NearestToWholeRatio = 0.1;

    public required RhythmKind Rhythm { get; init; }

    /// <summary>Newborn, infant, child or adolescent.</summary>
    public required AgeGroup AgeGroup { get; init; }

    /// <summary>Fixes all chance in the drawing.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Length in seconds.</summary>
    public double Duration { get; init; } = UsualDuration;

    /// <summary>What the author set; the rest is typical of rhythm and age.</summary>
    public ImmutableSortedDictionary<StripParameter, double> Given { get; init; } = ImmutableSortedDictionary<StripParameter, double>.Empty;

    /// <summary>The value of a parameter, given or typical.</summary>
    /// <exception cref="ArgumentException">The rhythm has no such parameter.</exception>
    public double Value(StripParameter parameter)
    {
        if (Given.TryGetValue(parameter, out double given))
        {
            return given;
        }

        IReadOnlyDictionary<StripParameter, ParameterRange> profile = RhythmProfile.Of(Rhythm, AgeGroup);
        if (!profile.TryGetValue(parameter, out ParameterRange range))
        {
            throw new ArgumentException($"{Words.Of(Rhythm)} has no {FieldName(parameter)}", nameof(parameter));
        }

        // The conduction time shortens as the rate rises, down to the shortest that is still normal.
        return parameter == StripParameter.PrInterval
            ? Math.Max(range.Minimum, Math.Min(range.Typical, LongestPr(profile)))
            : range.Typical;
    }

    /// <summary>The same strip with one parameter set.</summary>
    public RhythmStrip With(StripParameter parameter, double value) => this with { Given = Given.SetItem(parameter, value) };

    /// <summary>True when the rhythm has the parameter.</summary>
    public bool Has(StripParameter parameter) => RhythmProfile.Of(Rhythm, AgeGroup).ContainsKey(parameter);

    /// <summary>The parameter's name in an item file.</summary>
    public static string FieldName(StripParameter parameter)
    {
        string name = parameter.ToString();
        return char.ToLowerInvariant(name[0]) + name[1..];
    }

    /// <summary>What is wrong with it: the field to mend and what was expected. Empty for a strip that can be drawn.</summary>
    public IEnumerable<(string Field, string Message)> Problems()
    {
        if (AgeGroup == AgeGroup.Any)
        {
            return [("ageGroup", "expected one of newborn, infant, child, adolescent, because limits depend on it, found 'any'")];
        }

        var problems = new List<(string, string)>();
        IReadOnlyDictionary<StripParameter, ParameterRange> profile = RhythmProfile.Of(Rhythm, AgeGroup);
        if (!(Duration >= ShortestDuration && Duration <= LongestDuration))
        {
            problems.Add(("duration", $"expected seconds from {ShortestDuration} to {LongestDuration}, found '{Duration}'"));
        }

        foreach ((StripParameter parameter, double value) in Given)
        {
            string field = FieldName(parameter);
            string patient = $"{Words.Of(Rhythm)} of the age group {Words.Of(AgeGroup)}";
            if (!profile.TryGetValue(parameter, out ParameterRange range))
            {
                problems.Add((field, $"{Words.Of(Rhythm)} has no such parameter; expected one of {string.Join(", ", profile.Keys.Select(FieldName))}"));
            }
            else if (!range.Contains(value))
            {
                problems.Add((field, $"expected {range.Minimum} to {range.Maximum} for {patient}, found '{value}'"));
            }
            else if (IsCount(parameter) && value != Math.Floor(value))
            {
                problems.Add((field, $"expected a whole number from {range.Minimum} to {range.Maximum}, found '{value}'"));
            }
        }

        return problems.Count > 0 ? problems : CombinedProblems(profile);
    }

    private static bool IsCount(StripParameter parameter) => parameter is StripParameter.Conduction or StripParameter.LostCapture;

    private IEnumerable<(string Field, string Message)> CombinedProblems(IReadOnlyDictionary<StripParameter, ParameterRange> profile)
    {
        if (Rhythm == RhythmKind.ThirdDegreeAvBlock)
        {
            double ratio = Value(StripParameter.AtrialRate) / Value(StripParameter.Rate);
            if (Math.Abs(ratio - Math.Round(ratio)) < NearestToWholeRatio)
            {
                yield return ("atrialRate", $"expected no near multiple of the ventricular rate, found {ratio:0.00} times; P waves would look conducted");
            }
        }
        else if (Rhythm is RhythmKind.SecondDegreeAvBlockMobitzOne or RhythmKind.SecondDegreeAvBlockMobitzTwo)
        {
            double group = Value(StripParameter.Conduction) * MeanCycle(profile);
            if (2 * group > Duration)
            {
                yield return ("duration", $"expected at least {2 * group:0.0} s, two groups of beats, found '{Duration}'");
            }
        }

        if (profile.ContainsKey(StripParameter.PrInterval))
        {
            double longest = LongestPr(profile);
            if (Value(StripParameter.PrInterval) > longest)
            {
                yield return ("prInterval", $"expected at most {longest:0.00} s at this rate, found '{Value(StripParameter.PrInterval)}'");
            }
        }
        else if (profile.ContainsKey(StripParameter.Rate) && profile.ContainsKey(StripParameter.QrsWidth))
        {
            double widest = Hundredths(60 / Value(StripParameter.Rate) - RoomForTAlone);
            if (Value(StripParameter.QrsWidth) > widest)
            {
                yield return ("qrsWidth", $"expected at most {widest:0.00} s at this rate, found '{Value(StripParameter.QrsWidth)}'");
            }
        }
    }

    private double LongestPr(IReadOnlyDictionary<StripParameter, ParameterRange> profile) =>
        Hundredths(MeanCycle(profile) - Value(StripParameter.QrsWidth) - RoomForT);

    /// <summary>Down to the hundredth that is printed; a whole number of hundredths stays what it is.</summary>
    private static double Hundredths(double seconds) => Math.Floor(100 * seconds + 1e-6) / 100;

    private double MeanCycle(IReadOnlyDictionary<StripParameter, ParameterRange> profile) =>
        60 / Value(profile.ContainsKey(StripParameter.AtrialRate) ? StripParameter.AtrialRate : StripParameter.Rate);
}
