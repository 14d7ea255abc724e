using SharpSat.Video.Data.Synthetic;
using SharpSat.Video.Media;

namespace SharpSat.Video.Evaluation;

/// <summary>
/// Says from a clip's pixels alone what it shows: no network, no randomness. Each frame votes; a clip without one clear
/// and lasting shape gets nulls.
/// </summary>
public static class ShapeJudge
{
    // Part of all frames that must agree.
    private const double Majority = 0.7;

    /// <summary>Judges a clip of any size and length; a single frame has no direction.</summary>
    public static ShapeVerdict Judge(FrameBatch frames)
    {
        ArgumentNullException.ThrowIfNull(frames);
        if (ClipGround.Measure(frames) is not { } ground)
        {
            return new ShapeVerdict();
        }

        var found = Enumerable.Range(0, frames.Count).Select(i => ShapeFinder.Find(new FramePixels(frames, i), ground)).ToList();
        var needed = (int)Math.Ceiling(Majority * frames.Count);
        return new ShapeVerdict
        {
            Color = Color(found, needed),
            Shape = OutlineMatch.Kind(found, needed),
            Direction = found.Count(f => f is not null) < needed ? null : ShapeDrift.Direction(found),
            Background = PaletteMatch.Ground(ground),
        };
    }

    private static ShapeColor? Color(IEnumerable<FoundShape?> found, int needed)
    {
        var winner = found.Select(f => f is null ? null : PaletteMatch.Fill(f.Fill)).OfType<ShapeColor>().CountBy(c => c).OrderByDescending(pair => pair.Value).FirstOrDefault();
        return winner.Value >= needed ? winner.Key : null;
    }
}
