using BenchmarkDotNet.Attributes;
using SharpSat.Core.Training.Optimizers;
using TorchSharp;
using static TorchSharp.torch;
using Parameter = TorchSharp.Modules.Parameter;

namespace SharpSat.Benchmarks.Optimizers;

/// <summary>
/// One AdamW step over 100 million float32 weights in tensors of 4 million, beside TorchSharp's, and beside in-place
/// additions that move the same 28 bytes a weight (read weight, gradient and moments, write all but the gradient).
/// </summary>
public class AdamWBenchmarks
{
    private const int Tensors = 25;
    private const long Elements = 4_000_000;
    private List<Parameter> _weights = [];
    private List<Tensor> _moved = [];
    private AdamW? _ours;
    private optim.Optimizer? _theirs;

    [GlobalSetup]
    public void Open()
    {
        _weights = [.. Enumerable.Range(0, Tensors).Select(_ => new Parameter(randn(Elements).DetachFromDisposeScope()))];
        _weights.ForEach(w => w.grad = randn(Elements));
        _ours = new AdamW([new ParameterGroup("all", [.. _weights.Select((w, i) => new NamedParameter($"w{i}", w))], 0.01)]);
        _theirs = optim.AdamW(_weights);

        // An in-place addition of a number reads and writes 8 bytes an element: 3.5 of them are 28.
        _moved = [.. _weights.Select(_ => zeros(Elements * 7 / 2))];
    }

    [Benchmark]
    public void SharpSat() => _ours!.Step(1e-4);

    [Benchmark]
    public void TorchSharp() => _theirs!.step();

    [Benchmark(Baseline = true)]
    public void BytesThatMustMove() => _moved.ForEach(m => m.add_(1));

    [GlobalCleanup]
    public void Close()
    {
        _ours?.Dispose();
        _theirs?.Dispose();
        _weights.ForEach(w => w.Dispose());
        _moved.ForEach(m => m.Dispose());
    }
}
