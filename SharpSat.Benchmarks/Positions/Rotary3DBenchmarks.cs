using BenchmarkDotNet.Attributes;
using SharpSat.Benchmarks.Kernels;
using SharpSat.Core.Tensors;
using SharpSat.Core.Tensors.Kernels.Heads;
using SharpSat.Mixins.Patches;
using SharpSat.Mixins.Positions;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Benchmarks.Positions;

// B batch, S tokens, N heads, D head size.

/// <summary>3D rotation of the queries' 900 video tokens behind 226 of text (N = 30, D = 64), and the table that is computed once for a size; forward.</summary>
public class Rotary3DBenchmarks : KernelBenchmarks
{
    private const int Text = 226;
    private const int HeadSize = 64;
    private static readonly PatchGrid Grid = new(4, 15, 15);
    private RotaryTable _table = null!;
    private Rotation _rotation = null!;
    private HeadTurn _turn = null!;
    private Tensor _query_BNSD = null!;

    [Params(ScalarType.Float32, ScalarType.BFloat16)]
    public ScalarType Dtype { get; set; }

    [GlobalSetup]
    public void MakeInputs()
    {
        Choose();
        using var noise = new NoiseSource(1, "benchmark");
        _query_BNSD = noise.Normal([1, 30, Text + Grid.Count, HeadSize], Dtype, CPU);
        _table = new RotaryTable(new Rotary3DParams { Grid = Grid, HiddenSize = 30 * HeadSize, HeadSize = HeadSize, TextLength = Text });
        _rotation = _table.For(Grid, Text, Dtype, CPU);
        var precise = _table.For(Grid, Text, ScalarType.Float32, CPU);
        _turn = new HeadTurn(precise.Cos_SD, precise.Sin_SD);
    }

    [GlobalCleanup]
    public void FreeInputs()
    {
        _table.Dispose();
        _query_BNSD.Dispose();
    }

    [Benchmark]
    public void Rotate()
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        if (HeadKernel.Serves(_query_BNSD))
        {
            HeadKernel.Apply(_query_BNSD, null, _turn);
        }
        else
        {
            _rotation.Apply(_query_BNSD);
        }
    }

    [Benchmark]
    public void ComputeTable()
    {
        using var table = new RotaryTable(new Rotary3DParams { Grid = Grid, HiddenSize = 30 * HeadSize, HeadSize = HeadSize, TextLength = Text });
        table.For(Grid, Text, Dtype, CPU);
    }
}
