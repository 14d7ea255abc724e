using System.Security.Cryptography;
using System.Text;
using SharpSat.Core.Errors;
using SharpSat.Video.Data;
using SharpSat.Video.Engine;
using static TorchSharp.torch;

namespace SharpSat.Video.Runs;

/// <summary>
/// Posteriors of clips on disk, one file each, named by a hash of the clip's frames and of the encoder. A changed clip,
/// size or autoencoder therefore has another name and is encoded anew; runs and data sets can share a folder.
/// </summary>
public sealed class LatentCache
{
    private const string Name = "moments";

    private readonly string _encoder;

    /// <summary>Opens a folder, which is made if it is missing.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="codec">What encodes; its weights must be loaded.</param>
    /// <exception cref="InputException">The folder cannot be written.</exception>
    public LatentCache(string folder, LatentCodec codec)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(codec);
        _encoder = codec.EncoderFingerprint();
        try
        {
            Folder = Directory.CreateDirectory(folder).FullName;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"training.latent_cache: folder '{folder}' cannot be made: {e.Message}", e);
        }
    }

    /// <summary>The folder.</summary>
    public string Folder { get; }

    /// <summary>Where a clip's posterior is kept, whether it is there or not.</summary>
    public string PathOf(ClipIdentity clip)
    {
        ArgumentNullException.ThrowIfNull(clip);
        return FileOf($"{_encoder}\n{clip.Frames}");
    }

    /// <summary>Where a clip's picture is kept; null if it is not to be. Pixels do not depend on the autoencoder.</summary>
    internal string? PathOfPicture(ClipIdentity clip, PictureKeeping keeping) => keeping switch
    {
        PictureKeeping.Posterior => FileOf($"{_encoder}\n{clip.Frames}\npicture {clip.Picture}"),
        PictureKeeping.Pixels => FileOf($"{clip.Frames}\npicture {clip.Picture}"),
        _ => null,
    };

    /// <summary>Whether a posterior is there in full.</summary>
    internal static bool IsThere(string path) => CachedTensor.IsThere(path, Name);

    /// <summary>Reads a posterior, [2C, T, H, W]; the caller disposes it.</summary>
    /// <exception cref="InputException">The file is missing or damaged.</exception>
    public static Tensor Read(string path) => CachedTensor.Read(path, Name);

    /// <summary>Writes a posterior; the file is there in full or not at all.</summary>
    /// <param name="path">From <see cref="PathOf"/>.</param>
    /// <param name="moments_CTHW">Mean and log-variance.</param>
    /// <exception cref="InputException">The disk is full or the folder cannot be written.</exception>
    public static void Write(string path, Tensor moments_CTHW) => CachedTensor.Write(path, Name, moments_CTHW);

    private string FileOf(string content)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content)));
        return Path.Combine(Folder, hash[..2], hash[2..40] + ".safetensors");
    }
}
