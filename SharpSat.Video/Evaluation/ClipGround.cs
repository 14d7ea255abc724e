using System.Numerics;
using SharpSat.Video.Media;

namespace SharpSat.Video.Evaluation;

/// <summary>The background's colour, read from the edge of all frames.</summary>
internal static class ClipGround
{
    private const int Edge = 2;

    // A shape may touch the edge; noise of a standard deviation of 20 stays this near.
    private const float Near = 70;
    private const double LeastEven = 0.75;

    /// <summary>Median colour, or null if the edge is not mostly of one colour.</summary>
    public static Vector3? Measure(FrameBatch frames)
    {
        var edge = Enumerable.Range(0, frames.Count).SelectMany(i => EdgeOf(new FramePixels(frames, i))).ToList();
        var ground = FramePixels.Median(edge);
        var even = edge.Count(pixel => Vector3.Distance(pixel, ground) < Near);
        return even >= LeastEven * edge.Count ? ground : null;
    }

    private static IEnumerable<Vector3> EdgeOf(FramePixels frame) => Enumerable.Range(0, frame.Height * frame.Width)
        .Where(i => IsEdge(i / frame.Width, frame.Height) || IsEdge(i % frame.Width, frame.Width))
        .Select(i => frame.Values[i]);

    private static bool IsEdge(int place, int size) => place < Edge || place >= size - Edge;
}
