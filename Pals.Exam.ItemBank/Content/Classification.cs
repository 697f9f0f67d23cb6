namespace Pals.Exam.ItemBank.Content;

/// <summary>How an item is answered.</summary>
public enum ItemType
{
    /// <summary>One option out of several is right.</summary>
    SingleChoice,

    /// <summary>Any number of options is right.</summary>
    MultipleResponse,

    /// <summary>All options are put in order.</summary>
    Ordering,

    /// <summary>A number is typed in.</summary>
    NumericEntry,
}

/// <summary>What an item asks of the candidate's mind.</summary>
public enum CognitiveLevel
{
    Recall,
    Application,
    Analysis,
}

/// <summary>The age of the patient in the stem.</summary>
public enum AgeGroup
{
    Newborn,
    Infant,
    Child,
    Adolescent,
    Any,
}

/// <summary>How well a fact is founded; a later letter is a lower confidence.</summary>
public enum FactConfidence
{
    /// <summary>Agreed by several sources, or part of a published algorithm.</summary>
    A,

    /// <summary>One secondary source.</summary>
    B,

    /// <summary>General knowledge that needs a check.</summary>
    C,
}

/// <summary>Whether an item counts.</summary>
public enum ItemUse
{
    /// <summary>Counts towards the result.</summary>
    Operational,

    /// <summary>Shown to collect responses, unscored until it has been calibrated.</summary>
    Pretest,
}

/// <summary>Whether a partly right answer earns part of the score.</summary>
public enum CreditRule
{
    AllOrNothing,
    Partial,
}

/// <summary>How far the review of an item has come.</summary>
public enum ReviewStatus
{
    Drafted,
    Reviewed,
}
