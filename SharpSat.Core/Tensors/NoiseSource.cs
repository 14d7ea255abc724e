using System.Security.Cryptography;
using System.Text;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Core.Tensors;

/// <summary>
/// A seeded stream for one purpose on one rank. Draws are made on the CPU and moved, so that every device sees the
/// same numbers. Its state can be saved and restored.
/// </summary>
public sealed class NoiseSource : IRewindableNoise, IDisposable
{
    /// <summary>Streams of different purpose or rank are independent, also with equal seeds.</summary>
    /// <param name="seed">The run's seed.</param>
    /// <param name="purpose">For example "init", "timesteps", "noise", "dropout".</param>
    /// <param name="rank">Process number; 0 alone.</param>
    public NoiseSource(long seed, string purpose, int rank = 0)
    {
        Purpose = purpose;
        var digest = SHA256.HashData(Encoding.UTF8.GetBytes(FormattableString.Invariant($"{seed}/{purpose}/{rank}")));
        Generator = new Generator(BitConverter.ToUInt64(digest) >> 1, CPU);
    }

    /// <summary>What the stream is for.</summary>
    public string Purpose { get; }

    /// <summary>The generator underneath.</summary>
    public Generator Generator { get; }

    /// <inheritdoc/>
    public Tensor Normal(long[] shape, ScalarType dtype, Device device)
    {
        using var scope = NewDisposeScope();
        return randn(shape, ScalarType.Float32, generator: Generator).to(dtype, device).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public Tensor Uniform(long[] shape, Device device)
    {
        using var scope = NewDisposeScope();
        return rand(shape, ScalarType.Float32, generator: Generator).to(device).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public Tensor Integers(long low, long high, long[] shape, Device device)
    {
        using var scope = NewDisposeScope();
        return randint(low, high, shape, ScalarType.Int64, generator: Generator).to(device).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public Tensor Bernoulli(double probability, long[] shape, Device device)
    {
        using var scope = NewDisposeScope();
        return rand(shape, ScalarType.Float32, generator: Generator).lt(probability).to(ScalarType.Float32).to(device).MoveToOuterDisposeScope();
    }

    /// <summary>The generator's state as bytes.</summary>
    public byte[] SaveState()
    {
        using var state = Generator.get_state();
        return state.bytes.ToArray();
    }

    /// <summary>Continues exactly where <see cref="SaveState"/> was called.</summary>
    public void RestoreState(byte[] saved)
    {
        using var state = tensor(saved, ScalarType.Byte);
        Generator.set_state(state);
    }

    /// <inheritdoc/>
    public void Dispose() => Generator.Dispose();
}
