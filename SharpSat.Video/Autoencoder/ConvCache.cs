using static TorchSharp.torch;

namespace SharpSat.Video.Autoencoder;

/// <summary>
/// What the causal convolutions remember between the chunks of one clip: for each of them the last frames of its
/// (padded) input. Make one per clip, pass it with every chunk in order, dispose it at the end. The network itself
/// keeps no state, so several clips can be decoded in turns. The remembered frames carry no gradient.
/// </summary>
public sealed class ConvCache : IDisposable
{
    private readonly Dictionary<object, Tensor> _frames = new(ReferenceEqualityComparer.Instance);

    /// <summary>Number of convolutions that remember frames.</summary>
    public int Count => _frames.Count;

    /// <summary>Bytes held; it does not grow with the number of chunks.</summary>
    public long Bytes => _frames.Values.Sum(frames => frames.numel() * frames.ElementSize);

    /// <summary>Forgets everything: the next chunk is the first of a clip.</summary>
    public void Clear()
    {
        foreach (var frames in _frames.Values)
        {
            frames.Dispose();
        }

        _frames.Clear();
    }

    /// <inheritdoc/>
    public void Dispose() => Clear();

    internal Tensor? Find(object convolution) => _frames.GetValueOrDefault(convolution);

    /// <summary>Copies the frames, because a view would keep the whole chunk alive.</summary>
    internal void Store(object convolution, Tensor lastFrames)
    {
        var copy = lastFrames.detach().clone().DetachFromDisposeScope();
        if (_frames.Remove(convolution, out var old))
        {
            old.Dispose();
        }

        _frames[convolution] = copy;
    }
}
