using BenchmarkDotNet.Attributes;
using SharpSat.Benchmarks.Ratios.Blocks;
using SharpSat.Core.Layers;
using SharpSat.Core.Tensors;
using SharpSat.Mixins.LowRank;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Benchmarks.LowRank;

/// <summary>A block's forward pass of 1,126 tokens without LoRA, and with 1 and 3 adapters of rank 128 on qkv and dense, plugged in and merged into the weights.</summary>
public class LoraBenchmarks
{
    private BlockSubject _block = null!;

    [Params(1, 3)]
    public int Adapters { get; set; }

    [GlobalSetup(Target = nameof(WithoutAdapters))]
    public void Open() => _block = new BlockSubject(new(1920, 30, 226, 4, 15, 15, Rotary: false), ScalarType.Float32);

    [GlobalSetup(Target = nameof(PluggedIn))]
    public void Plug() => Adopt(merged: false);

    [GlobalSetup(Target = nameof(Merged))]
    public void Merge() => Adopt(merged: true);

    [GlobalCleanup]
    public void Free() => _block.Dispose();

    [Benchmark(Baseline = true)]
    public void WithoutAdapters() => Forward();

    [Benchmark]
    public void PluggedIn() => Forward();

    [Benchmark]
    public void Merged() => Forward();

    private void Adopt(bool merged)
    {
        Open();
        using var noise = new NoiseSource(1, "benchmark");
        for (var i = 0; i < Adapters; i++)
        {
            var lora = new LoraMixin(new LoraParams { Rank = 128 }, _block.Model);
            lora.Materialize(noise, ScalarType.Float32, CPU);
            _block.Model.Add($"lora{i}", lora);
            if (merged)
            {
                LoraMerge.Into(lora);
            }
        }
    }

    private void Forward()
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        _block.Forward(_block.X_BSE);
    }
}
