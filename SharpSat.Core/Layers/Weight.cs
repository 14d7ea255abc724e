using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SharpSat.Core.Layers;

/// <summary>
/// One named parameter of a <see cref="NetworkModule"/>. It begins on the meta device, knows how a fresh model would
/// initialise it, and gets its storage from a file or from <see cref="WeightInit"/> (never from both).
/// </summary>
public sealed class Weight
{
    internal Weight(NetworkModule owner, string name, long[] shape, WeightInit init, bool trainable, bool keepsType)
    {
        Owner = owner;
        KeepsType = keepsType;
        Name = name;
        Shape = shape;
        Init = init;
        Trainable = trainable;
    }

    /// <summary>Name within its module, as checkpoints spell it.</summary>
    public string Name { get; }

    /// <summary>Declared shape.</summary>
    public IReadOnlyList<long> Shape { get; }

    /// <summary>How a fresh model fills it.</summary>
    public WeightInit Init { get; }

    /// <summary>False for fixed tables, which stay out of training even when their module is unfrozen.</summary>
    public bool Trainable { get; }

    /// <summary>Whether casting a module leaves its type alone.</summary>
    internal bool KeepsType { get; }

    /// <summary>The module that declared it.</summary>
    internal NetworkModule Owner { get; }

    /// <summary>The parameter as it stands now (on the meta device until filled).</summary>
    public Parameter Value => Owner.CurrentParameter(Name);

    /// <summary>Puts <paramref name="tensor"/> in place, without a copy. The weight owns the tensor from now on.</summary>
    /// <exception cref="ArgumentException">The shape is not the declared one.</exception>
    public void Assign(Tensor tensor)
    {
        if (!tensor.shape.SequenceEqual(Shape))
        {
            throw new ArgumentException(
                $"{Name} has shape [{string.Join(", ", Shape)}], not [{string.Join(", ", tensor.shape)}].", nameof(tensor));
        }

        Owner.ReplaceParameter(Name, tensor);
    }

    /// <summary>Reads the parameter, so that a weight stands where a tensor is expected.</summary>
    public static implicit operator Tensor(Weight weight)
    {
        ArgumentNullException.ThrowIfNull(weight);
        return weight.Value;
    }
}
