using SharpSat.Core.Errors;
using SharpSat.Core.Tensors;
using SharpSat.Video.Schedules;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Video.Samplers;

/// <summary>Holds the leading frames of the start and puts them back before every step.</summary>
internal sealed class FixedFrames : IDisposable
{
    private readonly Tensor _prefix_BTCHW;
    private readonly bool _noised;

    public FixedFrames(Tensor start_BTCHW, Dpmpp2mSdeParams p)
    {
        var frames = start_BTCHW.shape[1];
        if (p.FixedFrames > frames)
        {
            throw new InputException($"fixed_frames is {p.FixedFrames}, but there are {frames} latent frames.");
        }

        _prefix_BTCHW = start_BTCHW.narrow(1, 0, p.FixedFrames).to(ScalarType.Float32, copy: true).DetachFromDisposeScope();
        _noised = p.NoiseFixedFrames;
    }

    /// <summary>The latents with the fixed frames at the given level (or clean, where they are not noised).</summary>
    public Tensor Put(Tensor x_BTCHW, NoiseLevel level, INoiseSource noise)
    {
        using var scope = NewDisposeScope();
        if (!_noised)
        {
            return PutClean(x_BTCHW).MoveToOuterDisposeScope();
        }

        var draw = noise.Normal(_prefix_BTCHW.shape, ScalarType.Float32, x_BTCHW.device);
        var noisy = ForwardProcess.AddNoise(_prefix_BTCHW, draw, level.ForBatch(x_BTCHW.shape[0]));
        return Join(noisy, x_BTCHW).MoveToOuterDisposeScope();
    }

    /// <summary>The latents with the fixed frames as they were given.</summary>
    public Tensor PutClean(Tensor x_BTCHW) => Join(_prefix_BTCHW, x_BTCHW);

    /// <inheritdoc/>
    public void Dispose() => _prefix_BTCHW.Dispose();

    private static Tensor Join(Tensor prefix, Tensor x)
    {
        using var scope = NewDisposeScope();
        var count = prefix.shape[1];
        return cat([prefix, x.narrow(1, count, x.shape[1] - count)], 1).MoveToOuterDisposeScope();
    }
}
