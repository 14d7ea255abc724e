using System.IO.Enumeration;
using Newtonsoft.Json.Linq;
using SharpSat.Core.Errors;
using SharpSat.Mixins.LowRank;
using SharpSat.Video.Interop.Sat;
using SharpSat.Video.Networks;
using SharpSat.Video.Parity.Sat.Backbone;
using static TorchSharp.torch;

namespace SharpSat.Video.Parity.Sat.Lora;

/// <summary>A transformer that a named configuration of a case describes, with its adapter if it has one.</summary>
internal sealed class SatLoraModel : IDisposable
{
    private SatLoraModel(CogVideoXTransformer network, LoraMixin? lora)
    {
        Network = network;
        Lora = lora;
    }

    public CogVideoXTransformer Network { get; }

    public LoraMixin? Lora { get; }

    /// <summary>The weights under SAT's names; those of a merged adapter are gone.</summary>
    public SatLoraState State => new(Network, Lora is { IsMerged: false } ? Lora : null);

    /// <param name="parity">The case.</param>
    /// <param name="config">Its top-level field with the configuration.</param>
    /// <exception cref="ParityUnsupportedException">The configuration asks for what is not supported.</exception>
    public static SatLoraModel Build(ParityCase parity, string config)
    {
        var node = parity.Json[config] ?? throw new ParityUnsupportedException($"a case without '{config}'");
        try
        {
            var network = new CogVideoXTransformer(SatNetwork.Transformer(node));
            if (node["params"]?["modules"]?["lora_config"] is not { Type: not JTokenType.Null } lora)
            {
                return new SatLoraModel(network, null);
            }

            var mixin = new LoraMixin(SatLora.Lora2(lora, network.Transformer.Config), network);
            network.Add("lora", mixin);
            return new SatLoraModel(network, mixin);
        }
        catch (InputException e)
        {
            throw new ParityUnsupportedException(e.Message);
        }
    }

    /// <summary>Loads the weight files of a run in their order, starts the rest fresh, and puts zeros where the run says so.</summary>
    public void Load(ParityCase parity, JObject run)
    {
        var state = State;
        foreach (var file in run["weights"] ?? new JArray())
        {
            using var source = parity.Weights((string)file!);
            state.Load(source);
        }

        SatPlainModel.Initialize(Network);
        var patterns = (run["zero_parameters"] ?? new JArray()).Select(pattern => (string)pattern!).ToList();
        using var guard = no_grad();
        foreach (var (name, weight) in state.Weights)
        {
            if (patterns.Exists(pattern => FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false)))
            {
                weight.Value.zero_();
            }
        }
    }

    public void Dispose() => Network.Dispose();
}
