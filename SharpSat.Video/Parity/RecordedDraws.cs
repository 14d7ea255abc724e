using SharpSat.Core.Tensors;
using static TorchSharp.torch;

namespace SharpSat.Video.Parity;

/// <summary>Hands out recorded random draws in their order, whatever distribution is asked for.</summary>
internal sealed class RecordedDraws : IRewindableNoise, IDisposable
{
    private readonly IReadOnlyList<Tensor> _draws;
    private int _used;

    /// <summary>Takes over the tensors.</summary>
    public RecordedDraws(IReadOnlyList<Tensor> draws)
    {
        _draws = [.. draws.Select(d => d.DetachFromDisposeScope())];
    }

    public int Used => _used;

    public int Count => _draws.Count;

    public Tensor Normal(long[] shape, ScalarType dtype, Device device) => Next(shape, dtype, device);

    public Tensor Uniform(long[] shape, Device device) => Next(shape, ScalarType.Float32, device);

    public Tensor Integers(long low, long high, long[] shape, Device device)
    {
        var draw = Next(shape, ScalarType.Int64, device);
        return draw.ge(low).logical_and(draw.lt(high)).all().item<bool>()
            ? draw
            : throw new InvalidOperationException($"Recorded draw {_used - 1} is outside [{low}, {high}).");
    }

    public Tensor Bernoulli(double probability, long[] shape, Device device) => Next(shape, ScalarType.Float32, device);

    public byte[] SaveState() => BitConverter.GetBytes(_used);

    public void RestoreState(byte[] saved) => _used = BitConverter.ToInt32(saved);

    /// <summary>Records whether exactly the recorded draws were asked for.</summary>
    public void RequireAllUsed(ParityRecorder recorder) =>
        recorder.Require("draws", _used == _draws.Count, $"{_used} of {_draws.Count} recorded draws were used");

    public void Dispose()
    {
        foreach (var draw in _draws)
        {
            draw.Dispose();
        }
    }

    private Tensor Next(long[] shape, ScalarType dtype, Device device)
    {
        var asked = $"[{string.Join(", ", shape)}]";
        if (_used >= _draws.Count)
        {
            throw new InvalidOperationException($"Draw {_used} of shape {asked} was not recorded; there are {_draws.Count}.");
        }

        using var scope = NewDisposeScope();
        var draw = _draws[_used++];
        return draw.numel() == shape.Aggregate(1L, (a, b) => a * b)
            ? draw.reshape(shape).to(dtype).to(device).clone().MoveToOuterDisposeScope()
            : throw new InvalidOperationException($"Draw {_used - 1} was asked with shape {asked}, recorded [{string.Join(", ", draw.shape)}].");
    }
}
