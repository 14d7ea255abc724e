using SharpSat.Core.Checkpoints.Safetensors;
using static TorchSharp.torch;

namespace SharpSat.Core.Checkpoints.TorchPickle;

/// <summary>
/// Writes PyTorch files that <c>torch.load</c> reads, with and without <c>weights_only</c> (the zip format since PyTorch
/// 1.6; reference: torch/serialization.py). The bytes depend on the tensors and their order only.
/// </summary>
public static class TorchFileWriter
{
    private const string Root = "archive";

    /// <summary>
    /// Writes <c>{key: OrderedDict of tensors}</c> to <c>path.tmp</c> and renames, so that <paramref name="path"/> is the old
    /// file or the complete new one. One tensor at a time is read, so that memory does not grow with the file.
    /// </summary>
    /// <param name="path">The file; its folder is created.</param>
    /// <param name="source">The tensors, written in the order of its entries, each in its own storage. It is not disposed.</param>
    /// <param name="key">
    /// <c>module</c> (SAT, DeepSpeed), <c>state_dict</c> (autoencoder files), or null for the OrderedDict itself.
    /// </param>
    /// <exception cref="ArgumentException">A type that PyTorch files cannot hold here.</exception>
    /// <exception cref="IOException">The disk is full, the folder not writable, ...; no partial file is left.</exception>
    public static void Write(string path, IWeightSource source, string? key = "module")
    {
        ArgumentNullException.ThrowIfNull(source);
        var entries = source.Entries.Values.ToList();
        var pickle = TorchPickleModule.Write(entries, key);
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        var temporary = path + ".tmp";
        try
        {
            using (var stream = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0))
            {
                var zip = new ZipWriter(stream);
                Add(zip, "data.pkl", pickle);
                Add(zip, "byteorder", "little"u8.ToArray());
                for (var i = 0; i < entries.Count; i++)
                {
                    AddStorage(zip, $"{Root}/data/{i}", source, entries[i]);
                }

                Add(zip, "version", "3\n"u8.ToArray());
                zip.Finish();
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    private static void Add(ZipWriter zip, string name, byte[] bytes) => zip.Add($"{Root}/{name}", bytes.Length, write => write(bytes));

    private static void AddStorage(ZipWriter zip, string name, IWeightSource source, WeightEntry entry)
    {
        var size = SafetensorsDtype.Bytes(entry.Dtype);
        var length = entry.Shape.Aggregate((long)size, (product, extent) => product * extent);
        zip.Add(name, length, write =>
        {
            const int Chunk = 1 << 24;
            using var guard = no_grad();
            using var scope = NewDisposeScope();
            var flat = source.Read(entry.Name).detach().contiguous().reshape(-1);
            for (long done = 0; done < length / size; done += Chunk / size)
            {
                using var part = flat.narrow(0, done, Math.Min(Chunk / size, (length / size) - done));
                write(part.bytes);
            }
        });
    }
}
