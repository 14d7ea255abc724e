using Newtonsoft.Json.Linq;
using SharpSat.Core.Layers;
using SharpSat.Core.Tensors;
using SharpSat.Tests.Golden;
using SharpSat.Video.Autoencoder;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Tests.Autoencoder;

/// <summary>Every run of the recorded autoencoder case.</summary>
public sealed class VaeGoldenTests
{
    private GoldenCase _case = null!;
    private VideoAutoencoder _autoencoder = null!;

    public static IEnumerable<string> Encodes => ["enc.f1", "enc.f5", "enc.f9", "enc.f6"];

    public static IEnumerable<string> Decodes =>
        from name in new[]
        {
            "dec.t1", "dec.t2", "dec.t3", "dec.t5", "chunk.5_as_3_2", "chunk.4_as_2_2", "chunk.3_as_3", "chunk.7_as_3_2_2", "chunk.5_as_1_1_3",
        }
        from flag in new[] { "use_cp_false", "use_cp_first" }
        select $"{name}.{flag}";

    [OneTimeSetUp]
    public void Load()
    {
        _case = GoldenCase.Open("sat", "vae");
        _autoencoder = new VideoAutoencoder(Config());
        using var weights = _case.Weights();
        Assert.That(weights.Entries.Keys, Is.EquivalentTo(_autoencoder.NamedWeights().Select(w => w.Name)));
        foreach (var (name, weight) in _autoencoder.NamedWeights())
        {
            weight.Assign(weights.Read(name));
        }

        using var unused = new NoiseSource(0, "init");
        _autoencoder.Materialize(unused, ScalarType.Float32, CPU);
    }

    [OneTimeTearDown]
    public void Release()
    {
        _autoencoder.Dispose();
        _case.Dispose();
    }

    [Test]
    public void TheLists_NameEveryRun()
    {
        Assert.That(_case.Runs("encode").Select(run => (string?)run["name"]), Is.EquivalentTo(Encodes));
        Assert.That(_case.Runs("decode").Select(run => (string?)run["name"]), Is.EquivalentTo(Decodes));
        Assert.That(_case.Runs().Count(), Is.EqualTo(Encodes.Count() + Decodes.Count() + 6));
    }

    [TestCaseSource(nameof(Encodes))]
    public void Encode_GivesTheRecordedPosterior(string name)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        var run = _case.Run(name);
        var x = _case.Tensor((string)run["inputs"]!["x"]!);
        var moments = _autoencoder.EncodeMoments(x, TrailingFrames.Drop);
        using var posterior = new GaussianPosterior(moments);
        var divergence = posterior.Divergence();
        var expect = run["expect"]!;
        _case.Compare((string)expect["moments"]!, moments);
        _case.Compare((string)expect["mean"]!, posterior.Mean);
        _case.Compare((string)expect["mode"]!, posterior.Mean);
        _case.Compare((string)expect["logvar"]!, posterior.LogVariance);
        _case.Compare((string)expect["std"]!, posterior.StandardDeviation());
        _case.Compare((string)expect["sample"]!, posterior.Sample(_case.Noise(run["draws"])));
        _case.Compare((string)expect["kl"]!, divergence.sum([1, 2, 3]));
        _case.Compare((string)expect["kl_loss"]!, (divergence.sum() / x.size(0)).view(1));
    }

    [TestCaseSource(nameof(Decodes))]
    public void Decode_GivesTheRecordedVideo(string name)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        var run = _case.Run(name);
        var z = _case.Tensor((string)run["inputs"]!["z"]!);
        var chunks = run["chunks"]!.ToObject<int[]>()!;
        var apart = run["use_cp"]!.ToObject<bool[]>()!;
        Assert.That(apart.Skip(1), Has.None.True);
        Assert.That(run["clear_cache"]!.ToObject<bool[]>()!, Is.EqualTo(chunks.Select((_, i) => i == chunks.Length - 1)));
        var grouping = apart[0] ? TemporalGrouping.FirstFrameApart : TemporalGrouping.WholeGroups;
        _case.Compare((string)run["expect"]!["x"]!, _autoencoder.DecodeChunked(z, grouping, chunks));
        if (chunks.Length == 1)
        {
            _case.Compare((string)run["expect"]!["x"]!, _autoencoder.Decode(z, grouping));
        }
    }

    [Test]
    public void Schedules_AreTheRecordedOnes()
    {
        var runs = _case.Runs("decode_chunk_schedule").ToList();
        Assert.That(runs, Has.Count.EqualTo(5));
        foreach (var run in runs)
        {
            var expected = run["expect_json"]!["chunks"]!.ToObject<int[]>();
            Assert.That(DecodeChunks.Schedule((int)run["inputs"]!["latent_frames"]!), Is.EqualTo(expected), (string?)run["name"]);
        }
    }

    [Test]
    public void StateDict_HasTheRecordedNamesAndShapes()
    {
        var expected = (JObject)_case.Runs("state_dict").Single()["expect_json"]!["shapes"]!;
        Assert.That(
            _autoencoder.NamedWeights().Select(w => $"{w.Name} {string.Join(",", w.Weight.Shape)}"),
            Is.EqualTo(expected.Properties().Select(p => $"{p.Name} {string.Join(",", p.Value.Values<long>())}")));
    }

    private AutoencoderConfig Config()
    {
        var encoder = _case.Json["config"]!["params"]!["encoder_config"]!["params"]!;
        return new AutoencoderConfig
        {
            InChannels = (int)encoder["in_channels"]!,
            OutChannels = (int)encoder["out_ch"]!,
            LatentChannels = (int)encoder["z_channels"]!,
            BaseChannels = (int)encoder["ch"]!,
            ChannelMultipliers = encoder["ch_mult"]!.ToObject<int[]>()!,
            ResBlocks = (int)encoder["num_res_blocks"]!,
            TemporalCompression = (int)encoder["temporal_compress_times"]!,
        };
    }
}
