using System.Globalization;
using SharpSat.Core.Errors;
using SharpSat.Core.Tensors;
using TorchSharp;

namespace SharpSat.Video.Data;

/// <summary>Chooses which source frames make a clip of F frames at the wanted rate: the nearest in time, never the same one twice.</summary>
public static class FrameSampler
{
    // 30 fps from a 29.97 fps file is what people mean; anything further off is a mistake.
    private const double RateTolerance = 0.01;

    /// <summary>Numbers of the source frames, strictly ascending.</summary>
    /// <param name="name">Name of the video in messages, and for the random start.</param>
    /// <param name="sourceFrames">Number of frames the video has.</param>
    /// <param name="sourceFps">Its constant frame rate.</param>
    /// <param name="request">What the clip must be.</param>
    /// <exception cref="ClipTooShortException">The video is too short.</exception>
    /// <exception cref="InputException">The clip's rate is above the video's, or the frame count is illegal.</exception>
    public static int[] Choose(string name, int sourceFrames, double sourceFps, ClipRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentOutOfRangeException.ThrowIfNegative(sourceFrames);
        ClipRules.RequireFrames(request.Frames, request.TimeCompression);
        if (!(request.Fps > 0) || !(request.SkipSeconds >= 0) || request.SkipFrames < 0)
        {
            throw new InputException("A clip's fps must be above 0, its skipped seconds and frames at least 0.");
        }

        if (request.Frames > 1 && request.Fps > sourceFps * (1 + RateTolerance))
        {
            throw new InputException(string.Create(
                CultureInfo.InvariantCulture,
                $"Video '{name}' has {sourceFps:0.###} fps, the clip asks for {request.Fps:0.###}; nearest legal fps: {Math.Floor(sourceFps * 1000) / 1000:0.###} or less."));
        }

        var ratio = Math.Max(1.0, sourceFps / request.Fps);
        var step = request.WholeSteps ? Math.Floor(ratio) : ratio;
        var skipped = (int)Math.Min(sourceFrames, Math.Round(request.SkipSeconds * sourceFps) + request.SkipFrames);
        var available = Math.Max(0, sourceFrames - skipped - request.SkipFrames);
        var needed = Offset(request.Frames - 1, step) + 1;
        if (needed > available)
        {
            throw new ClipTooShortException(name, request, available, needed, LargestLegal(available, step, request.TimeCompression), sourceFps);
        }

        var first = skipped + Start(name, available - needed, request);
        return [.. Enumerable.Range(0, request.Frames).Select(i => first + Offset(i, step))];
    }

    private static int Offset(int frame, double step) => (int)Math.Floor((frame * step) + 0.5);

    private static int LargestLegal(int available, double step, int timeCompression)
    {
        var frames = ClipRules.LargestFrames((int)Math.Ceiling((available + 1) / step) + 1, timeCompression);
        while (frames > 0 && Offset(frames - 1, step) >= available)
        {
            frames -= timeCompression;
        }

        return Math.Max(0, frames);
    }

    private static int Start(string name, int spare, ClipRequest request)
    {
        switch (request.Start)
        {
            case ClipStart.Middle:
                return spare / 2;
            case ClipStart.Random when spare > 0:
                using (var noise = new NoiseSource(request.Seed, "clip_start/" + name))
                using (var draw = noise.Integers(0, spare + 1, [1], torch.CPU))
                {
                    return (int)draw.item<long>();
                }

            default:
                return 0;
        }
    }
}
