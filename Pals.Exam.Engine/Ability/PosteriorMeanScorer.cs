using System.Collections.Immutable;
using Pals.Exam.Engine.Calibration;
using Pals.Exam.Engine.Items;

namespace Pals.Exam.Engine.Ability;

/// <summary>Posterior means: one sum of rows for each candidate.</summary>
internal sealed class PosteriorMeanScorer : IResponseScorer
{
    private const double Reach = 6;

    private readonly ResponseData _responses;
    private readonly LogLikelihoodTable _table;
    private readonly double[] _logPrior;

    public PosteriorMeanScorer(ResponseData responses, ImmutableArray<ItemParameters> items, ScoringOptions options)
    {
        _responses = responses;
        int count = options.QuadraturePoints;
        double[] nodes = new double[count];
        _logPrior = new double[count];
        for (int q = 0; q < count; q++)
        {
            double z = Reach * (2.0 * q / (count - 1) - 1);
            nodes[q] = options.Prior.Mean + options.Prior.StandardDeviation * z;
            _logPrior[q] = -0.5 * z * z;
        }

        _table = new LogLikelihoodTable(items, nodes);
    }

    public ScoringWorkspace NewWorkspace() => new(_logPrior.Length, 0);

    public AbilityEstimate Score(int candidate, ScoringWorkspace workspace)
    {
        _logPrior.CopyTo(workspace.Curve, 0);
        _table.AddTo(workspace.Curve, _responses[candidate]);
        return ExpectedAPosteriori.FromLogPosterior(_table.Nodes, workspace.Curve);
    }
}
