using SharpSat.Core.Checkpoints.Safetensors;
using SharpSat.Core.Errors;
using static TorchSharp.torch;

namespace SharpSat.Core.Checkpoints.TorchPickle;

/// <summary>What torch.save writes since PyTorch 1.6: a zip file with NAME/data.pkl and one entry NAME/data/KEY for each storage.</summary>
internal static class ZipFormat
{
    public static TorchValue Read(TensorFile file)
    {
        var zip = ZipDirectory.Read(file);
        var root = Root(file, zip);
        CheckByteOrder(file, zip, root);
        var pickle = zip.Entries[root + "data.pkl"];
        if (pickle.Bytes > LegacyFormat.MaxPickleBytes)
        {
            throw new InputException($"'{file.Description}': its pickle has {pickle.Bytes} bytes; at most {LegacyFormat.MaxPickleBytes} are allowed.");
        }

        var start = zip.DataOffset(pickle);
        var reader = new PickleReader(file.Description, file.Handle, start, start + pickle.Bytes);
        var places = new Dictionary<string, StoragePlace>(StringComparer.Ordinal);
        return new Unpickler(reader, new Rebuilder(file, reader, Place)).Run();

        StoragePlace Place(string key, ScalarType dtype, long elements)
        {
            if (!places.TryGetValue(key, out var place))
            {
                var entry = zip.Entries.GetValueOrDefault($"{root}data/{key}")
                    ?? throw new InputException($"'{file.Description}' lacks the entry '{root}data/{key}', which its pickle names.");
                places[key] = place = new StoragePlace(key) { Offset = zip.DataOffset(entry), Length = entry.Bytes };
            }

            var bytes = elements * SafetensorsDtype.Bytes(dtype);
            return bytes <= place.Length ? place : throw new InputException(
                $"'{file.Description}': storage '{key}' claims {bytes} bytes, but its entry has {place.Length}.");
        }
    }

    private static string Root(TensorFile file, ZipDirectory zip)
    {
        const string Pickle = "data.pkl";
        var pickles = zip.Entries.Keys.Where(name => name == Pickle || name.EndsWith("/" + Pickle, StringComparison.Ordinal)).ToList();
        if (pickles.Count != 1)
        {
            throw new InputException(
                $"'{file.Description}' is a zip file with {(pickles.Count == 0 ? "no" : "several")} {Pickle}, not a PyTorch file. It has: {string.Join(", ", zip.Entries.Keys.Take(5))}.");
        }

        var root = pickles[0][..^Pickle.Length];
        return zip.Entries.ContainsKey(root + "constants.pkl")
            ? throw new InputException($"'{file.Description}' is a TorchScript program, not weights. Save its state_dict() with torch.save.")
            : root;
    }

    private static void CheckByteOrder(TensorFile file, ZipDirectory zip, string root)
    {
        if (zip.Entries.TryGetValue(root + "byteorder", out var entry) && entry.Bytes == "big".Length)
        {
            throw new InputException($"'{file.Description}' was written on a big-endian machine, which is not supported. Save it again on a little-endian one.");
        }
    }
}
