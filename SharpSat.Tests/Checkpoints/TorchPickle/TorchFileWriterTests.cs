using System.IO.Compression;
using SharpSat.Core.Checkpoints;
using SharpSat.Core.Checkpoints.TorchPickle;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Tests.Checkpoints.TorchPickle;

public sealed class TorchFileWriterTests
{
    private string _folder = string.Empty;

    private string File1 => Path.Combine(_folder, "sub", "model.pt");

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("sharpsat").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void Write_EveryTypeAndShape_IsReadBackBitForBit([Values("module", "state_dict", null)] string? key)
    {
        using var source = Zoo();
        TorchFileWriter.Write(File1, source, key);
        using var read = TorchFile.OpenWeights(File1);
        Assert.That(read.Entries.Keys, Is.EqualTo(source.Entries.Keys), "in the same order");
        foreach (var (name, entry) in source.Entries)
        {
            Assert.That(read.Entries[name].Dtype, Is.EqualTo(entry.Dtype), name);
            Assert.That(read.Entries[name].Shape, Is.EqualTo(entry.Shape), name);
        }

        SameWeights.Assert(read, source);
        Assert.That(File.Exists(File1 + ".tmp"), Is.False);
    }

    [Test]
    public void Write_EntriesAreStored_Aligned_WithChecksums()
    {
        using var source = Zoo();
        TorchFileWriter.Write(File1, source);
        using (var zip = ZipFile.OpenRead(File1))
        {
            Assert.That(zip.Entries.Take(2).Select(e => e.FullName), Is.EqualTo(new[] { "archive/data.pkl", "archive/byteorder" }));
            Assert.That(zip.Entries[^1].FullName, Is.EqualTo("archive/version"));
            Assert.That(zip.Entries.Where(e => e.Length != e.CompressedLength), Is.Empty);
            foreach (var entry in zip.Entries)
            {
                using var body = entry.Open();
                Assert.That(Checksum(body), Is.EqualTo(entry.Crc32), entry.FullName);
            }
        }

        using var file = new TensorFile(File1, WeightFileStream.Open(File1));
        var directory = ZipDirectory.Read(file);
        Assert.That(directory.Entries.Values.Select(e => directory.DataOffset(e) % 64), Has.All.Zero);
    }

    [Test]
    public void Write_Twice_GivesTheSameBytes()
    {
        using var source = Zoo();
        TorchFileWriter.Write(File1, source);
        var first = File.ReadAllBytes(File1);
        TorchFileWriter.Write(Path.Combine(_folder, "other.pt"), source);
        Assert.That(File.ReadAllBytes(Path.Combine(_folder, "other.pt")), Is.EqualTo(first));
    }

    [Test]
    public void Write_TypeThatCannotBeStored_IsRefused_AndNothingIsLeft()
    {
        using var value = zeros(2, ScalarType.ComplexFloat32);
        using var source = new MemoryWeights([("z", value)]);
        Assert.That(
            Assert.Throws<ArgumentException>(() => TorchFileWriter.Write(File1, source))!.Message, Does.Contain("ComplexFloat32 cannot be stored"));
        Assert.That(Directory.EnumerateFileSystemEntries(_folder), Is.Empty);
    }

    [Test]
    public void Zip_WithMoreEntriesThan16BitsCount_HasTheWideDirectory()
    {
        const int Count = 70_000;
        var path = Path.Combine(_folder, "many.zip");
        using (var stream = File.Create(path))
        {
            var zip = new ZipWriter(stream);
            for (var i = 0; i < Count; i++)
            {
                zip.Add($"{i}", 1, write => write([1]));
            }

            zip.Finish();
        }

        using var file = new TensorFile(path, WeightFileStream.Open(path));
        Assert.That(ZipDirectory.Read(file).Entries, Has.Count.EqualTo(Count));
    }

    [Test]
    [Category("Slow")]
    public void Zip_WithAnEntryOver4GiB_HasWideFields()
    {
        const long Length = (4L << 30) + 5;
        var path = Path.Combine(_folder, "wide.zip");
        var block = new byte[1 << 20];
        using (var stream = File.Create(path))
        {
            var zip = new ZipWriter(stream);
            zip.Add("wide", Length, write =>
            {
                for (var left = Length; left > 0; left -= block.Length)
                {
                    write(block.AsSpan(0, (int)Math.Min(left, block.Length)));
                }
            });
            zip.Add("after", 3, write => write([1, 2, 3]));
            zip.Finish();
        }

        using (var zip = ZipFile.OpenRead(path))
        {
            Assert.That(zip.Entries.Select(e => e.Length), Is.EqualTo(new[] { Length, 3 }));
            using var body = zip.Entries[1].Open();
            Assert.That(body.ReadByte(), Is.EqualTo(1));
        }

        using var file = new TensorFile(path, WeightFileStream.Open(path));
        var directory = ZipDirectory.Read(file);
        Assert.That(directory.DataOffset(directory.Entries["after"]), Is.GreaterThan(Length));
    }

    internal static MemoryWeights Zoo()
    {
        using var scope = NewDisposeScope();
        var values = arange(70_000, ScalarType.Float32).reshape(7, 10_000);
        return new MemoryWeights(
        [
            ("z.large", values),
            ("a.transposed", values.t()),
            ("f64", values[0].to(ScalarType.Float64)),
            ("f16", values[1].to(ScalarType.Float16)),
            ("bf16", values[2].to(ScalarType.BFloat16)),
            ("i64", arange(3, ScalarType.Int64) - 1),
            ("i32", arange(3, ScalarType.Int32)),
            ("i16", arange(3, ScalarType.Int16)),
            ("i8", arange(3, ScalarType.Int8)),
            ("u8", arange(3, ScalarType.Byte)),
            ("bool", tensor(new[] { true, false, true })),
            ("scalar", tensor(2.5f)),
            ("empty", zeros([3, 0, 2])),
            ("名前", ones(2)),
        ]);
    }

    private static uint Checksum(Stream body)
    {
        using var memory = new MemoryStream();
        body.CopyTo(memory);
        var crc = new ICSharpCode.SharpZipLib.Checksum.Crc32();
        crc.Update(memory.ToArray());
        return (uint)crc.Value;
    }
}
