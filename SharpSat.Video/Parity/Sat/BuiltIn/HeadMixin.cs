using SharpSat.Core.Hooks;
using SharpSat.Core.Layers;
using SharpSat.Core.Models;
using SharpSat.Core.Transformer;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Video.Parity.Sat.BuiltIn;

/// <summary>builtin.mixin.Head: three logits from the hidden states, <c>w</c> [3, E] and <c>b</c> [3]; counts how often it starts fresh.</summary>
internal sealed class HeadMixin : ModelMixin
{
    private readonly HookTrace _trace;
    private readonly Weight _weight;
    private readonly Weight _bias;

    public HeadMixin(int width, HookTrace trace)
    {
        _trace = trace;
        _weight = AddWeight("w", [3, width], WeightInit.Zeros);
        _bias = AddWeight("b", [3], WeightInit.Zeros);
    }

    public int Reinitialized { get; private set; }

    public override void Configure(HookBuilder hooks) => hooks.Replace(TransformerHooks.FinalForward, (a, _) =>
    {
        _trace.Add("Head.final_forward");
        return nn.functional.linear(a.Hidden_BSE, _weight.Value, _bias.Value);
    });

    public override void Reinitialize(BaseModel model) => Reinitialized++;
}
