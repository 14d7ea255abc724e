using System.Security.Cryptography;
using System.Text;
using SharpSat.Core.Errors;
using SharpSat.Video.Text;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Video.Runs;

/// <summary>
/// States of captions on disk, beside the clips' posteriors: one file for each different caption, named by a hash of the
/// caption and of the text encoder.
/// </summary>
internal sealed class TextCache
{
    private const string Name = "text";

    private readonly string _folder;
    private readonly ITextEncoder _encoder;
    private readonly string _fingerprint;

    private TextCache(string folder, ITextEncoder encoder, string fingerprint) =>
        (_folder, _encoder, _fingerprint) = (Path.Combine(folder, Name), encoder, fingerprint);

    /// <summary>Opens the cache of an encoder; null if its states cannot be told from another's.</summary>
    public static TextCache? Open(string folder, ITextEncoder encoder) =>
        encoder.Fingerprint() is { } fingerprint ? new TextCache(folder, encoder, fingerprint) : null;

    /// <summary>Whether a caption's states are there.</summary>
    public bool Has(string caption) => CachedTensor.IsThere(PathOf(caption), Name);

    /// <summary>Where a caption's states are, [S, E]; encodes them if they are missing or damaged.</summary>
    /// <param name="caption">The caption.</param>
    /// <param name="isNew">Whether they were encoded now.</param>
    /// <exception cref="InputException">The disk is full or the folder cannot be written.</exception>
    public string Ensure(string caption, out bool isNew)
    {
        var path = PathOf(caption);
        isNew = !CachedTensor.IsThere(path, Name);
        if (isNew)
        {
            using var scope = NewDisposeScope();
            CachedTensor.Write(path, Name, _encoder.Encode([caption])[0].contiguous().cpu());
        }

        return path;
    }

    /// <summary>Reads states; the caller disposes them.</summary>
    /// <exception cref="InputException">The file is missing or damaged.</exception>
    public static Tensor Read(string path) => CachedTensor.Read(path, Name);

    private string PathOf(string caption)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{_fingerprint}\n{caption}")));
        return Path.Combine(_folder, hash[..2], hash[2..40] + ".safetensors");
    }
}
