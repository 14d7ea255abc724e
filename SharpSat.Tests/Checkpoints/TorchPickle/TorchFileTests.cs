using System.IO.Compression;
using SharpSat.Core.Checkpoints;
using SharpSat.Core.Checkpoints.TorchPickle;
using SharpSat.Core.Errors;
using static SharpSat.Tests.Checkpoints.TorchPickle.Pickles;

namespace SharpSat.Tests.Checkpoints.TorchPickle;

public sealed class TorchFileTests
{
    private string _path = string.Empty;

    [SetUp]
    public void NameFile() => _path = Path.GetTempFileName();

    [TearDown]
    public void RemoveFile() => File.Delete(_path);

    [Test]
    public void LargeStorage_IsMapped_PrivateAndOutlivesTheFile()
    {
        var data = new byte[1 << 20];
        BitConverter.GetBytes(1.5f).CopyTo(data, 0);
        WriteZip(_path, "\u0080\u0002}" + Str("w") + Tensor(1 << 18, 1 << 18) + "s.", data);
        var source = WeightFiles.Open(_path);
        var tensor = source.Read("w");
        source.Dispose();
        Assert.That(tensor[0].item<float>(), Is.EqualTo(1.5f));
        if (OperatingSystem.IsLinux())
        {
            Assert.That(File.ReadLines("/proc/self/maps").Any(line => line.EndsWith(_path, StringComparison.Ordinal)), "mapped, not copied");
        }

        tensor.add_(1);
        using (var again = WeightFiles.Open(_path))
        using (var fresh = again.Read("w"))
        {
            Assert.That(fresh[0].item<float>(), Is.EqualTo(1.5f));
        }

        tensor.Dispose();
    }

    [Test]
    public void Weights_OfADictionaryDeepInside_AreReachable()
    {
        WriteZip(_path, "\u0080\u0002}" + Str("optimizer") + "}" + Str("ema") + "}" + Str("w") + Tensor(2, 2) + "sss.", new byte[8]);
        using var file = TorchFile.Open(_path);
        using var ema = file.Weights("optimizer", "ema");
        Assert.That(ema.Entries["w"].Shape, Is.EqualTo(new long[] { 2 }));
        Assert.That(Assert.Throws<InputException>(() => file.Weights("optimizer", "em"))!.Message, Does.Contain("has no 'optimizer' > 'em'"));
        Assert.That(Refusal(), Does.Contain("no tensors at the top nor under 'module', 'state_dict', 'model'").And.Contain("'optimizer' (dictionary of 1)"));
    }

    [TestCase("state_dict")]
    [TestCase("module")]
    public void OpenWeights_FindsTheUsualPlaces(string key)
    {
        WriteZip(_path, "\u0080\u0002}" + Str(key) + "ccollections\nOrderedDict\n)R" + Str("w") + Tensor(2, 2) + "ss.", new byte[8]);
        using var source = WeightFiles.Open(_path);
        Assert.That(source.Entries.Keys, Is.EqualTo(new[] { "w" }));
    }

    [Test]
    public void SafetensorsHeader_OfALengthThatLooksLikeAPickle_IsSafetensors()
    {
        var header = """{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}""".PadRight(0x0280);
        File.WriteAllBytes(_path, [.. BitConverter.GetBytes(0x0280L), .. System.Text.Encoding.ASCII.GetBytes(header), 7]);
        using var source = WeightFiles.Open(_path);
        Assert.That(source.Entries.Keys, Is.EqualTo(new[] { "a" }));
    }

    [Test]
    public void ZipWith64BitFields_IsRead()
    {
        WriteZip64(_path, "\u0080\u0002}" + Str("w") + Tensor(2, 2) + "s.", [.. BitConverter.GetBytes(3f), .. BitConverter.GetBytes(4f)]);
        using var source = WeightFiles.Open(_path);
        using var w = source.Read("w");
        Assert.That(w.data<float>().ToArray(), Is.EqualTo(new[] { 3f, 4f }));
    }

    [TestCase(4, 5, 1, 0, "reaches beyond its storage of 4 elements")]
    [TestCase(4, 2, 4, 0, "reaches beyond its storage")]
    [TestCase(4, 2, 1, 3, "reaches beyond its storage")]
    [TestCase(4, 2, -1, 2, "negative offset, extent or stride")]
    [TestCase(4, int.MaxValue, 0, 0, "repeats 4 stored elements into")]
    [TestCase(5, 4, 1, 0, "claims 20 bytes, but its entry has 16")]
    [TestCase(-1, 4, 1, 0, "a storage claims -1 elements")]
    public void Tensor_BeyondItsStorage_IsRefused(int elements, int extent, int stride, int offset, string expected)
    {
        WriteZip(_path, "\u0080\u0002}" + Str("w") + Tensor(elements, extent, stride, offset) + "s.", new byte[16]);
        Assert.That(Refusal(), Does.Contain(expected).And.Contain(_path));
    }

    [Test]
    public void UnknownStorage_NamesTheSupportedOnes()
    {
        WriteZip(_path, "\u0080\u0002}" + Str("w") + Tensor(1, 1, storage: "ComplexFloatStorage") + "s.", new byte[8]);
        Assert.That(Refusal(), Does.Contain("tensors of type 'torch.ComplexFloatStorage'").And.Contain("torch.HalfStorage"));
    }

    [Test]
    public void CompressedZip_SaysSo()
    {
        WriteZip(_path, "\u0080\u0002}" + Str("w") + Tensor(1024, 1024) + "s.", new byte[4096], CompressionLevel.Optimal);
        Assert.That(Refusal(), Does.Contain("is compressed, which torch.save never does"));
    }

    [Test]
    public void MissingStorage_IsNamed()
    {
        var pickle = "\u0080\u0002}" + Str("w") + Tensor(2, 2).Replace(Str("0"), Str("7"), StringComparison.Ordinal) + "s.";
        WriteZip(_path, pickle, new byte[8]);
        Assert.That(Refusal(), Does.Contain("lacks the entry 'archive/data/7'"));
    }

    [Test]
    public void OtherZip_ListsWhatItHolds()
    {
        using (var zip = new ZipArchive(File.Create(_path), ZipArchiveMode.Create))
        {
            zip.CreateEntry("photo.jpg").Open().Dispose();
        }

        Assert.That(Refusal(), Does.Contain("no data.pkl, not a PyTorch file. It has: photo.jpg"));
    }

    [Test]
    public void TruncatedZip_SaysSo()
    {
        WriteZip(_path, "\u0080\u0002}.", new byte[1000]);
        File.WriteAllBytes(_path, File.ReadAllBytes(_path)[..500]);
        Assert.That(Refusal(), Does.Contain("is truncated"));
    }

    [Test]
    public void OtherPickle_SaysSo()
    {
        File.WriteAllBytes(_path, [0x80, 2, (byte)'K', 1, (byte)'.']);
        Assert.That(Refusal(), Does.Contain("not one that torch.save wrote"));
    }

    private string Refusal() => Assert.Throws<InputException>(() => WeightFiles.Open(_path).Dispose())!.Message;
}
