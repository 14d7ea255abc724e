using SharpSat.Core.Errors;
using SharpSat.Mixins.Positions;
using SharpSat.Video.Autoencoder;
using SharpSat.Video.Networks;

namespace SharpSat.Video.Engine;

/// <summary>
/// Which video sizes a model can make, known from its configuration alone, so that a wrong request stops before any
/// weight is loaded. Height and width are never exchanged.
/// </summary>
public sealed class VideoSizeRules
{
    // For models without a largest size: more than memory can hold, and still no overflow.
    private const int Unlimited = 1 << 10;

    private readonly CogVideoXConfig _network;
    private readonly LatentDecoding _decoding;
    private readonly SizeLimits _limits;
    private readonly int _time;
    private readonly int _space;

    /// <summary>Rules of a network behind an autoencoder.</summary>
    /// <param name="network">Sizes of the network; its latent sizes are the largest it has positions for, unless it fits them to any.</param>
    /// <param name="autoencoder">Sizes of the autoencoder.</param>
    /// <param name="decoding">How latents become frames, which decides the legal frame counts.</param>
    /// <param name="limits">What the model was made for; null sets no limit of its own.</param>
    public VideoSizeRules(
        CogVideoXConfig network, AutoencoderConfig autoencoder, LatentDecoding decoding = LatentDecoding.FrameExact, SizeLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(autoencoder);
        _network = network;
        _decoding = decoding;
        _limits = limits ?? new SizeLimits();
        _time = autoencoder.TemporalCompression;
        _space = autoencoder.SpatialCompression;
    }

    /// <summary>Height and width must be multiples of this many pixels.</summary>
    public int SideMultiple => _space * _network.PatchSize;

    /// <summary>Largest height and width in pixels.</summary>
    public (int Height, int Width) LargestSize => Fits(PositionFit.FitToBase) && !IsFixed
        ? (Unlimited * SideMultiple, Unlimited * SideMultiple)
        : (_network.LatentHeight * _space, _network.LatentWidth * _space);

    /// <summary>The legal frame counts, ascending.</summary>
    public IReadOnlyList<int> FrameCounts => [.. Enumerable.Range(1, MostLatentFrames)
        .Where(latent => Padded(latent) <= MostLatentFrames)
        .Where(latent => _decoding == LatentDecoding.Sat || (((latent - 1) * _time) % _limits.FrameStep == 0))
        .Select(FramesOf)
        .Where(frames => frames > 0 && frames <= (_limits.MaxFrames ?? int.MaxValue))];

    /// <summary>Latents of a video of this size.</summary>
    /// <exception cref="InputException">The size is illegal; the message names the rule and the nearest legal values.</exception>
    public LatentShape Latents(int frames, int height, int width)
    {
        var side = (Side("height", height, LargestSize.Height), Side("width", width, LargestSize.Width));
        var counts = FrameCounts;
        if (!counts.Contains(frames))
        {
            var nearest = counts.Where(c => c < frames).TakeLast(1).Concat(counts.Where(c => c > frames).Take(1));
            throw new InputException(
                $"{frames} frames are not possible: this model makes {Rule()}, at most {counts[^1]}. Nearest: {string.Join(" or ", nearest)}.");
        }

        var latent = Enumerable.Range(1, MostLatentFrames).First(n => FramesOf(n) == frames);
        var padded = Padded(latent);
        return new LatentShape(padded, _network.OutChannels, side.Item1, side.Item2, padded - latent);
    }

    // A learned table that is not cut serves one picture size; for other frame counts there is a computed one.
    private bool IsFixed => _network.Positions == PositionKind.RotaryAndLearnable && !Fits(PositionFit.Cut);

    private int MostLatentFrames => Fits(PositionFit.Cut) ? _network.LatentFrames : Unlimited;

    private bool Fits(PositionFit fit) => _network.PositionFit == fit;

    private string Rule() => _decoding == LatentDecoding.Sat ? $"{_time}N frames (SAT's decoding)" : $"{Math.Max(_time, _limits.FrameStep)}N+1 frames";

    private int FramesOf(int latent) => _decoding == LatentDecoding.Sat ? (latent - 1) * _time : ((latent - 1) * _time) + 1;

    private int Padded(int latent) => (latent + _network.PatchSizeT - 1) / _network.PatchSizeT * _network.PatchSizeT;

    private int Side(string what, int pixels, int largest)
    {
        var least = IsFixed ? largest : (Math.Min(_limits.MinSide, largest) + SideMultiple - 1) / SideMultiple * SideMultiple;
        if (pixels % SideMultiple == 0 && pixels >= least && pixels <= largest)
        {
            return pixels / _space;
        }

        var below = Math.Clamp(pixels, 0, largest) / SideMultiple * SideMultiple;
        var nearest = new[] { below, below + SideMultiple }.Select(n => Math.Max(n, least)).Where(n => n <= largest).Distinct();
        var most = largest < Unlimited * SideMultiple ? $" and the most is {largest}" : string.Empty;
        var minimum = least > SideMultiple ? $", the least is {least}" : string.Empty;
        throw new InputException(
            $"A {what} of {pixels} is not possible: {SideMultiple} must divide it{minimum}{most}. Nearest: {string.Join(" or ", nearest)}.");
    }
}
