namespace Pals.Exam.Engine.Calibration;

/// <summary>
/// The grid over which ability is integrated: equally spaced points on [−6, 6] with the weights of a normal population, normalized to sum
/// to 1. Rows over the grid are padded to a whole number of vectors; the padding has no weight.
/// </summary>
internal sealed class Quadrature
{
    /// <summary>The ends of the grid, in logits.</summary>
    public const double Bound = 6;

    /// <summary>Rows are padded to a multiple of this, four vectors of 512 bits of single precision.</summary>
    public const int Block = 64;

    public Quadrature(int count)
    {
        Count = count;
        Stride = (count + Block - 1) / Block * Block;
        Points = new double[Stride];
        for (int q = 0; q < count; q++)
        {
            Points[q] = -Bound + 2 * Bound * q / (count - 1);
        }
    }

    /// <summary>Number of points.</summary>
    public int Count { get; }

    /// <summary>Length of a row with its padding.</summary>
    public int Stride { get; }

    /// <summary>The points, and zeros in the padding.</summary>
    public double[] Points { get; }

    /// <summary>log of the normalized weights of N(mean, deviation²); −∞ in the padding.</summary>
    public void LogWeights(double mean, double deviation, Span<double> destination)
    {
        double sum = 0;
        for (int q = 0; q < Count; q++)
        {
            double z = (Points[q] - mean) / deviation;
            destination[q] = -0.5 * z * z;
            sum += Math.Exp(destination[q]);
        }

        double log = Math.Log(sum);
        for (int q = 0; q < Count; q++)
        {
            destination[q] -= log;
        }

        destination[Count..].Fill(double.NegativeInfinity);
    }
}
