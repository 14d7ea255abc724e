using Newtonsoft.Json.Linq;
using SharpSat.Core.Checkpoints;
using SharpSat.Core.Layers;
using SharpSat.Core.Tensors;
using SharpSat.Video.Autoencoder;
using SharpSat.Video.Interop.Sat;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Video.Parity.Sat;

/// <summary>Kind <c>vae-blocks</c> of the SAT suite: the autoencoder's building blocks, each alone.</summary>
internal sealed class SatVaeBlocksReplay(ParityCase parity) : IParityReplay
{
    public void Replay(JObject run, ParityRecorder recorder)
    {
        if ((string?)run["op"] is not ("forward" or "forward_sequence"))
        {
            throw ParityOptions.UnknownOp(run);
        }

        using var guard = no_grad();
        using var block = SatVaeBlock.Create(run["block"]!);
        Fill(block.Module, (string?)run["weights_prefix"], recorder);
        using var cache = new ConvCache();
        foreach (var call in run["calls"]!)
        {
            ParityOptions.RequireKnown(call["inputs"], "inputs", "x", "f", "zq", "temb");
            ParityOptions.RequireKnown(call["expect"], "expect", "y");
            var inputs = call["inputs"]!;
            var x = parity.Leaf(inputs["x"]) ?? parity.RequiredLeaf(inputs, "f");
            var grouping = (bool?)call["fake_cp"] ?? true ? TemporalGrouping.FirstFrameApart : TemporalGrouping.WholeGroups;
            var y = block.Forward(x, new FramePass(grouping, cache, parity.Leaf(inputs["zq"])), parity.Leaf(inputs["temb"]));
            recorder.Tensor(SatNode.ClassOf(run["block"]), call["expect"]!["y"], y);
            if ((bool?)call["clear_cache"] ?? true)
            {
                cache.Clear();
            }
        }
    }

    public void Dispose()
    {
    }

    private void Fill(NetworkModule block, string? prefix, ParityRecorder recorder)
    {
        if (prefix is not null)
        {
            using var source = new PrefixedWeights(parity.Weights((string)parity.Json["weights"]!["file"]!), prefix);
            var report = WeightLoader.Load(block, source, new WeightLoadOptions { Dtype = ScalarType.Float32 });
            recorder.Require("weights", report.Unexpected.Count == 0, $"the block has no {string.Join(", ", report.Unexpected.Take(3))}");
        }

        // A block without recorded weights has none.
        using var unused = new NoiseSource(0, "init");
        block.Materialize(unused, ScalarType.Float32, CPU);
    }
}
