using System.Diagnostics;
using SharpSat.Core.Checkpoints;
using SharpSat.Core.Checkpoints.Safetensors;
using SharpSat.Core.Checkpoints.TorchPickle;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Tests.Checkpoints;

/// <summary>Files of 2 GiB: written piece by piece, opened and read without a copy.</summary>
[Category("Slow")]
[NonParallelizable]
public sealed class LargeFileTests
{
    private const int Tensors = 8;
    private const long TensorBytes = 256L << 20;
    private const long Allowed = 64L << 20;

    private string _folder = string.Empty;

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("sharpsat").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [TestCase("large.safetensors")]
    [TestCase("large.pt")]
    public void OpenAndRead_MapTheFile(string name)
    {
        var path = Path.Combine(_folder, name);
        Write(path);
        Assert.That(new FileInfo(path).Length, Is.GreaterThanOrEqualTo(Tensors * TensorBytes));

        // Once before, so that what libtorch and the runtime load is not counted.
        WeightFiles.Open(path).Dispose();
        var (before, watch) = (Resident(), Stopwatch.StartNew());
        using var source = WeightFiles.Open(path);
        using var tensor = source.Read("w3");
        var last = tensor[-1][-1].to(ScalarType.Float64).item<double>();
        Assert.That(watch.Elapsed, Is.LessThan(TimeSpan.FromSeconds(2)));
        Assert.That(Resident() - before, Is.LessThan(Allowed), "mapping costs no memory");
        Assert.That((tensor.dtype, tensor.shape, last), Is.EqualTo((ScalarType.BFloat16, new long[] { 1024, TensorBytes / 2048 }, 0.0)).UsingPropertiesComparer());
    }

    private static void Write(string path)
    {
        using var scope = NewDisposeScope();
        var block = zeros([1024, TensorBytes / 2048], ScalarType.BFloat16);
        var named = Enumerable.Range(0, Tensors).Select(i => ($"w{i}", block)).ToList();
        var before = Resident();
        if (path.EndsWith(".pt", StringComparison.Ordinal))
        {
            using var source = new MemoryWeights(named);
            TorchFileWriter.Write(path, source);
        }
        else
        {
            SafetensorsWriter.Write(path, named);
        }

        Assert.That(Resident() - before, Is.LessThan(TensorBytes + Allowed), "one tensor at a time is written");
    }

    // Where the system does not tell, the memory is not checked.
    private static long Resident() => File.Exists("/proc/self/status")
        ? long.Parse(File.ReadLines("/proc/self/status").First(line => line.StartsWith("VmRSS", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], System.Globalization.CultureInfo.InvariantCulture) << 10
        : 0;
}
