using SharpSat.Core.Errors;
using SharpSat.Core.Tensors;
using SharpSat.Video.Schedules;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Video.Samplers;

/// <summary>What the ancestral samplers share: the split of a step and the fresh noise at its end.</summary>
internal sealed class Ancestral
{
    private readonly AncestralParams _params;

    /// <exception cref="InputException">A setting is negative.</exception>
    public Ancestral(AncestralParams p)
    {
        ArgumentNullException.ThrowIfNull(p);
        if (!(p.Eta >= 0) || !(p.NoiseFactor >= 0))
        {
            throw new InputException(FormattableString.Invariant(
                $"An ancestral sampler needs eta >= 0 and noise_factor >= 0, not {p.Eta} and {p.NoiseFactor}."));
        }

        _params = p;
    }

    public AncestralSplit Split(NoiseLevel now, NoiseLevel next) => AncestralSplit.Of(now.Sigma(), next.Sigma(), _params.Eta);

    /// <summary>Euler's step to sigma <paramref name="down"/>, as a sample scaled by the signal of the next level.</summary>
    public static Tensor Euler(Tensor x, Tensor clean, NoiseLevel now, NoiseLevel next, float down) =>
        LevelMoves.Euler(x, clean, now, new NoiseLevel(next.Signal, next.Signal * down, next.Timestep));

    /// <summary>
    /// Adds the fresh noise. It is drawn in every step, the last one included, where none is used (as the reference
    /// does); eta 0 draws none at all.
    /// </summary>
    public Tensor Up(Tensor x, NoiseLevel next, float up, INoiseSource noise)
    {
        using var scope = NewDisposeScope();
        if (_params.Eta == 0)
        {
            return x.alias().MoveToOuterDisposeScope();
        }

        var fresh = noise.Normal(x.shape, ScalarType.Float32, x.device);
        return (next.Noise > 0 ? x + (fresh * ((float)_params.NoiseFactor * up * next.Signal)) : x.alias()).MoveToOuterDisposeScope();
    }
}
