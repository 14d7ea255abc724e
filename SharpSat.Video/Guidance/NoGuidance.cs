using SharpSat.Core.Registry;
using SharpSat.Video.Samplers;
using static TorchSharp.torch;

namespace SharpSat.Video.Guidance;

/// <summary>The conditional prediction as it is.</summary>
[Component("no_guidance", Aliases = ["sgm.modules.diffusionmodules.guiders.IdentityGuider"])]
public sealed class NoGuidance : IGuidance
{
    /// <inheritdoc/>
    public bool NeedsUnconditional => false;

    /// <inheritdoc/>
    public Tensor Combine(Tensor unconditional_BTCHW, Tensor conditional_BTCHW, SamplingStep step) => conditional_BTCHW.alias();
}
