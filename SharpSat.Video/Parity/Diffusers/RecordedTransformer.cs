using Newtonsoft.Json.Linq;
using SharpSat.Core.Checkpoints;
using SharpSat.Core.Layers;
using SharpSat.Mixins.Positions;
using SharpSat.Video.Interop.Diffusers;
using SharpSat.Video.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Video.Parity.Diffusers;

/// <summary>The transformer that a case of the diffusers suite names by <c>model</c>, and what its runs give it.</summary>
internal static class RecordedTransformer
{
    /// <summary>Folder of the model.</summary>
    public static string Folder(ParityCase parity) =>
        parity.PathOf((string?)parity.Json["model"] ?? throw new ParityUnsupportedException("a case without 'model'"));

    /// <summary>The transformer with fresh weights, in eval mode.</summary>
    public static CogVideoXTransformer Load(ParityCase parity)
    {
        using var folder = DiffusersTransformer.Open(Folder(parity));
        var network = folder.Load();
        network.eval();
        return network;
    }

    /// <summary>The rotary table as given; without one diffusers turns nothing. Null where the model has other positions.</summary>
    public static RotaryPositions? Rotary(ParityCase parity, CogVideoXTransformer network, JToken inputs, Tensor x_BTCHW)
    {
        var config = network.Config;
        var cos = parity.Optional(inputs["rotary_cos"]);
        if (config.Positions == PositionKind.SinCos)
        {
            return cos is null ? null : throw new ParityUnsupportedException("a rotary table for a model with sine-cosine positions");
        }

        if (cos is not null)
        {
            return new RotaryPositions(cos, parity.Resolve(inputs["rotary_sin"]!));
        }

        var tokens = config.Patch.GridOf(x_BTCHW.size(1), x_BTCHW.size(3), x_BTCHW.size(4)).Count;
        return new RotaryPositions(ones(tokens, config.HeadSize), zeros(tokens, config.HeadSize));
    }

    /// <summary>Tensors by the names of the network's weights (weights, gradients) under diffusers' names; without those of adapters.</summary>
    /// <param name="network">The network.</param>
    /// <param name="tensor">What to take of a weight, or null to leave it out.</param>
    public static IWeightSource InDiffusersNames(CogVideoXTransformer network, Func<Weight, Tensor?> tensor)
    {
        var adapters = network.MixinNames.Where(name => network.Get<Core.Models.IModelMixin>(name) is Mixins.LowRank.LoraMixin).Select(name => $"mixins.{name}.").ToList();
        var named = network.NamedWeights().Where(w => !adapters.Exists(prefix => w.Name.StartsWith(prefix, StringComparison.Ordinal)))
            .Select(w => (w.Name, Tensor: tensor(w.Weight))).Where(w => w.Tensor is not null).Select(w => (w.Name, w.Tensor!));
        return TransformerWeights.ToDiffusers(new MemoryWeights(named, "the network"), network.Config);
    }
}
