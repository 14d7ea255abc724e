using SharpSat.Core.Configuration;
using SharpSat.Core.Layers;
using SharpSat.Core.Models;
using SharpSat.Core.Registry;
using SharpSat.Core.Tensors;
using SharpSat.Video.StepCaching;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Benchmarks.Mixins;

/// <summary>A small model with random weights that a registered mixin can join, and inputs for it.</summary>
internal abstract class MixinHost : IDisposable
{
    /// <summary>Forward passes in a run; what leaves out work in some steps of a sampling run does so here.</summary>
    public const int Passes = 10;

    private const string Name = "measured";
    private IStepCache? _cache;

    /// <summary>The model.</summary>
    protected abstract BaseModel Model { get; }

    /// <summary>Adds a mixin with its default params.</summary>
    public void Plug(ComponentEntry entry)
    {
        using var factory = new ComponentFactory();
        var node = entry.ParamsType is { } record ? new ComponentNode(entry.Name, MixinSizes.ParamsOf(record)) : new ComponentNode(entry.Name);
        var mixin = factory.Create<IModelMixin>(node, Model);
        Model.Add(Name, mixin);
        Fill();
        _cache = mixin as IStepCache;
    }

    /// <summary>Takes it out again.</summary>
    public void Unplug()
    {
        var mixin = Model.Remove(Name);
        _cache?.Forget();
        _cache = null;
        (mixin as IDisposable)?.Dispose();
    }

    /// <summary>A run of <see cref="Passes"/> forward passes.</summary>
    public void Run()
    {
        using var guard = no_grad();
        _cache?.Begin(Model);
        for (var pass = 0; pass < Passes; pass++)
        {
            using var scope = NewDisposeScope();
            Forward(pass);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _cache?.Forget();
        Free();
        Model.Dispose();
    }

    /// <summary>Gives weights their values.</summary>
    protected void Fill()
    {
        using var noise = new NoiseSource(1, "benchmark");
        Model.Materialize(noise, ScalarType.Float32, CPU);
        Model.eval();
    }

    /// <summary>One forward pass in the caller's scope.</summary>
    protected abstract void Forward(int pass);

    /// <summary>Disposes the inputs.</summary>
    protected abstract void Free();
}
