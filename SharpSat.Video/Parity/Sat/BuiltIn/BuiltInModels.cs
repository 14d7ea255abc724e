using SharpSat.Core.Hooks;
using SharpSat.Core.Models;
using SharpSat.Core.Transformer;

namespace SharpSat.Video.Parity.Sat.BuiltIn;

/// <summary>The model classes that recorded cases name.</summary>
internal static class BuiltInModels
{
    /// <exception cref="ParityUnsupportedException">There is none of that name.</exception>
    public static BaseModel Create(string? modelClass, BaseTransformer transformer, HookTrace trace) => modelClass switch
    {
        null or "BaseModel" => new BaseModel(transformer),
        "builtin.model.ModelM" => new ModelWithMethod(transformer, trace),
        _ => throw new ParityUnsupportedException($"the model class '{modelClass}'"),
    };

    /// <summary>builtin.model.ModelM: a model with a feed-forward of its own.</summary>
    private sealed class ModelWithMethod(BaseTransformer transformer, HookTrace trace) : BaseModel(transformer)
    {
        protected override void Configure(HookBuilder hooks) => hooks.Replace(TransformerHooks.MlpForward, (a, _) =>
        {
            trace.Add($"model.mlp_forward@{a.Layer}");
            return a.Hidden_BSE * 0.25;
        });
    }
}
