using SharpSat.Core.Checkpoints.Safetensors;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Tests.Checkpoints;

public sealed class SafetensorsWriterTests
{
    private string _folder = string.Empty;

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("sharpsat").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [TestCase(ScalarType.Float64)]
    [TestCase(ScalarType.Float32)]
    [TestCase(ScalarType.Float16)]
    [TestCase(ScalarType.BFloat16)]
    [TestCase(ScalarType.Int64)]
    [TestCase(ScalarType.Int32)]
    [TestCase(ScalarType.Int16)]
    [TestCase(ScalarType.Int8)]
    [TestCase(ScalarType.Byte)]
    [TestCase(ScalarType.Bool)]
    public void RoundTrip_EveryTypeAndShape_IsExact(ScalarType dtype)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(5);
        var values = (randn([300, 700], ScalarType.Float32, generator: generator) * 50).abs().to(dtype);
        (string Name, Tensor Tensor)[] tensors =
        [
            ("large", values),
            ("scalar", values[3, 4]),
            ("empty", values.narrow(0, 0, 0)),
            ("transposed", values.narrow(1, 3, 5).t()),
            ("name with \"quotes\", \u00e4 and \ud83d\ude00", values.narrow(0, 1, 1)),
        ];
        var path = Path.Combine(_folder, "new", "all.safetensors");
        SafetensorsWriter.Write(path, tensors, new Dictionary<string, string> { ["b"] = "2", ["a"] = "\n\u00fc" });

        using var file = SafetensorsFile.Open(path);
        Assert.That(file.Metadata, Is.EquivalentTo(new Dictionary<string, string> { ["a"] = "\n\u00fc", ["b"] = "2" }));
        Assert.That(file.Entries, Has.Count.EqualTo(tensors.Length));
        foreach (var (name, expected) in tensors)
        {
            var actual = file.Read(name);
            Assert.That(actual.dtype, Is.EqualTo(dtype), name);
            Assert.That(actual.shape, Is.EqualTo(expected.shape), name);
            Assert.That(actual.equal(expected).all().item<bool>(), name);
        }

        Assert.That(Directory.GetFiles(Path.GetDirectoryName(path)!), Has.Length.EqualTo(1), "no temporary file stays");
    }

    [Test]
    public void Write_InAnyOrder_GivesTheSameBytes()
    {
        using var scope = NewDisposeScope();
        (string, Tensor)[] tensors = [("b", ones(3)), ("a", zeros(2, ScalarType.Byte)), ("c", ones(1, ScalarType.Float64))];
        var (first, second) = (Path.Combine(_folder, "1"), Path.Combine(_folder, "2"));
        SafetensorsWriter.Write(first, tensors, new Dictionary<string, string> { ["x"] = "1", ["y"] = "2" });
        SafetensorsWriter.Write(second, tensors.Reverse(), new Dictionary<string, string> { ["y"] = "2", ["x"] = "1" });
        Assert.That(File.ReadAllBytes(second), Is.EqualTo(File.ReadAllBytes(first)));
    }

    [Test]
    public void Write_OverAMappedFile_LeavesItsTensorsAlone()
    {
        using var scope = NewDisposeScope();
        var path = Path.Combine(_folder, "model.safetensors");
        SafetensorsWriter.Write(path, [("w", full(100_000, 1f))]);
        using var file = SafetensorsFile.Open(path);
        var old = file.Read("w");
        SafetensorsWriter.Write(path, [("w", full(100_000, 2f))]);
        Assert.That(old.max().item<float>(), Is.EqualTo(1f));
        using var again = SafetensorsFile.Open(path);
        Assert.That(again.Read("w").min().item<float>(), Is.EqualTo(2f));
    }

    [Test]
    public void Write_ThatFails_KeepsTheOldFile()
    {
        using var scope = NewDisposeScope();
        var path = Path.Combine(_folder, "model.safetensors");
        SafetensorsWriter.Write(path, [("w", ones(4))]);
        var before = File.ReadAllBytes(path);
        var meta = empty([4], ScalarType.Float32, new Device(DeviceType.META));
        Assert.Catch(() => SafetensorsWriter.Write(path, [("a", ones(8)), ("w", meta)]));
        Assert.That(File.ReadAllBytes(path), Is.EqualTo(before));
        Assert.That(Directory.GetFiles(_folder), Has.Length.EqualTo(1));
    }

    [Test]
    public void Write_ANameTwice_IsRefused()
    {
        using var one = ones(1);
        Assert.Throws<ArgumentException>(() => SafetensorsWriter.Write(Path.Combine(_folder, "x"), [("w", one), ("w", one)]));
    }

    [Test]
    public void Write_ATypeTheFormatLacks_IsRefused()
    {
        using var complex = zeros(1, ScalarType.ComplexFloat32);
        var error = Assert.Throws<ArgumentException>(() => SafetensorsWriter.Write(Path.Combine(_folder, "x"), [("w", complex)]));
        Assert.That(error!.Message, Does.Contain("BF16"));
    }
}
