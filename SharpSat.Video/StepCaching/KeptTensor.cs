using static TorchSharp.torch;

namespace SharpSat.Video.StepCaching;

/// <summary>A tensor that outlives the pass it was made in. It is a copy, because whoever gets the original may change it in place.</summary>
internal sealed class KeptTensor
{
    private Tensor? _value;

    /// <summary>Whether nothing is kept.</summary>
    public bool IsEmpty => _value is null;

    /// <summary>The tensor itself; not to be changed or disposed.</summary>
    /// <exception cref="InvalidOperationException">Nothing is kept.</exception>
    public Tensor Value => _value ?? throw new InvalidOperationException("Nothing was kept yet.");

    /// <summary>Keeps a copy in place of what was there.</summary>
    public void Keep(Tensor tensor)
    {
        var copy = tensor.clone().DetachFromDisposeScope();
        Forget();
        _value = copy;
    }

    /// <summary>Keeps what another one has, which is empty from then on.</summary>
    public void Take(KeptTensor other)
    {
        Forget();
        (_value, other._value) = (other._value, null);
    }

    /// <summary>Gives the memory free.</summary>
    public void Forget()
    {
        _value?.Dispose();
        _value = null;
    }
}
