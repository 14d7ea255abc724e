using SharpSat.Core.Context;
using SharpSat.Core.Hooks;
using SharpSat.Video.Networks;
using static TorchSharp.torch;

namespace SharpSat.Video.StepCaching;

/// <summary>The timestep of a pass as a number, for caches that work in a part of the run only.</summary>
internal static class StepTimestep
{
    private static readonly ContextKey<float> Key = new("timestep", "the step cache, at the beginning of a pass");

    /// <summary>Reads it once for a pass.</summary>
    public static Tensor Read(NetworkForwardArgs args, ForwardContext context, HookFn<NetworkForwardArgs, Tensor> next)
    {
        context.Set(Key, args.Timestep_B[0].to(ScalarType.Float32).item<float>());
        return next(args, context);
    }

    /// <summary>Whether it lies between two numbers, both left out.</summary>
    public static bool IsBetween(ForwardContext context, double above, double below) => context.Get(Key) is var timestep && above < timestep && timestep < below;
}
