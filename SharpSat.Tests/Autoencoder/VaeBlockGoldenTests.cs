using Newtonsoft.Json.Linq;
using SharpSat.Core.Layers;
using SharpSat.Core.Tensors;
using SharpSat.Tests.Golden;
using SharpSat.Video.Autoencoder;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Tests.Autoencoder;

/// <summary>The recorded building blocks, each alone.</summary>
public sealed class VaeBlockGoldenTests
{
    private static readonly NormSettings Norm = new(32, 1e-6);
    private GoldenCase _case = null!;

    [OneTimeSetUp]
    public void Load() => _case = GoldenCase.Open("sat", "vae-blocks");

    [OneTimeTearDown]
    public void Release() => _case.Dispose();

    [TestCase("ContextParallelCausalConv3d", 16)]
    [TestCase("DownSample3D", 17)]
    [TestCase("Upsample3D", 13)]
    [TestCase("SpatialNorm3D", 4)]
    [TestCase("ContextParallelResnetBlock3D", 1)]
    public void Blocks_GiveTheRecordedOutputs(string target, int least)
    {
        var runs = _case.Runs().Where(run => ((string)run["block"]!["target"]!).EndsWith(target, StringComparison.Ordinal)).ToList();
        Assert.That(runs, Has.Count.AtLeast(least));
        using var guard = no_grad();
        foreach (var run in runs)
        {
            using var scope = NewDisposeScope();
            using var cache = new ConvCache();
            using var block = Fill(Create(target, (JObject)run["block"]!["params"]!), (string?)run["weights_prefix"]);
            foreach (var call in run["calls"]!)
            {
                var keep = (bool?)call["clear_cache"] == false || run["calls"]!.Count() > 1;
                var y = Run(block, (JObject)call["inputs"]!, (bool?)call["fake_cp"] ?? true, keep ? cache : null);
                _case.Compare((string)call["expect"]!["y"]!, y);
            }
        }
    }

    private static NetworkModule Create(string target, JObject set) => target switch
    {
        "ContextParallelCausalConv3d" => new CausalConv3d((long)set["chan_in"]!, (long)set["chan_out"]!, Kernel(set["kernel_size"]!)),
        "DownSample3D" => new Downsample3D((long)set["in_channels"]!, (bool)set["compress_time"]!, (bool)set["with_conv"]!),
        "Upsample3D" => new Upsample3D((long)set["in_channels"]!, (bool)set["compress_time"]!, (bool)set["with_conv"]!),
        "SpatialNorm3D" => new SpatialNorm3D((long)set["f_channels"]!, (long)set["zq_channels"]!, Norm, (bool)set["add_conv"]!),
        _ => new ResnetBlock3D(
            (long)set["in_channels"]!, (long)set["out_channels"]!, Norm, (long?)set["zq_ch"], (long)set["temb_channels"]!),
    };

    private static long[] Kernel(JToken size) =>
        size.Type == JTokenType.Integer ? [(long)size, (long)size, (long)size] : size.ToObject<long[]>()!;

    private NetworkModule Fill(NetworkModule block, string? prefix)
    {
        using var weights = _case.Weights();
        var named = block.NamedWeights().ToList();
        if (prefix is not null)
        {
            Assert.That(named.Select(w => prefix + w.Name), Is.EquivalentTo(weights.Entries.Keys.Where(k => k.StartsWith(prefix, StringComparison.Ordinal))));
        }

        foreach (var (name, weight) in named)
        {
            weight.Assign(weights.Read(prefix + name));
        }

        using var unused = new NoiseSource(0, "init");
        block.Materialize(unused, ScalarType.Float32, CPU);
        return block;
    }

    private Tensor Run(NetworkModule block, JObject inputs, bool split, ConvCache? cache)
    {
        var grouping = split ? TemporalGrouping.FirstFrameApart : TemporalGrouping.WholeGroups;
        var x = _case.Tensor((string)(inputs["x"] ?? inputs["f"])!);
        var latent = inputs["zq"] is { } zq ? _case.Tensor((string)zq!) : null;
        var time = inputs["temb"] is { } temb ? _case.Tensor((string)temb!) : null;
        var pass = new FramePass(grouping, cache, latent);
        return block switch
        {
            CausalConv3d conv => conv.Forward(x, cache),
            Downsample3D down => down.Forward(x, grouping),
            Upsample3D up => up.Forward(x, grouping),
            SpatialNorm3D norm => norm.Forward(x, pass),
            ResnetBlock3D resnet => resnet.Forward(x, pass, time),
            _ => throw new ArgumentException(block.GetName(), nameof(block)),
        };
    }
}
