using SharpSat.Core.Checkpoints.Safetensors;
using SharpSat.Core.Errors;

namespace SharpSat.Tests.Checkpoints;

public sealed class SafetensorsFileTests
{
    private string _folder = string.Empty;

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("sharpsat").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [TestCase("version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 12\n", "git lfs pull")]
    [TestCase("\n<!DOCTYPE html><html></html>", "HTML page")]
    [TestCase("PK\u0003\u0004........", "is a PyTorch file (zip), not safetensors")]
    [TestCase("\u0080\u0002\u008a\nl\u00fc\u009cF\u00f9 j\u00a8P\u0019.", "is a PyTorch file (pickle), not safetensors")]
    [TestCase("", "is empty")]
    [TestCase("\u0002\u0000\u0000", "is truncated")]
    [TestCase("\u0010\u0000\u0000\u0000\u0000\u0000\u0000\u0000{}", "is truncated")]
    [TestCase("\u0002\u0000\u0000\u0000\u0000\u0000\u0000\u0000{}xyz", "3 bytes after the header belong to no tensor")]
    [TestCase("just a text that somebody saved", "not a safetensors file")]
    public void Open_SomethingElse_SaysWhatItIs(string content, string expected)
    {
        var path = Path.Combine(_folder, "model.safetensors");
        File.WriteAllBytes(path, System.Text.Encoding.Latin1.GetBytes(content));
        var error = Assert.Throws<InputException>(() => SafetensorsFile.Open(path).Dispose());
        Assert.That(error!.Message, Does.Contain(expected).And.Contain(path));
    }

    [Test]
    public void Open_MissingFile_NamesANearOne()
    {
        File.WriteAllText(Path.Combine(_folder, "model.safetensors"), "x");
        var error = Assert.Throws<InputException>(() => SafetensorsFile.Open(Path.Combine(_folder, "modl.safetensors")).Dispose());
        Assert.That(error!.Message, Does.Contain("does not exist").And.Contain("'model.safetensors'"));
    }

    [TestCase("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}""", 4, "needs 8 bytes, but its offsets span 4")]
    [TestCase("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 4, "overlaps tensor")]
    [TestCase("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 8, "4 bytes between the header and tensor 'a'")]
    [TestCase("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 3, "is truncated: tensor 'a' ends at byte 4")]
    [TestCase("""{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}""", 4, "whole numbers from 0")]
    [TestCase("""{"a":{"dtype":"F32","shape":[1.5],"data_offsets":[0,4]}}""", 4, "whole numbers from 0")]
    [TestCase("""{"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,4]}}""", 4, "impossible shape")]
    [TestCase("""{"a":{"dtype":"F32","shape":[0,4294967296,4294967296],"data_offsets":[0,0]}}""", 0, "impossible shape")]
    [TestCase("""{"a":{"dtype":"F8_E4M3","shape":[1],"data_offsets":[0,1]}}""", 1, "type 'F8_E4M3', which is not supported")]
    [TestCase("""{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}""", 1, "appears twice")]
    [TestCase("""{"a":{"dtype":"U8","shape":[1]}}""", 1, "lacks dtype, shape or data_offsets")]
    [TestCase("""{"a":7}""", 1, "must be an object")]
    [TestCase("""{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1],"x":1}}""", 1, "unknown or repeated field 'x'")]
    [TestCase("""{"__metadata__":{"k":1}}""", 0, "__metadata__ 'k' must be a string")]
    [TestCase("""{"a":{"dtype":"U8" """, 1, "broken safetensors header")]
    public void Open_BrokenHeader_NamesTheRule(string json, int dataBytes, string expected)
    {
        var path = Write(json, new byte[dataBytes]);
        var error = Assert.Throws<InputException>(() => SafetensorsFile.Open(path).Dispose());
        Assert.That(error!.Message, Does.Contain(expected).And.Contain(path));
    }

    [Test]
    public void Read_UnknownName_ListsNearMatches()
    {
        using var file = SafetensorsFile.Open(Write("""{"weight":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}""", [1]));
        var error = Assert.Throws<InputException>(() => file.Read("wieght"));
        Assert.That(error!.Message, Does.Contain("Did you mean 'weight'?"));
    }

    [Test]
    public void Read_UnalignedTensor_IsCopiedRight()
    {
        const string Json = """{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"b":{"dtype":"F32","shape":[1,2],"data_offsets":[1,9]}}""";
        using var file = SafetensorsFile.Open(Write(Json, [7, .. BitConverter.GetBytes(1.5f), .. BitConverter.GetBytes(-2f)]));
        using var b = file.Read("b");
        Assert.That(b.shape, Is.EqualTo(new long[] { 1, 2 }));
        Assert.That(b.data<float>().ToArray(), Is.EqualTo(new[] { 1.5f, -2f }));
    }

    [Test]
    public void Read_BoolBytesBeyondOne_AreRefused()
    {
        using var file = SafetensorsFile.Open(Write("""{"m":{"dtype":"BOOL","shape":[2],"data_offsets":[0,2]}}""", [1, 2]));
        Assert.Throws<InputException>(() => file.Read("m"));
    }

    [Test]
    public void Read_TensorOutlivesItsSource_WritesStayPrivate_AndTheMappingEnds()
    {
        const string Json = """{"a":{"dtype":"F32","shape":[64,1024],"data_offsets":[0,262144]}}""";
        var path = Write(Json, new byte[64 * 1024 * 4]);
        var before = File.ReadAllBytes(path);
        var file = SafetensorsFile.Open(path);
        var a = file.Read("a");
        var b = file.Read("a");
        file.Dispose();

        a.add_(3);
        Assert.That(a.min().item<float>(), Is.EqualTo(3f));
        Assert.That(b.abs().max().item<float>(), Is.Zero, "tensors of one file are independent");
        Assert.That(File.ReadAllBytes(path), Is.EqualTo(before));
        AssertMapped(path, true);

        b.Dispose();
        var view = a.narrow(0, 0, 1);
        a.Dispose();
        AssertMapped(path, true);
        Assert.That(view.max().item<float>(), Is.EqualTo(3f));
        view.Dispose();
        AssertMapped(path, false);
    }

    [Test]
    public void Read_ASecondLargeTensor_LiesAtItsOwnOffset()
    {
        const string Json = """{"a":{"dtype":"U8","shape":[70001],"data_offsets":[0,70001]},"b":{"dtype":"U8","shape":[70000],"data_offsets":[70001,140001]}}""";
        var data = new byte[140001];
        new Random(1).NextBytes(data);
        using var file = SafetensorsFile.Open(Write(Json, data));
        using var b = file.Read("b");
        Assert.That(b.bytes.ToArray(), Is.EqualTo(data[70001..]));
    }

    [Test]
    public void Read_AfterDispose_Throws()
    {
        var file = SafetensorsFile.Open(Write("""{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}""", [1]));
        file.Dispose();
        Assert.Throws<ObjectDisposedException>(() => file.Read("a"));
    }

    private static void AssertMapped(string path, bool expected)
    {
        if (OperatingSystem.IsLinux())
        {
            Assert.That(File.ReadLines("/proc/self/maps").Any(line => line.EndsWith(path, StringComparison.Ordinal)), Is.EqualTo(expected));
        }
    }

    private string Write(string json, byte[] data)
    {
        var path = Path.Combine(_folder, "model.safetensors");
        var header = System.Text.Encoding.UTF8.GetBytes(json.PadRight((json.Length + 7) / 8 * 8));
        File.WriteAllBytes(path, [.. BitConverter.GetBytes((long)header.Length), .. header, .. data]);
        return path;
    }
}
