using SharpSat.Core.Checkpoints.Safetensors;
using SharpSat.Core.Errors;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Video.Runs;

/// <summary>One tensor in a file of <c>training.latent_cache</c>.</summary>
internal static class CachedTensor
{
    /// <summary>Reads it; the caller disposes it.</summary>
    /// <exception cref="InputException">The file is missing or damaged.</exception>
    public static Tensor Read(string path, string name)
    {
        try
        {
            using var file = SafetensorsFile.Open(path);
            using var scope = NewDisposeScope();
            return file.Read(name).clone().MoveToOuterDisposeScope();
        }
        catch (InputException e)
        {
            throw new InputException($"{e.Message} It belongs to training.latent_cache; delete the file and start again, and it is made anew.", e);
        }
    }

    /// <summary>Whether the file is there in full; one that is damaged or cut off is made anew like a missing one. Only its head is read.</summary>
    public static bool IsThere(string path, string name)
    {
        try
        {
            if (!File.Exists(path))
            {
                return false;
            }

            using var file = SafetensorsFile.Open(path);
            return file.Entries.ContainsKey(name);
        }
        catch (InputException)
        {
            return false;
        }
    }

    /// <summary>Writes it; the file is there in full or not at all.</summary>
    /// <exception cref="InputException">The disk is full or the folder cannot be written.</exception>
    public static void Write(string path, string name, Tensor tensor)
    {
        try
        {
            // A name of this process's own, because another run may be writing the same.
            var partial = FormattableString.Invariant($"{path}.{Environment.ProcessId}.partial");
            SafetensorsWriter.Write(partial, [(name, tensor)]);
            File.Move(partial, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"training.latent_cache: '{path}' cannot be written: {e.Message}", e);
        }
    }
}
