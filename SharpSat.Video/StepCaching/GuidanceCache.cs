using SharpSat.Core.Context;
using SharpSat.Core.Hooks;
using SharpSat.Video.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Video.StepCaching;

/// <summary>
/// The half of a guided batch without the prompt, guessed from the half with it: in coarse and fine structure apart, the
/// difference of the last whole step is added, a little larger in every step.
/// </summary>
internal sealed class GuidanceCache(FasterCacheParams p)
{
    private readonly KeptTensor _low = new();
    private readonly KeptTensor _high = new();
    private int _calls;

    /// <summary>Whether the pass that runs has the prompt's half only.</summary>
    public bool IsHalved { get; private set; }

    /// <summary>Whether the pass that runs is a guided one.</summary>
    public bool IsGuided { get; private set; }

    public void Forget()
    {
        _low.Forget();
        _high.Forget();
        (_calls, IsHalved, IsGuided) = (0, false, false);
    }

    /// <summary>Runs a pass whole or halved; the timestep is in the context.</summary>
    public Tensor Predict(NetworkForwardArgs args, ForwardContext context, HookFn<NetworkForwardArgs, Tensor> next)
    {
        IsGuided = args.Conditioning.IsGuided;
        IsHalved = IsGuided && _calls % p.UnconditionalEvery != 0 && StepTimestep.IsBetween(context, p.UnconditionalAbove, p.UnconditionalBelow);
        _calls++;
        if (!IsGuided)
        {
            return next(args, context);
        }

        using var scope = NewDisposeScope();
        return (IsHalved ? Guessed(next(SecondHalf(args), context), context) : Whole(next(args, context))).MoveToOuterDisposeScope();
    }

    private Tensor Whole(Tensor both_BTCHW)
    {
        var halves = both_BTCHW.to(ScalarType.Float32).chunk(2, 0);
        var difference = halves[0] - halves[1];
        var low = Frequencies.Low(difference);
        _low.Keep(low);
        _high.Keep(difference - low);
        return both_BTCHW;
    }

    private Tensor Guessed(Tensor conditional_BTCHW, ForwardContext context)
    {
        Grow(_low, StepTimestep.IsBetween(context, p.LowFrequencyAbove, p.LowFrequencyBelow) ? p.LowFrequencyGrowth : 1);
        Grow(_high, StepTimestep.IsBetween(context, p.HighFrequencyAbove, p.HighFrequencyBelow) ? p.HighFrequencyGrowth : 1);
        var unconditional = conditional_BTCHW.to(ScalarType.Float32) + _low.Value + _high.Value;
        return cat([unconditional.to(conditional_BTCHW.dtype), conditional_BTCHW], 0);
    }

    private static void Grow(KeptTensor difference, double factor) => difference.Value.mul_(factor);

    private static NetworkForwardArgs SecondHalf(NetworkForwardArgs args)
    {
        var batch = args.Latents_BTCHW.size(0);
        Tensor Half(Tensor x) => x.size(0) == batch ? x.narrow(0, batch / 2, batch / 2) : x;
        var told = args.Conditioning;
        return args with
        {
            Latents_BTCHW = Half(args.Latents_BTCHW),
            Timestep_B = Half(args.Timestep_B),
            Conditioning = told with
            {
                Text_BSE = Half(told.Text_BSE),
                Concat_BTCHW = told.Concat_BTCHW is { } concat ? Half(concat) : null,
                Ofs_B = told.Ofs_B is { } ofs ? Half(ofs) : null,
                IsGuided = false,
            },
        };
    }
}
