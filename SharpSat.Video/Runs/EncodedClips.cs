using SharpSat.Core.Data;
using SharpSat.Video.Data;
using SharpSat.Video.Data.Joined;
using SharpSat.Video.Engine;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Video.Runs;

/// <summary>
/// A data set encoded once and kept in memory. A frozen autoencoder gives a clip the same posterior every time; what
/// varies is the sample drawn from it, and that is still drawn at every step.
/// </summary>
public sealed class EncodedClips : IDataSource<EncodedClip>, IDisposable
{
    private readonly List<EncodedClip> _clips = [];

    private EncodedClips()
    {
    }

    /// <inheritdoc/>
    public int Count => _clips.Count;

    /// <summary>Whether an item of the source differs from reading to reading, so that it cannot be encoded once.</summary>
    internal static bool IsAugmented(IDataSource<VideoClip> source)
    {
        if (source is JoinedClips joined)
        {
            return joined.Sources.Any(IsAugmented);
        }

        var map = source.GetType().GetInterfaceMap(typeof(IDataSource<VideoClip>));
        var drawn = typeof(IDataSource<VideoClip>).GetMethod(nameof(IDataSource<VideoClip>.Read), [typeof(int), typeof(ItemDraw)]);
        var own = map.TargetMethods[Array.IndexOf(map.InterfaceMethods, drawn)];
        return own?.DeclaringType is { IsInterface: false };
    }

    /// <summary>Encodes every clip, one at a time.</summary>
    /// <param name="source">The clips.</param>
    /// <param name="codec">The engine's codec.</param>
    /// <param name="progress">Called with the number encoded and their total.</param>
    /// <param name="pictures">What to keep of each clip's picture.</param>
    /// <param name="stop">Looked at before each clip.</param>
    /// <exception cref="Core.Errors.InputException">A clip cannot be read or has an illegal size.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was cancelled.</exception>
    public static EncodedClips Encode(
        IDataSource<VideoClip> source, LatentCodec codec, Action<int, int>? progress = null, PictureKeeping pictures = PictureKeeping.None, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(codec);
        var encoded = new EncodedClips();
        try
        {
            for (var i = 0; i < source.Count; i++)
            {
                stop.ThrowIfCancellationRequested();
                using var scope = NewDisposeScope();
                using var clip = source.Read(i);
                encoded._clips.Add(new EncodedClip(codec.Moments(clip.Frames_FCHW.unsqueeze(0))[0].clone().DetachFromDisposeScope(), clip.Caption)
                {
                    ImageMoments_CTHW = pictures == PictureKeeping.Posterior ? pictures.Of(clip, codec).DetachFromDisposeScope() : null,
                    Image_CHW = pictures == PictureKeeping.Pixels ? pictures.Of(clip, codec).DetachFromDisposeScope() : null,
                });
                progress?.Invoke(i + 1, source.Count);
            }

            return encoded;
        }
        catch
        {
            encoded.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public EncodedClip Read(int index) => _clips[index] with
    {
        Moments_CTHW = _clips[index].Moments_CTHW.alias(),
        ImageMoments_CTHW = _clips[index].ImageMoments_CTHW?.alias(),
        Image_CHW = _clips[index].Image_CHW?.alias(),
    };

    /// <inheritdoc/>
    public void Dispose() => _clips.ForEach(clip => clip.Dispose());
}
