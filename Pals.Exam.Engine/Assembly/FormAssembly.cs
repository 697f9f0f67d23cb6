using System.Collections.Immutable;
using Pals.Exam.Engine.Exams;
using Pals.Exam.Engine.Items;
using Pals.Exam.Engine.Numerics;

namespace Pals.Exam.Engine.Assembly;

/// <summary>
/// Assembles parallel forms from a pool (van der Linden 2005, <i>Linear Models for Optimal Test Design</i>, chapters 5 and 6). Every form has the exact
/// number of items of each topic area, keeps the definition's further constraints, holds no two enemies and no pretest item, and takes case scenarios
/// whole and in order. Forms share no item where the pool has enough of them. Within that, each form's information and test characteristic curve
/// follow the same targets around the cut: the information of the pool in the blueprint's proportions, and the expected score of the reference
/// form. Two forms that follow them closely are parallel in the sense that matters for a decision: a candidate near the standard may expect the
/// same score with the same error on either.
/// </summary>
public static class FormAssembly
{
    /// <summary>The stream of random numbers that orders items; the runs of the search take those from 0 on.</summary>
    private const ulong OrderStream = 1_000_000;

    /// <summary>Assembles forms. The same demands and seed give the same forms on every machine.</summary>
    /// <param name="definition">Topic areas with weights and bounds, further constraints, and the cut in logits.</param>
    /// <param name="pool">The pool; pretest items are never taken.</param>
    /// <param name="options">What is asked.</param>
    /// <param name="progress">Told the fraction done.</param>
    /// <param name="cancellation">Stops the search.</param>
    /// <exception cref="ArgumentException">
    /// An option or the definition is invalid, two constraints cross, or the demands cannot be met by any choice of items; the message names the constraint.
    /// </exception>
    public static AssemblyResult Assemble(
        ExamDefinition definition,
        ItemPool pool,
        AssemblyOptions options,
        IProgress<double>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(pool);
        ArgumentNullException.ThrowIfNull(options);
        definition.Validate();
        options.Validate();
        var problem = new AssemblyProblem(definition, pool, options);
        AssemblySearch? best = null;
        for (int run = 0; run < options.Runs; run++)
        {
            var search = new AssemblySearch(problem, (ulong)run);
            int done = run;
            search.Run(fraction => progress?.Report((done + fraction) / options.Runs), cancellation);
            if (best is null || search.Cost < best.Cost)
            {
                best = search;
            }
        }

        progress?.Report(1);
        return Result(definition, problem, best!);
    }

    private static AssemblyResult Result(ExamDefinition definition, AssemblyProblem problem, AssemblySearch search)
    {
        var forms = ImmutableArray.CreateBuilder<WrittenForm>(search.Forms.Count);
        foreach (DraftForm draft in search.Forms)
        {
            var random = new RandomStream(problem.Options.Seed, OrderStream + (ulong)forms.Count);
            forms.Add(WrittenForm.Create(problem.Pool, FormOrder.Of(problem, draft.Units, ref random), definition.Cut));
        }

        ImmutableArray<ImmutableArray<int>> overlap =
            [.. forms.Select(one => forms.Select(other => one.Items.Intersect(other.Items).Count()).ToImmutableArray())];
        return new AssemblyResult(
            forms.MoveToImmutable(),
            [.. Quotas(problem, search)],
            overlap,
            [.. search.Forms.SelectMany((draft, f) => draft.Violations(f + 1))],
            search.Cost);
    }

    private static IEnumerable<FormQuota> Quotas(AssemblyProblem problem, AssemblySearch search)
    {
        for (int g = 1; g < problem.Blueprint.Groups.Length; g++)
        {
            BlueprintGroup group = problem.Blueprint.Groups[g];
            yield return new FormQuota(group.Name, group.Minimum, group.Maximum, [.. search.Forms.Select(form => form.Count(g))]);
        }
    }
}
