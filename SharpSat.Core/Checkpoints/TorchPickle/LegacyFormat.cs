using System.Numerics;
using SharpSat.Core.Checkpoints.Safetensors;
using SharpSat.Core.Errors;
using static TorchSharp.torch;

namespace SharpSat.Core.Checkpoints.TorchPickle;

/// <summary>
/// What torch.save wrote before PyTorch 1.6: five pickles (a magic number, a version, the machine, the object, the keys of
/// the storages), then for each key the number of elements (8 bytes) and the elements.
/// </summary>
internal static class LegacyFormat
{
    public const long MaxPickleBytes = 16 << 20;
    private const long Version = 1001;
    private static readonly BigInteger Magic = BigInteger.Parse("119547037146038801333356", System.Globalization.CultureInfo.InvariantCulture);

    public static TorchValue Read(TensorFile file)
    {
        var reader = new PickleReader(file.Description, file.Handle, 0, Math.Min(file.Length, MaxPickleBytes));
        var storages = new Dictionary<string, (StoragePlace Place, ScalarType Dtype, long Elements)>(StringComparer.Ordinal);
        var rebuilder = new Rebuilder(file, reader, Place);
        if (Next() is not TorchScalar { Value: BigInteger magic } || magic != Magic)
        {
            throw reader.Refuses("is a Python pickle, but not one that torch.save wrote. Save the weights with torch.save.");
        }

        if (Next() is not TorchScalar { Value: Version })
        {
            throw reader.Refuses($"has an unknown version of the legacy PyTorch format; {Version} was expected.");
        }

        if (Next() is TorchDictionary machine && machine.TryGet("little_endian", out var little) && little is TorchScalar { Value: false })
        {
            throw reader.Refuses("was written on a big-endian machine, which is not supported. Save it again on a little-endian one.");
        }

        var root = Next();
        var keys = Next() as TorchSequence ?? throw reader.Broken("the list of storages is missing");
        Locate(file, reader, keys, storages);
        return root;

        TorchValue Next() => new Unpickler(reader, rebuilder).Run();

        StoragePlace Place(string key, ScalarType dtype, long elements)
        {
            if (!storages.TryGetValue(key, out var known))
            {
                storages[key] = known = (new StoragePlace(key), dtype, elements);
            }

            return known.Dtype == dtype && known.Elements == elements
                ? known.Place
                : throw reader.Broken($"storage '{key}' is described in two ways");
        }
    }

    private static void Locate(
        TensorFile file, PickleReader pickles, TorchSequence keys, Dictionary<string, (StoragePlace Place, ScalarType Dtype, long Elements)> storages)
    {
        var position = pickles.Position;
        foreach (var item in keys.Items)
        {
            if (item is not TorchScalar { Value: string key } || !storages.TryGetValue(key, out var storage) || storage.Place.Offset >= 0)
            {
                throw pickles.Broken("the list of storages names one that no tensor uses, or one twice");
            }

            var reader = new PickleReader(file.Description, file.Handle, position, Math.Min(file.Length, position + sizeof(long)));
            var bytes = storage.Elements * SafetensorsDtype.Bytes(storage.Dtype);
            if (reader.ReadInteger(sizeof(long)) != storage.Elements)
            {
                throw pickles.Broken($"storage '{key}' does not have the {storage.Elements} elements that the pickle claims");
            }

            if (bytes > file.Length - reader.Position)
            {
                throw new InputException(
                    $"'{file.Description}' is truncated: storage '{key}' needs {bytes} bytes, but {file.Length - reader.Position} are left. Copy or download it again.");
            }

            storage.Place.Offset = reader.Position;
            storage.Place.Length = bytes;
            position = reader.Position + bytes;
        }

        if (storages.Values.FirstOrDefault(storage => storage.Place.Offset < 0).Place is { } lost)
        {
            throw pickles.Broken($"the list of storages lacks '{lost.Key}'");
        }
    }
}
