using SharpSat.Core.Tensors;
using static TorchSharp.torch;

namespace SharpSat.Video.Parity.Sat.Maths;

/// <summary>
/// Gives one tensor whatever is asked for, outside the asked range too: the <c>rand</c> argument of the reference's sigma
/// samplers replaces the draw without a check.
/// </summary>
/// <param name="value">The tensor; stays the caller's.</param>
internal sealed class GivenDraw(Tensor value) : INoiseSource
{
    public Tensor Normal(long[] shape, ScalarType dtype, Device device) => Given(shape, dtype, device);

    public Tensor Uniform(long[] shape, Device device) => Given(shape, ScalarType.Float32, device);

    public Tensor Integers(long low, long high, long[] shape, Device device) => Given(shape, ScalarType.Int64, device);

    public Tensor Bernoulli(double probability, long[] shape, Device device) => Given(shape, ScalarType.Float32, device);

    private Tensor Given(long[] shape, ScalarType dtype, Device device)
    {
        using var scope = NewDisposeScope();
        return value.reshape(shape).to(dtype).to(device).clone().MoveToOuterDisposeScope();
    }
}
