using SharpSat.Core.Tensors;
using static TorchSharp.torch;

namespace SharpSat.Tests.Samplers;

/// <summary>Counts normal draws.</summary>
internal sealed class CountingNoise : INoiseSource
{
    public int Draws { get; private set; }

    public Tensor Normal(long[] shape, ScalarType dtype, Device device)
    {
        Draws++;
        return randn(shape, dtype, device);
    }

    public Tensor Uniform(long[] shape, Device device) => throw new NotSupportedException();

    public Tensor Integers(long low, long high, long[] shape, Device device) => throw new NotSupportedException();

    public Tensor Bernoulli(double probability, long[] shape, Device device) => throw new NotSupportedException();
}
