using SharpSat.Core.Hooks;
using SharpSat.Core.Models;

namespace SharpSat.Video.Parity.Sat.BuiltIn;

/// <summary>A mixin without weights, given by what it hooks.</summary>
internal sealed class LambdaMixin(Action<HookBuilder> configure) : IModelMixin
{
    public void Configure(HookBuilder hooks) => configure(hooks);
}
