using System.Collections.Immutable;
using System.Globalization;
using Pals.Exam.ItemBank.Content;
using Pals.Exam.ItemBank.Files;
using Pals.Exam.ItemBank.Responses;

namespace Pals.Exam.ItemBank.Forms;

/// <summary>One candidate's answer sheet.</summary>
/// <param name="CandidateId">The candidate.</param>
/// <param name="Form">The form that was sat.</param>
/// <param name="Answers">One answer for each question, in the item's own option keys; empty for one that scores nothing.</param>
/// <param name="LeftOut">Number of questions without a mark.</param>
/// <param name="Spoiled">Number of questions with marks that are no answer: two circles for one answer, an order with gaps, what nobody can read.</param>
public sealed record AnswerSheet(string CandidateId, ExamForm Form, ImmutableArray<IReadOnlyList<string>> Answers, int LeftOut, int Spoiled);

/// <summary>
/// Reads answer sheets as CSV: header <c>candidate,form,1,2,…</c>, one sheet a row, in each cell what is marked: <c>B</c>; <c>A;C</c>; letters in order
/// <c>C;A;B;D</c>; a number; nothing for a question left out; <c>?</c> for a mark that nobody can read.
/// </summary>
/// <remarks>
/// Marks that a candidate can make but that are no answer, such as two circles filled where one is asked for, score nothing. What no candidate can
/// mark, such as a letter that the question does not have, is a slip of whoever typed the file and is reported.
/// </remarks>
public static class AnswerSheetFile
{
    private const string CandidateColumn = "candidate";
    private const string FormColumn = "form";
    private const string Unreadable = "?";
    private const char Separator = ';';

    /// <summary>Reads the sheets of these forms.</summary>
    /// <exception cref="InputException">Something is wrong with the file; all problems are named by line and column.</exception>
    public static ImmutableArray<AnswerSheet> Read(string path, IReadOnlyList<ExamForm> forms)
    {
        ArgumentNullException.ThrowIfNull(forms);
        ArgumentOutOfRangeException.ThrowIfZero(forms.Count);
        int longest = forms.Max(form => form.Questions.Length);
        CsvTable table = CsvTable.Read(path, [CandidateColumn, FormColumn, .. Enumerable.Range(1, longest).Select(Column)]);
        var errors = new List<InputError>();
        CheckHeader(path, table, longest, errors);
        var byId = forms.ToDictionary(form => form.FormId, StringComparer.OrdinalIgnoreCase);
        var seen = new Dictionary<(string, string), int>();
        var sheets = ImmutableArray.CreateBuilder<AnswerSheet>(table.RowCount);
        for (int row = 0; row < table.RowCount; row++)
        {
            string candidate = table.Text(row, CandidateColumn).Trim();
            if (candidate.Length == 0)
            {
                errors.AddRange(table.Error(row, CandidateColumn, "the candidate's number or name").Errors);
            }

            if (!byId.TryGetValue(table.Text(row, FormColumn).Trim(), out ExamForm? form))
            {
                errors.AddRange(table.Error(row, FormColumn, $"one of {string.Join(", ", forms.Select(known => known.FormId))}").Errors);
                continue;
            }

            if (!seen.TryAdd((candidate, form.FormId), row) && candidate.Length > 0)
            {
                errors.AddRange(table.Error(row, CandidateColumn, $"each candidate once for form {form.FormId}").Errors);
            }

            sheets.Add(ReadSheet(table, row, candidate, form, longest, errors));
        }

        if (table.RowCount == 0)
        {
            errors.Add(new InputError(path, 1, 0, "there are no answer sheets below the header"));
        }

        return errors.Count == 0 ? sheets.DrainToImmutable() : throw new InputException(errors);
    }

    private static void CheckHeader(string path, CsvTable table, int longest, List<InputError> errors)
    {
        for (int c = 0; c < table.Columns.Count; c++)
        {
            string name = table.Columns[c];
            bool isQuestion = int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= 1 && number <= longest && Column(number) == name;
            if (!isQuestion && name is not (CandidateColumn or FormColumn))
            {
                errors.Add(new InputError(path, 1, c + 1, $"there is no column '{name}'; expected {CandidateColumn},{FormColumn},1,…,{longest}"));
            }
            else if (table.Columns.Take(c).Contains(name))
            {
                errors.Add(new InputError(path, 1, c + 1, $"the column {name} stands twice"));
            }
        }
    }

    private static AnswerSheet ReadSheet(CsvTable table, int row, string candidate, ExamForm form, int longest, List<InputError> errors)
    {
        var answers = new IReadOnlyList<string>[form.Questions.Length];
        int leftOut = 0;
        int spoiled = 0;
        for (int k = 0; k < answers.Length; k++)
        {
            FormQuestion question = form.Questions[k];
            string cell = table.Text(row, Column(k + 1)).Trim();
            answers[k] = [];
            if (cell.Length == 0)
            {
                leftOut++;
            }
            else if (cell == Unreadable)
            {
                spoiled++;
            }
            else if (Parse(question, cell) is not { } answer)
            {
                errors.AddRange(table.Error(row, Column(k + 1), Expected(question)).Errors);
            }
            else if (question.Item.Refusal(answer) is not null)
            {
                spoiled++;
            }
            else
            {
                answers[k] = answer;
            }
        }

        for (int k = answers.Length; k < longest; k++)
        {
            if (table.Text(row, Column(k + 1)).Length > 0)
            {
                errors.AddRange(table.Error(row, Column(k + 1), $"nothing, since form {form.FormId} ends with question {answers.Length}").Errors);
            }
        }

        return new AnswerSheet(candidate, form, [.. answers], leftOut, spoiled);
    }

    /// <summary>The answer in the item's own keys, or null when no candidate can have marked the cell so.</summary>
    private static string[]? Parse(FormQuestion question, string cell)
    {
        if (question.Item.Type == ItemType.NumericEntry)
        {
            return question.Item.Refusal([cell]) is null ? [cell] : null;
        }

        string[] letters = cell.Split(Separator, StringSplitOptions.TrimEntries);
        var keys = new string[letters.Length];
        for (int i = 0; i < letters.Length; i++)
        {
            if (letters[i].Length != 1 || question.Option(char.ToUpperInvariant(letters[i][0])) is not { } option)
            {
                return null;
            }

            keys[i] = option.Key;
        }

        return keys;
    }

    private static string Expected(FormQuestion question)
    {
        char last = (char)('A' + question.Options.Length - 1);
        return question.Item.Type switch
        {
            ItemType.NumericEntry => $"a number, '{Unreadable}' or nothing",
            ItemType.MultipleResponse => $"letters from A to {last} with {Separator} between them, '{Unreadable}' or nothing",
            ItemType.Ordering => $"the letters from A to {last} in order with {Separator} between them, '{Unreadable}' or nothing",
            _ => $"a letter from A to {last}, '{Unreadable}' or nothing",
        };
    }

    private static string Column(int number) => number.ToString(CultureInfo.InvariantCulture);
}
