using System.Collections.Immutable;

namespace Pals.Exam.ItemBank.Programmes;

/// <summary>What to study in a topic area, by where its candidate stands there.</summary>
public sealed record StudyAdvice
{
    /// <summary>
    /// How sure an exam must be of the side on which a candidate stands before the advice says so. A topic area rests on few answers: at the 95 % that
    /// decides the whole exam nearly every area would stand in the middle, and nobody would learn where to begin.
    /// </summary>
    public const double Confidence = 0.8;

    public required string TopicArea { get; init; }

    /// <summary>For a candidate who probably stands below the passing standard.</summary>
    public required string Below { get; init; }

    /// <summary>For one of whom the answers cannot tell.</summary>
    public required string Near { get; init; }

    /// <summary>For one who probably stands above it.</summary>
    public required string Above { get; init; }

    /// <summary>The parts of the guidelines to read.</summary>
    public required ImmutableArray<string> Reading { get; init; }

    /// <summary>The facts of the bank on which the advice rests, by id; for its authors.</summary>
    public required ImmutableArray<string> Facts { get; init; }

    /// <summary>The side on which a candidate stands who is above the standard with a probability.</summary>
    public static TopicStanding Standing(double probabilityAbove)
    {
        if (!(probabilityAbove is >= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(probabilityAbove), probabilityAbove, "A probability lies between 0 and 1.");
        }

        return probabilityAbove >= Confidence ? TopicStanding.Above
            : 1 - probabilityAbove >= Confidence ? TopicStanding.Below
            : TopicStanding.Near;
    }

    /// <summary>What to say to a candidate who stands there.</summary>
    public string For(TopicStanding standing) => standing switch
    {
        TopicStanding.Below => Below,
        TopicStanding.Near => Near,
        TopicStanding.Above => Above,
        _ => throw new ArgumentOutOfRangeException(nameof(standing), standing, "A standing is expected."),
    };
}

/// <summary>Where a candidate probably stands in a topic area, against the passing standard.</summary>
public enum TopicStanding
{
    Below,
    Near,
    Above,
}
