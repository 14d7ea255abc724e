using SharpSat.Core.Errors;

namespace SharpSat.Video.Autoencoder;

/// <summary>How many latent frames are decoded at a time.</summary>
public static class DecodeChunks
{
    /// <summary>Chunks the SAT version makes at most (its <c>fake_cp_size</c>).</summary>
    public const int ReferenceLimit = 10;

    /// <summary>
    /// As equal as possible, longer ones first, at least two frames each (a lone frame would not be stretched in
    /// time). One latent frame is one chunk; there the reference fails.
    /// </summary>
    /// <param name="latentFrames">Latent frames in all, at least 1.</param>
    /// <param name="limit">
    /// Most chunks: <see cref="ReferenceLimit"/> gives the SAT version's schedule, null gives chunks of two (the first
    /// may have three), so that memory does not grow with the clip.
    /// </param>
    /// <exception cref="InputException">There is no latent frame.</exception>
    public static IReadOnlyList<int> Schedule(int latentFrames, int? limit = ReferenceLimit)
    {
        if (latentFrames < 1)
        {
            throw new InputException($"There are {latentFrames} latent frames to decode; the least is 1.");
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(limit ?? 1, 1, nameof(limit));
        var count = Math.Max(1, Math.Min(limit ?? int.MaxValue, latentFrames / 2));
        return [.. Enumerable.Range(0, count).Select(i => (latentFrames / count) + (i < latentFrames % count ? 1 : 0))];
    }
}
