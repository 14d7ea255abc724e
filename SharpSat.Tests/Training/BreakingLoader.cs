using SharpSat.Core.Data;
using static TorchSharp.torch;

namespace SharpSat.Tests.Training;

/// <summary>Fails at one batch, as a video whose reader was killed would.</summary>
internal sealed class BreakingLoader(IBatchLoader<Tensor> inner, int breaksAt, Action before) : IBatchLoader<Tensor>
{
    private int _batch;

    public int BatchSize => inner.BatchSize;

    public TimeSpan WaitTime => inner.WaitTime;

    public Tensor Next()
    {
        if (++_batch == breaksAt)
        {
            before();
            throw new DataReadException("clip.mp4", new IOException("ffmpeg ended"));
        }

        return inner.Next();
    }

    public SamplerState Save() => inner.Save();

    public void Restore(SamplerState state) => inner.Restore(state);

    public void Dispose()
    {
    }
}
