using System.Collections.Immutable;
using System.Data.Common;
using Pals.Exam.ItemBank.Programmes;
using Pals.Exam.ItemBank.Storage;

namespace Pals.Exam.Api.Exams;

/// <summary>What a programme's rules have to do with an exam that is being made.</summary>
/// <param name="seenItems">Items that the candidate knows, the latest seen first: left out as far as the blueprint allows.</param>
/// <param name="check">Says in a transaction why the exam may not be made; null when it may.</param>
/// <param name="record">Stores what the exam is made for, once it is stored itself.</param>
internal sealed class Admission(
    ImmutableArray<string> seenItems, Func<DbTransaction, Refusal?> check, Action<DbTransaction, StoredExam> record)
{
    public ImmutableArray<string> SeenItems => seenItems;

    /// <summary>Why the exam was not made; null when it was.</summary>
    public Refusal? Refusal { get; private set; }

    /// <summary>Asks the rules once more in the transaction that stores the exam, since another request may have been faster.</summary>
    public bool Admits(DbTransaction transaction)
    {
        Refusal = check(transaction);
        return Refusal is null;
    }

    public void Record(DbTransaction transaction, StoredExam exam) => record(transaction, exam);
}
