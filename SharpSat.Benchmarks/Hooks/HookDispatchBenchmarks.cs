using System.Runtime.CompilerServices;
using BenchmarkDotNet.Attributes;
using SharpSat.Core.Context;
using SharpSat.Core.Hooks;
using SharpSat.Core.Models;
using SharpSat.Core.Transformer;

namespace SharpSat.Benchmarks.Hooks;

/// <summary>One hook call through 0, 1, 3 and 10 wrapping mixins against calling the default directly.</summary>
[MemoryDiagnoser(displayGenColumns: false)]
public class HookDispatchBenchmarks
{
    // A plain call alone is too short to be told from none.
    private const int Calls = 100;

    private static readonly HookPoint<int, int> Point = new("benchmark_point", Default);

    private readonly ForwardContext _context = new();
    private HookChains _chains = HookChains.None;

    [Params(0, 1, 3, 10)]
    public int Wraps { get; set; }

    [GlobalSetup]
    public void Compose()
    {
        using var model = new BaseModel(new TransformerConfig { NumLayers = 1, HiddenSize = 8, NumAttentionHeads = 1 });
        for (var i = 0; i < Wraps; i++)
        {
            model.Add($"wrap{i}", new AddOne());
        }

        _chains = model.Hooks;
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Calls)]
    public int PlainCall()
    {
        var value = 0;
        for (var i = 0; i < Calls; i++)
        {
            value = Default(value, _context);
        }

        return value;
    }

    /// <summary>What a transformer does at every site: find the chain, then run it.</summary>
    [Benchmark(OperationsPerInvoke = Calls)]
    public int HookCall()
    {
        var value = 0;
        for (var i = 0; i < Calls; i++)
        {
            value = _chains.For(Point)(value, _context);
        }

        return value;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Default(int value, ForwardContext context) => value + 1;

    private sealed class AddOne : IModelMixin
    {
        public void Configure(HookBuilder hooks) =>
            hooks.Declare(Point).Wrap(Point, (value, context, next) => next(value, context) + 1);
    }
}
