using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using Pals.Exam.Engine.Numerics;
using Pals.Exam.ItemBank.Forms;
using Pals.Exam.ItemBank.Storage;

namespace Pals.Exam.Api.WrittenExams;

/// <summary>The forms of a definition over one parameter set: those that new exams give, and those that exams were given before.</summary>
/// <param name="Source">The pool, with the standard.</param>
/// <param name="Contents">What is shown of each item, by id.</param>
/// <param name="Current">The forms that new exams give; none when the bank has too few items for them.</param>
public sealed record WrittenForms(FormSource Source, FrozenDictionary<string, PublishedItem> Contents, ImmutableArray<ExamForm> Current)
{
    // The exam itself has no use for chance; the stream is named all the same, so that it stays free.
    private const ulong Stream = 2;

    private readonly ConcurrentDictionary<string, ExamForm> _forms = new();

    /// <summary>The form of a sheet, whatever forms new exams give by now.</summary>
    public ExamForm Of(WrittenSheet sheet) => _forms.GetOrAdd(sheet.FormId, _ =>
        Current.FirstOrDefault(form => form.FormId == sheet.FormId)
        ?? FormSelection.Form(Source, Contents, sheet.ItemIds, sheet.FormNumber, sheet.FormNumber));

    /// <summary>The form of a new exam: among those that the candidate was given least often, one drawn by the seed.</summary>
    /// <param name="seed">The exam's seed.</param>
    /// <param name="givenBefore">Names of the forms that the candidate was given, each as often as it was.</param>
    public ExamForm Choose(ulong seed, ImmutableArray<string> givenBefore)
    {
        int[] times = [.. Current.Select(form => givenBefore.Count(id => id == form.FormId))];
        int least = times.Min();
        ExamForm[] open = [.. Current.Where((_, k) => times[k] == least)];
        var random = new RandomStream(seed, Stream);
        return open[random.NextInt32(open.Length)];
    }
}
