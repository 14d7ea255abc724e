using SharpSat.Core.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Core.Distributed;

/// <summary>
/// Draws what one process would draw for the whole batch and gives out this process's rows, so that the number of
/// processes changes no sample's noise, and the streams stand alike in all of them. A draw that has not one row for each
/// of this process's samples is the same everywhere.
/// </summary>
internal sealed class SharedDraws(NoiseSource whole, BatchShare share) : IRewindableNoise, IDisposable
{
    public Tensor Normal(long[] shape, ScalarType dtype, Device device) => Rows(shape, s => whole.Normal(s, dtype, device));

    public Tensor Uniform(long[] shape, Device device) => Rows(shape, s => whole.Uniform(s, device));

    public Tensor Integers(long low, long high, long[] shape, Device device) => Rows(shape, s => whole.Integers(low, high, s, device));

    public Tensor Bernoulli(double probability, long[] shape, Device device) => Rows(shape, s => whole.Bernoulli(probability, s, device));

    public byte[] SaveState() => whole.SaveState();

    public void RestoreState(byte[] saved) => whole.RestoreState(saved);

    public void Dispose() => whole.Dispose();

    private Tensor Rows(long[] shape, Func<long[], Tensor> draw)
    {
        if (shape.Length == 0 || shape[0] != share.Rows)
        {
            return draw(shape);
        }

        using var scope = NewDisposeScope();
        var all = draw([shape[0] * share.Size, .. shape.Skip(1)]);
        return all.slice(0, share.Rank, all.size(0), share.Size).contiguous().MoveToOuterDisposeScope();
    }
}
