using static TorchSharp.torch;

namespace SharpSat.Core.Tensors;

/// <summary>Every random draw of training and sampling goes through here, so that parity tests can feed recorded draws.</summary>
public interface INoiseSource
{
    /// <summary>Standard normal, float32 before the cast to <paramref name="dtype"/>.</summary>
    Tensor Normal(long[] shape, ScalarType dtype, Device device);

    /// <summary>Uniform in [0, 1), float32.</summary>
    Tensor Uniform(long[] shape, Device device);

    /// <summary>int64 in [low, high).</summary>
    Tensor Integers(long low, long high, long[] shape, Device device);

    /// <summary>1 with the given probability, else 0; float32.</summary>
    Tensor Bernoulli(double probability, long[] shape, Device device);
}
