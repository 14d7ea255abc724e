using SharpSat.Core.Tensors;
using static TorchSharp.torch;

namespace SharpSat.Video.Engine;

/// <summary>Draws a batch from one seeded stream per sample, so that a sample's numbers do not depend on the batch around it.</summary>
internal sealed class SampleStreams(long seed, string purpose, int count) : INoiseSource, IDisposable
{
    private readonly List<NoiseSource> _streams = [.. Enumerable.Range(0, count).Select(i => new NoiseSource(seed + i, purpose))];

    public Tensor Normal(long[] shape, ScalarType dtype, Device device) => Each(shape, (stream, one) => stream.Normal(one, dtype, device));

    public Tensor Uniform(long[] shape, Device device) => Each(shape, (stream, one) => stream.Uniform(one, device));

    public Tensor Integers(long low, long high, long[] shape, Device device) => Each(shape, (stream, one) => stream.Integers(low, high, one, device));

    public Tensor Bernoulli(double probability, long[] shape, Device device) => Each(shape, (stream, one) => stream.Bernoulli(probability, one, device));

    public void Dispose() => _streams.ForEach(stream => stream.Dispose());

    private Tensor Each(long[] shape, Func<NoiseSource, long[], Tensor> draw)
    {
        if (shape.Length == 0 || shape[0] != _streams.Count)
        {
            throw new ArgumentException($"A draw of [{string.Join(", ", shape)}] for {_streams.Count} samples.", nameof(shape));
        }

        using var scope = NewDisposeScope();
        return cat([.. _streams.Select(stream => draw(stream, [1, .. shape[1..]]))], 0).MoveToOuterDisposeScope();
    }
}
