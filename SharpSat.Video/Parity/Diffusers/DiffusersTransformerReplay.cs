using Newtonsoft.Json.Linq;
using SharpSat.Core.Layers;
using SharpSat.Mixins.Patches;
using SharpSat.Mixins.Positions;
using SharpSat.Video.Interop.Diffusers;
using SharpSat.Video.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Video.Parity.Diffusers;

/// <summary>Kind <c>transformer</c> of the diffusers suite.</summary>
internal sealed class DiffusersTransformerReplay(ParityCase parity) : IParityReplay
{
    private CogVideoXTransformer? _network;

    private CogVideoXTransformer Network => _network ??= RecordedTransformer.Load(parity);

    public void Replay(JObject run, ParityRecorder recorder)
    {
        using var guard = no_grad();
        switch ((string?)run["op"])
        {
            case "forward":
                Forward(run, recorder);
                break;
            case "model_rotary_table":
                ModelTable(run, recorder);
                break;
            case "position_table":
                PositionTable(run, recorder);
                break;
            default:
                throw ParityOptions.UnknownOp(run);
        }
    }

    public void Dispose() => _network?.Dispose();

    private void Forward(JObject run, ParityRecorder recorder)
    {
        // The projection is always fused here; that diffusers' two ways agree is what fuse_qkv asks.
        ParityOptions.RequireKnown(run["args"], "args", "fuse_qkv");
        ParityOptions.RequireKnown(run["inputs"], "inputs", "hidden_states", "encoder_hidden_states", "timestep", "rotary_cos", "rotary_sin", "ofs");
        ParityOptions.RequireKnown(run["expect"], "expect", [.. TransformerStages.Names(Network.Config.NumLayers)]);
        var inputs = run["inputs"]!;
        var x_BTCHW = parity.RequiredLeaf(inputs, "hidden_states");
        var timestep_B = parity.RequiredLeaf(inputs, "timestep");
        var ofs_B = parity.Leaf(inputs["ofs"]);
        using var stages = new TransformerStages(Network);
        var y_BTCHW = Network.Predict(x_BTCHW, timestep_B, new Conditioning
        {
            Text_BSE = parity.RequiredLeaf(inputs, "encoder_hidden_states"),
            Ofs_B = ofs_B,
            Rotary = RecordedTransformer.Rotary(parity, Network, inputs, x_BTCHW),
        });
        stages.Keep("time_proj", TimestepEmbedding.Features(timestep_B, Network.Config.HiddenSize));
        stages.Keep("time_embedding", Network.EmbedTimestep(timestep_B));
        stages.Keep("ofs_embedding", Network.EmbedOffset(ofs_B));
        stages.Keep("sample", y_BTCHW);
        foreach (var name in TransformerStages.Names(Network.Config.NumLayers).Where(name => run["expect"]?[name] is not null))
        {
            recorder.Tensor(name, run["expect"]![name], stages.Find(name) ?? throw new ParityUnsupportedException($"the stage '{name}' of this model"));
        }
    }

    private void ModelTable(JObject run, ParityRecorder recorder)
    {
        ParityOptions.RequireKnown(run["args"], "args", "latent_height", "latent_width", "latent_frames");
        ParityOptions.RequireKnown(run["inputs"], "inputs");
        var c = Network.Config;
        var args = run["args"]!;
        var grid = c.Patch.GridOf((int)args["latent_frames"]!, (int)args["latent_height"]!, (int)args["latent_width"]!);
        DiffusersRotaryTablesReplay.Compare(c.PositionFit, c.LargestGrid, grid, c.HeadSize, run, recorder);
    }

    private void PositionTable(JObject run, ParityRecorder recorder)
    {
        ParityOptions.RequireKnown(run["args"], "args");
        ParityOptions.RequireKnown(run["inputs"], "inputs");
        if (Network.Config.Positions == PositionKind.Rotary)
        {
            throw new ParityUnsupportedException("the position table of a model that adds none");
        }

        var stored = Network.NamedWeights().FirstOrDefault(w => w.Name == TransformerNames.PositionTable).Weight;
        recorder.Tensor("table", run["expect"]?["table"], stored?.Value ?? Network.Get<SinCos3DMixin>("pos_embed").TableOf(Network.Config.LargestGrid));
    }
}
