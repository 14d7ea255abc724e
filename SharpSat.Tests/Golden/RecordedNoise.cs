using SharpSat.Core.Tensors;
using static TorchSharp.torch;

namespace SharpSat.Tests.Golden;

/// <summary>Hands out recorded draws in call order; asking for another size, or too often, fails the test.</summary>
public sealed class RecordedNoise : IRewindableNoise
{
    private readonly IReadOnlyList<Tensor> _draws;
    private int _used;

    public RecordedNoise(IReadOnlyList<Tensor> draws)
    {
        _draws = [.. draws.Select(d => d.DetachFromDisposeScope())];
    }

    public int Used => _used;

    public Tensor Normal(long[] shape, ScalarType dtype, Device device) => Next(shape, dtype, device);

    public Tensor Uniform(long[] shape, Device device) => Next(shape, ScalarType.Float32, device);

    public Tensor Integers(long low, long high, long[] shape, Device device)
    {
        var draw = Next(shape, ScalarType.Int64, device);
        Assert.That(draw.ge(low).logical_and(draw.lt(high)).all().item<bool>(), $"draw {_used - 1} is outside [{low}, {high})");
        return draw;
    }

    public Tensor Bernoulli(double probability, long[] shape, Device device) => Next(shape, ScalarType.Float32, device);

    public byte[] SaveState() => BitConverter.GetBytes(_used);

    public void RestoreState(byte[] saved) => _used = BitConverter.ToInt32(saved);

    public void AssertAllUsed() => Assert.That(_used, Is.EqualTo(_draws.Count), "recorded draws used");

    private Tensor Next(long[] shape, ScalarType dtype, Device device)
    {
        Assert.That(_used, Is.LessThan(_draws.Count), $"draw {_used} of shape [{string.Join(", ", shape)}] was not recorded");
        using var scope = NewDisposeScope();
        var draw = _draws[_used++];
        var count = shape.Aggregate(1L, (a, b) => a * b);
        Assert.That(draw.numel(), Is.EqualTo(count), $"size of draw {_used - 1}: asked [{string.Join(", ", shape)}], recorded [{string.Join(", ", draw.shape)}]");
        return draw.reshape(shape).to(dtype).to(device).clone().MoveToOuterDisposeScope();
    }
}
