using System.IO.Compression;
using System.Text;

namespace SharpSat.Tests.Checkpoints.TorchPickle;

/// <summary>Builds PyTorch files from pickle opcodes written by hand.</summary>
internal static class Pickles
{
    /// <summary>The opcodes for a float32 tensor of so many elements in storage '0', of the given shape (one axis).</summary>
    public static string Tensor(int elements, int extent, int stride = 1, int offset = 0, string storage = "FloatStorage") =>
        "ctorch._utils\n_rebuild_tensor_v2\n((" + Str("storage") + $"ctorch\n{storage}\n" + Str("0") + Str("cpu") + Int(elements) + "tQ"
        + Int(offset) + Int(extent) + "\u0085" + Int(stride) + "\u0085\u0089NtR";

    public static string Str(string text) => "X" + Latin(BitConverter.GetBytes(text.Length)) + text;

    public static string Int(int value) => "J" + Latin(BitConverter.GetBytes(value));

    /// <summary>A zip file as torch.save writes it; characters of the pickle are bytes.</summary>
    public static void WriteZip(
        string path, string pickle, byte[] storage, CompressionLevel level = CompressionLevel.NoCompression, string folder = "archive/")
    {
        // What follows the STOP of the pickle is not read; it aligns the storage to 64 bytes as torch.save does.
        const int HeaderBytes = 30;
        var (first, second) = (folder + "data.pkl", folder + "data/0");
        var before = HeaderBytes + first.Length + pickle.Length + HeaderBytes + second.Length;
        using var zip = new ZipArchive(File.Create(path), ZipArchiveMode.Create);
        Add(first, [.. Encoding.Latin1.GetBytes(pickle), .. new byte[(64 - (before % 64)) % 64]]);
        Add(second, storage);

        void Add(string name, byte[] bytes)
        {
            using var entry = zip.CreateEntry(name, level).Open();
            entry.Write(bytes);
        }
    }

    public static string Latin(byte[] bytes) => Encoding.Latin1.GetString(bytes);

    /// <summary>The same with the 64-bit fields that files over 4 GiB have.</summary>
    public static void WriteZip64(string path, string pickle, byte[] storage)
    {
        using var file = new BinaryWriter(File.Create(path));
        using var directory = new MemoryStream();
        using var central = new BinaryWriter(directory);
        foreach (var (name, bytes) in new[] { ("archive/data.pkl", Encoding.Latin1.GetBytes(pickle)), ("archive/data/0", storage) })
        {
            var offset = file.BaseStream.Position;
            byte[] unknown = [.. Enumerable.Repeat((byte)0xff, 8)];
            file.Write([.. "PK\u0003\u0004"u8, .. new byte[14], .. unknown, (byte)name.Length, 0, 0, 0, .. Encoding.ASCII.GetBytes(name), .. bytes]);
            central.Write([.. "PK\u0001\u0002"u8, .. new byte[16], .. unknown, (byte)name.Length, 0, 28, 0, .. new byte[10], .. unknown.AsSpan(4)]);
            central.Write([.. Encoding.ASCII.GetBytes(name), 1, 0, 24, 0]);
            central.Write((long)bytes.Length);
            central.Write((long)bytes.Length);
            central.Write(offset);
        }

        var start = file.BaseStream.Position;
        file.Write(directory.ToArray());
        var end = file.BaseStream.Position;
        file.Write([.. "PK\u0006\u0006"u8, .. new byte[28]]);
        file.Write(2L);
        file.Write(directory.Length);
        file.Write(start);
        file.Write([.. "PK\u0006\u0007\0\0\0\0"u8]);
        file.Write(end);
        file.Write(1);
        file.Write([.. "PK\u0005\u0006"u8, .. new byte[4], .. Enumerable.Repeat((byte)0xff, 12), 0, 0]);
    }
}
