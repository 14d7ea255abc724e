using SharpSat.Core.Errors;
using SharpSat.Video.Autoencoder;
using SharpSat.Video.Networks;

namespace SharpSat.Video.Engine;

/// <summary>
/// Which video sizes a model can make, known from its configuration alone, so that a wrong request stops before any
/// weight is loaded. Height and width are never exchanged.
/// </summary>
public sealed class VideoSizeRules
{
    private readonly CogVideoXConfig _network;
    private readonly LatentDecoding _decoding;
    private readonly int _time;
    private readonly int _space;

    /// <summary>Rules of a network behind an autoencoder.</summary>
    /// <param name="network">Sizes of the network; its latent sizes are the largest it has positions for.</param>
    /// <param name="autoencoder">Sizes of the autoencoder.</param>
    /// <param name="decoding">How latents become frames, which decides the legal frame counts.</param>
    public VideoSizeRules(CogVideoXConfig network, AutoencoderConfig autoencoder, LatentDecoding decoding = LatentDecoding.FrameExact)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(autoencoder);
        _network = network;
        _decoding = decoding;
        _time = autoencoder.TemporalCompression;
        _space = autoencoder.SpatialCompression;
    }

    /// <summary>Height and width must be multiples of this many pixels.</summary>
    public int SideMultiple => _space * _network.PatchSize;

    /// <summary>Largest height and width in pixels.</summary>
    public (int Height, int Width) LargestSize => (_network.LatentHeight * _space, _network.LatentWidth * _space);

    /// <summary>The legal frame counts, ascending.</summary>
    public IReadOnlyList<int> FrameCounts => [.. Enumerable.Range(1, _network.LatentFrames)
        .Where(latent => Padded(latent) <= _network.LatentFrames)
        .Select(FramesOf)
        .Where(frames => frames > 0)];

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

        var latent = Enumerable.Range(1, _network.LatentFrames).First(n => FramesOf(n) == frames);
        var padded = Padded(latent);
        return new LatentShape(padded, _network.OutChannels, side.Item1, side.Item2, padded - latent);
    }

    private string Rule() => _decoding == LatentDecoding.FrameExact ? $"{_time}N+1 frames" : $"{_time}N frames (SAT's decoding)";

    private int FramesOf(int latent) => _decoding == LatentDecoding.FrameExact ? ((latent - 1) * _time) + 1 : (latent - 1) * _time;

    private int Padded(int latent) => (latent + _network.PatchSizeT - 1) / _network.PatchSizeT * _network.PatchSizeT;

    private int Side(string what, int pixels, int largest)
    {
        if (pixels > 0 && pixels % SideMultiple == 0 && pixels <= largest)
        {
            return pixels / _space;
        }

        var below = Math.Min(pixels, largest) / SideMultiple * SideMultiple;
        var nearest = new[] { below, below + SideMultiple }.Where(n => n > 0 && n <= largest);
        throw new InputException(
            $"A {what} of {pixels} is not possible: {SideMultiple} must divide it and the most is {largest}. Nearest: {string.Join(" or ", nearest)}.");
    }
}
