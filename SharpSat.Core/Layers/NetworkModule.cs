using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SharpSat.Core.Layers;

/// <summary>
/// Base of every SharpSat module. Weights and children are registered by explicit checkpoint names, on the meta
/// device; nothing is found by reflection over fields (which would recurse through a field that holds a parent).
/// </summary>
public abstract class NetworkModule : nn.Module
{
    private readonly List<Weight> _weights = [];

    /// <summary>Creates the module.</summary>
    /// <param name="name">Shown by diagnostics; not part of any weight name.</param>
    protected NetworkModule(string name)
        : base(name)
    {
    }

    /// <summary>The weights this module itself declared, children left out, in declaration order.</summary>
    public IReadOnlyList<Weight> OwnWeights => _weights;

    /// <summary>Declares a weight on the meta device. A fixed table is not trainable.</summary>
    protected Weight AddWeight(string name, long[] shape, WeightInit init, bool trainable = true) => AddWeight(name, shape, init, trainable, keepsType: false);

    /// <summary>Declares a weight on the meta device, perhaps one that casts leave alone.</summary>
    private protected Weight AddWeight(string name, long[] shape, WeightInit init, bool trainable, bool keepsType)
    {
        var weight = new Weight(this, name, shape, init, trainable, keepsType);
        var placeholder = new Parameter(empty(shape, ScalarType.Float32, new Device(DeviceType.META)), trainable);
        register_parameter(name, (Parameter)placeholder.DetachFromDisposeScope());
        _weights.Add(weight);
        return weight;
    }

    /// <summary>Registers a child under its checkpoint name and returns it.</summary>
    protected T AddChild<T>(string name, T child)
        where T : nn.Module
    {
        register_module(name, child);
        return child;
    }

    /// <summary>Removes a child if it is registered (the child is not disposed).</summary>
    protected void RemoveChild(string name)
    {
        if (_internal_submodules.TryGetValue(name, out _))
        {
            _internal_submodules.Remove(name);
        }
    }

    /// <inheritdoc/>
    protected override void RegisterComponents()
    {
    }

    internal Parameter CurrentParameter(string name) => _internal_params[name];

    internal void ReplaceParameter(string name, Tensor tensor)
    {
        var old = _internal_params[name];
        var trainable = old.requires_grad;
        using (no_grad())
        {
            var parameter = new Parameter(tensor, tensor.is_floating_point() && trainable);
            ConditionallyRegisterParameter(name, (Parameter)parameter.DetachFromDisposeScope());
        }

        old.Dispose();
    }
}
