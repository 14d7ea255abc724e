using SharpSat.Core.Checkpoints;
using SharpSat.Core.Checkpoints.Safetensors;
using SharpSat.Core.Errors;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Video.Runs;

/// <summary>Latents of one video in a safetensors file: the tensor <c>latents</c> [T, C, H, W] (or a batch of one).</summary>
public static class LatentFiles
{
    /// <summary>Name of the tensor.</summary>
    public const string Name = "latents";

    /// <summary>Reads a file as a batch of one, float32 [1, T, C, H, W]; the caller disposes it.</summary>
    /// <exception cref="InputException">The file cannot be read or holds no such tensor.</exception>
    public static Tensor Read(string path)
    {
        using var scope = NewDisposeScope();
        using var source = WeightFiles.Open(path);
        if (!source.Entries.ContainsKey(Name))
        {
            throw new InputException($"'{path}' has no tensor '{Name}'.{NearMatches.Hint(Name, [.. source.Entries.Keys])}");
        }

        var latents = source.Read(Name).to(ScalarType.Float32, copy: true);
        return latents.dim() is 4 or 5
            ? (latents.dim() == 4 ? latents.unsqueeze(0) : latents).MoveToOuterDisposeScope()
            : throw new InputException($"'{path}': latents are [frames, channels, height, width], not [{string.Join(", ", latents.shape)}].");
    }

    /// <summary>Writes a video's latents.</summary>
    /// <param name="path">The file.</param>
    /// <param name="latents_TCHW">The latents.</param>
    public static void Write(string path, Tensor latents_TCHW) => SafetensorsWriter.Write(path, [(Name, latents_TCHW)]);
}
