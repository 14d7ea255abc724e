using SharpSat.Core.Errors;

namespace SharpSat.Video.Autoencoder;

/// <summary>Which video and latent sizes belong together.</summary>
public sealed class AutoencoderSizes
{
    private readonly int _time;
    private readonly int _space;

    internal AutoencoderSizes(AutoencoderConfig config)
    {
        _time = config.TemporalCompression;
        _space = config.SpatialCompression;
    }

    /// <summary>Frames per latent frame (after the first).</summary>
    public int TemporalCompression => _time;

    /// <summary>Pixels per latent cell along height and width.</summary>
    public int SpatialCompression => _space;

    /// <summary>Latent frames of a clip: 1 for one frame, then one more for every whole group.</summary>
    /// <exception cref="InputException">Frames are left over (unless they may be dropped), or there are none.</exception>
    public int LatentFrames(int videoFrames, TrailingFrames trailing = TrailingFrames.Refuse)
    {
        var below = Math.Max(0, (videoFrames - 1) / _time);
        if (videoFrames < 1 || (trailing == TrailingFrames.Refuse && below * _time + 1 != videoFrames))
        {
            var lower = below * _time + 1;
            var nearest = videoFrames < 1 ? "1" : $"{lower} or {lower + _time}";
            throw new InputException(
                $"A clip of {videoFrames} frames cannot be encoded: the count must be {(_time == 1 ? "N+1" : $"{_time}N+1")}. Nearest: {nearest}.");
        }

        return below + 1;
    }

    /// <summary>Frames that decoding in one piece gives. A single latent frame is always one frame.</summary>
    public int VideoFrames(int latentFrames, TemporalGrouping grouping)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(latentFrames, 1);
        return latentFrames == 1 ? 1 : (latentFrames * _time) - (grouping.Apart(latentFrames) * (_time - 1));
    }

    /// <summary>Latent size along height or width.</summary>
    /// <param name="what">"height" or "width", for the message.</param>
    /// <param name="pixels">Size of the video.</param>
    /// <exception cref="InputException">The compression does not divide it.</exception>
    public int LatentSide(string what, int pixels)
    {
        if (pixels < 1 || pixels % _space != 0)
        {
            var lower = Math.Max(0, pixels / _space * _space);
            var nearest = lower == 0 ? $"{_space}" : $"{lower} or {lower + _space}";
            throw new InputException($"A video of {what} {pixels} cannot be encoded: {_space} must divide it. Nearest: {nearest}.");
        }

        return pixels / _space;
    }
}
