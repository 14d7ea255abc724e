using BenchmarkDotNet.Attributes;
using SharpSat.Core.Checkpoints;
using SharpSat.Core.Checkpoints.Safetensors;
using SharpSat.Core.Checkpoints.TorchPickle;
using SharpSat.Core.Layers;
using SharpSat.Core.Tensors;
using SharpSat.Video.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Benchmarks.Checkpoints;

/// <summary>
/// Loading a network of 4 layers, 1,024 wide, from a bfloat16 file in the system's file cache, beside reading the file's bytes:
/// its weights as they are stored (mapped, so that bytes are read when they are first used) and cast to float32.
/// </summary>
public class LoadBenchmarks
{
    private static readonly WeightLoadOptions Cast = new() { Dtype = ScalarType.Float32 };
    private string _folder = string.Empty;
    private string _path = string.Empty;
    private byte[] _bytes = [];
    private CogVideoXTransformer _network = null!;

    [Params("safetensors", "pt")]
    public string Format { get; set; } = string.Empty;

    [GlobalSetup]
    public void WriteFile()
    {
        _folder = Directory.CreateTempSubdirectory("sharpsat").FullName;
        _path = Path.Combine(_folder, $"network.{Format}");
        using var noise = new NoiseSource(1, "benchmark");
        _network = new CogVideoXTransformer(new CogVideoXConfig
        {
            NumLayers = 4, HiddenSize = 1024, NumAttentionHeads = 16, LatentFrames = 4, LatentHeight = 16, LatentWidth = 16,
        });
        _network.Materialize(noise, ScalarType.BFloat16, CPU);
        using var source = new MemoryWeights(WeightSaver.Tensors(_network));
        if (Format == "pt")
        {
            TorchFileWriter.Write(_path, source);
        }
        else
        {
            SafetensorsWriter.Write(_path, source);
        }

        _bytes = new byte[new FileInfo(_path).Length];
    }

    [GlobalCleanup]
    public void DeleteFile()
    {
        _network.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Benchmark(Baseline = true)]
    public void ReadBytes()
    {
        using var stream = new FileStream(_path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        stream.ReadExactly(_bytes);
    }

    [Benchmark]
    public void OpenFile() => WeightFiles.Open(_path).Dispose();

    [Benchmark]
    public void LoadAsStored() => Load(WeightLoadOptions.Default);

    [Benchmark]
    public void LoadCast() => Load(Cast);

    private void Load(WeightLoadOptions options)
    {
        using var source = WeightFiles.Open(_path);
        WeightLoader.Load(_network, source, options);
    }
}
