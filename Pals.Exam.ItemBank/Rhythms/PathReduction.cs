namespace Pals.Exam.ItemBank.Rhythms;

/// <summary>Leaves out points of a line that the eye does not miss (Ramer 1972; Douglas and Peucker 1973).</summary>
internal static class PathReduction
{
    /// <summary>The points to keep: the rest lies within <paramref name="tolerance"/> of the lines between them.</summary>
    public static IEnumerable<(double X, double Y)> Reduce((double X, double Y)[] points, double tolerance)
    {
        bool[] kept = new bool[points.Length];
        kept[0] = kept[^1] = true;
        var open = new Stack<(int First, int Last)>();
        open.Push((0, points.Length - 1));
        while (open.TryPop(out (int First, int Last) span))
        {
            (int farthest, double distance) = Farthest(points, span.First, span.Last);
            if (distance > tolerance)
            {
                kept[farthest] = true;
                open.Push((span.First, farthest));
                open.Push((farthest, span.Last));
            }
        }

        return points.Where((_, i) => kept[i]);
    }

    private static (int Index, double Distance) Farthest((double X, double Y)[] points, int first, int last)
    {
        double dx = points[last].X - points[first].X;
        double dy = points[last].Y - points[first].Y;
        double length = Math.Sqrt(dx * dx + dy * dy);
        int index = first;
        double distance = 0;
        for (int i = first + 1; i < last; i++)
        {
            double d = Math.Abs(dx * (points[i].Y - points[first].Y) - dy * (points[i].X - points[first].X)) / length;
            if (d > distance)
            {
                (index, distance) = (i, d);
            }
        }

        return (index, distance);
    }
}
