using Newtonsoft.Json.Linq;
using SharpSat.Core.Checkpoints;
using SharpSat.Core.Layers;
using SharpSat.Video.Interop.Sat;
using SharpSat.Video.Networks;
using static TorchSharp.torch;

namespace SharpSat.Video.Parity.Sat.Maths;

/// <summary>The <c>network</c> of a run: the analytic one, or a transformer behind the reference's wrapper.</summary>
internal sealed class CaseNetwork : IDisposable
{
    private readonly ParityCase _parity;
    private readonly JToken? _defaults;
    private readonly CogVideoXTransformer? _transformer;

    /// <summary>Builds the network and reads its weights.</summary>
    /// <exception cref="ParityUnsupportedException">The network or one of its defaults is not known.</exception>
    public CaseNetwork(ParityCase parity, JToken? node, bool training)
    {
        ParityOptions.RequireKnown(node, "a network", "target", "params", "config", "weights", "default_kwargs");
        _parity = parity;
        _defaults = node?["default_kwargs"];
        ParityOptions.RequireKnown(_defaults, "a network's default_kwargs", "ofs");
        switch (SatNode.ClassOf(node))
        {
            case "analytic":
                ParityOptions.RequireKnown(
                    node!["params"], "builtin.analytic", "x_gain", "crossattn_gain", "c_noise_gain", "concat_gain", "ofs_gain");
                Network = new AnalyticNetwork(SatNode.Params(node));
                break;
            case "OpenAIWrapper":
                _transformer = Load(parity, node!);
                _transformer.train(training);
                Network = _transformer;
                break;
            case var other:
                throw new ParityUnsupportedException($"the network '{other}'");
        }
    }

    public INetwork Network { get; }

    /// <summary>Whether the network heeds no other keyword argument than ofs.</summary>
    public bool IgnoresOtherArguments => _transformer is null;

    /// <summary>The transformer's weights by name; empty for the analytic network.</summary>
    public IReadOnlyDictionary<string, Tensor> Weights =>
        _transformer?.NamedWeights().ToDictionary(w => w.Name, w => (Tensor)w.Weight.Value) ?? [];

    /// <summary>The ofs value of <paramref name="batch"/> samples: what the caller passes, else the network's default, else null.</summary>
    public Tensor? Ofs(JToken? passed, long batch)
    {
        var node = passed is null or { Type: JTokenType.Null } ? _defaults?["ofs"] : passed;
        var ofs = node switch
        {
            null or { Type: JTokenType.Null } => null,
            JArray list => tensor(list.Select(v => (float)v).ToArray()),
            { Type: JTokenType.Integer or JTokenType.Float } => tensor(new[] { (float)node }),
            _ => _parity.Resolve(node),
        };
        return ofs is null ? null : ofs.numel() == 1 ? ofs.reshape(1).expand(batch) : ofs;
    }

    public void Dispose() => _transformer?.Dispose();

    private static CogVideoXTransformer Load(ParityCase parity, JToken node)
    {
        var transformer = new CogVideoXTransformer(SatNetwork.Transformer(
            node["config"] is JObject config ? config : parity.Json["config"] ?? throw new ParityUnsupportedException("a wrapped network without a config")));
        var file = node["weights"] is JValue { Type: JTokenType.String } path ? path : node["weights"] ?? parity.Json["weights"];
        using var source = parity.Weights((string)(file is JObject described ? described["file"] : file)!);
        using var weights = new PrefixedWeights(source, file is JObject prefixed ? (string?)prefixed["prefix"] ?? string.Empty : string.Empty, leaveOpen: true);
        WeightLoader.Load(transformer, weights);
        return transformer;
    }
}
