using System.Collections.Immutable;

namespace Pals.Exam.Engine.Items;

/// <summary>
/// A bound on how many scored items of an exam have certain attributes, such as 2 to 6 items with <c>topicArea</c> = <c>shock-management</c> and
/// <c>cognitiveLevel</c> = <c>analysis</c>. The constraints of one exam must be laminar over its pool: any two nested or disjoint.
/// </summary>
/// <param name="Name">What the constraint is called in messages and explanations.</param>
/// <param name="Where">Attribute names and values that an item must all have to count.</param>
/// <param name="Minimum">At least so many by the time that the exam reaches its minimum length.</param>
/// <param name="Maximum">Never more than so many.</param>
public sealed record ContentConstraint(string Name, ImmutableDictionary<string, string> Where, int Minimum, int Maximum)
{
    /// <summary>The attribute that holds an item's topic area.</summary>
    public const string TopicAreaAttribute = "topicArea";

    /// <summary>True when the item at <paramref name="index"/> counts.</summary>
    public bool Matches(ItemPool pool, int index)
    {
        ArgumentNullException.ThrowIfNull(pool);
        foreach ((string attribute, string value) in Where)
        {
            if (pool.Attribute(index, attribute) != value)
            {
                return false;
            }
        }

        return true;
    }
}
