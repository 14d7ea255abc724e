using SharpSat.Core.Hooks;
using SharpSat.Core.Layers;
using SharpSat.Core.Models;

namespace SharpSat.Video.Parity.Sat.BuiltIn;

/// <summary>builtin.mixin.Reinit: a weight and no hooks; says when it is told to start fresh.</summary>
internal sealed class ReinitMixin : ModelMixin
{
    private readonly string _name;
    private readonly HookTrace _trace;

    public ReinitMixin(string name, HookTrace trace)
    {
        _name = name;
        _trace = trace;
        AddWeight("w", [2], WeightInit.Zeros);
    }

    public override void Configure(HookBuilder hooks)
    {
    }

    public override void Reinitialize(BaseModel model) => _trace.Add(
        $"reinit:{_name}:mixins={string.Join(",", model.MixinNames)}:has_transformer={(model.Transformer is null ? "False" : "True")}");
}
