using Newtonsoft.Json.Linq;
using SharpSat.Core.Checkpoints;
using SharpSat.Core.Layers;
using SharpSat.Video.Autoencoder;
using SharpSat.Video.Interop.Sat;
using SharpSat.Video.Runs;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Video.Parity.Sat;

/// <summary>Kind <c>vae</c> of the SAT suite: the autoencoder alone.</summary>
internal sealed class SatVaeReplay(ParityCase parity) : IParityReplay
{
    private readonly SatAutoencoder _sat = SatAutoencoder.Read(parity.Json["config"]!);
    private VideoAutoencoder? _autoencoder;

    public void Replay(JObject run, ParityRecorder recorder)
    {
        using var guard = no_grad();
        _autoencoder ??= Load(recorder);
        switch ((string?)run["op"])
        {
            case "encode":
                Encode(_autoencoder, run, recorder);
                break;
            case "decode":
                Decode(_autoencoder, run, recorder);
                break;
            case "decode_chunk_schedule":
                var chunks = DecodeChunks.Schedule((int)run["inputs"]!["latent_frames"]!);
                recorder.Value("chunks", "chunks", run["expect_json"]!["chunks"], new JArray(chunks));
                break;
            case "state_dict":
                var shapes = _autoencoder.NamedWeights().Select(w => new JProperty(w.Name, new JArray(w.Weight.Shape)));
                recorder.Value("shapes", "shapes", run["expect_json"]!["shapes"], new JObject(shapes));
                break;
            default:
                throw ParityOptions.UnknownOp(run);
        }
    }

    public void Dispose() => _autoencoder?.Dispose();

    private VideoAutoencoder Load(ParityRecorder recorder)
    {
        var autoencoder = new VideoAutoencoder(_sat.Config);
        var weights = parity.Json["weights"]!;
        using (var source = new PrefixedWeights(parity.Weights((string)weights["file"]!), (string?)weights["prefix"] ?? string.Empty))
        {
            WeightLoader.Load(autoencoder, source, new WeightLoadOptions { Dtype = ScalarType.Float32, Ignore = Patterns(_sat.Ignored) });
        }

        if (parity.Json["pt_file"] is JObject released)
        {
            Released(autoencoder, released, recorder);
        }

        return autoencoder;
    }

    /// <summary>A file as it was released: what is not ignored fills the autoencoder and equals the case's own weights.</summary>
    private void Released(VideoAutoencoder autoencoder, JObject released, ParityRecorder recorder)
    {
        ParityOptions.RequireKnown(released, "pt_file", "file", "layout", "strict", "ignore_keys", "equals");
        using var source = ModelWeights.OpenAutoencoder(parity.PathOf((string)released["file"]!));
        var report = WeightLoader.Load(autoencoder, source, new WeightLoadOptions
        {
            Dtype = ScalarType.Float32,
            Strict = (bool?)released["strict"] ?? true,
            Ignore = Patterns(released["ignore_keys"]?.Values<string>() ?? []),
        });
        recorder.Require("pt_file", report.Unexpected.Count == 0, $"the autoencoder has no {string.Join(", ", report.Unexpected.Take(3))}");
        recorder.Require("pt_file", report.Loaded.Count > 0, "the file has no weight of the autoencoder");
        if ((string?)released["equals"] is { } equals)
        {
            using var expected = parity.Weights(equals);
            var wrong = report.Loaded.Where(name => !Equal(expected.Read(name), source.Read(name))).ToList();
            recorder.Require("pt_file", wrong.Count == 0, $"{wrong.Count} weights differ from '{equals}', first '{wrong.FirstOrDefault()}'");
        }
    }

    private static IReadOnlyList<string> Patterns(IEnumerable<string?> prefixes) => [.. prefixes.Select(prefix => $"{prefix}*")];

    private static bool Equal(Tensor a, Tensor b) => a.shape.SequenceEqual(b.shape) && a.to(ScalarType.Float32).equal(b.to(ScalarType.Float32)).all().item<bool>();

    private void Encode(VideoAutoencoder autoencoder, JObject run, ParityRecorder recorder)
    {
        ParityOptions.RequireKnown(run["expect"], "expect", "moments", "mean", "logvar", "std", "mode", "kl", "sample", "kl_loss", "z");
        var x = parity.RequiredLeaf(run["inputs"], "x").to(ScalarType.Float32);
        var expect = run["expect"]!;
        var moments = autoencoder.EncodeMoments(x, TrailingFrames.Drop);
        using var posterior = new GaussianPosterior(moments);
        using var divergence = posterior.Divergence();
        recorder.Tensor("moments", expect["moments"], moments);
        recorder.Tensor("posterior", expect["mean"], posterior.Mean);
        recorder.Tensor("posterior", expect["logvar"], posterior.LogVariance);
        recorder.Tensor("posterior", expect["std"], posterior.StandardDeviation());
        recorder.Tensor("posterior", expect["mode"], posterior.Mean);
        recorder.Tensor("divergence", expect["kl"], divergence.sum([1, 2, 3]));
        recorder.Tensor("divergence", expect["kl_loss"], (divergence.sum() / x.size(0)).view(1));
        using var draws = parity.Draws(run["draws"]);
        if (draws.Count > 0)
        {
            recorder.Tensor("sample", expect["sample"], posterior.Sample(draws));
        }
        else if (!ParityLeaves.IsNone(expect["sample"]))
        {
            recorder.Tensor("sample", expect["sample"], posterior.Mean);
        }

        draws.RequireAllUsed(recorder);
    }

    private void Decode(VideoAutoencoder autoencoder, JObject run, ParityRecorder recorder)
    {
        ParityOptions.RequireKnown(run["expect"], "expect", "x");
        var z = parity.RequiredLeaf(run["inputs"], "z").to(ScalarType.Float32);
        var chunks = (run["chunks"] as JArray)?.Values<int>().ToList() ?? [(int)z.size(2)];
        var apart = (run["use_cp"] as JArray)?.Values<bool>().ToList() ?? [.. chunks.Select(_ => true)];
        var clear = (run["clear_cache"] as JArray)?.Values<bool>().ToList() ?? [.. chunks.Select(_ => true)];
        var shares = ((int?)run["cp_size"] ?? _sat.ContextParallel) > 1;
        using var cache = new ConvCache();
        var pieces = new List<Tensor>();
        long start = 0;
        for (var i = 0; i < chunks.Count; i++)
        {
            var grouping = shares && apart[i] ? TemporalGrouping.FirstFrameApart : TemporalGrouping.WholeGroups;
            pieces.Add(autoencoder.Decode(z.narrow(2, start, chunks[i]), grouping, cache));
            start += chunks[i];
            if (clear[i])
            {
                cache.Clear();
            }
        }

        recorder.Tensor("x", run["expect"]!["x"], cat(pieces, 2));
        Library(autoencoder, z, chunks, shares ? apart : [.. chunks.Select(_ => false)], clear, run, recorder);
    }

    /// <summary>What the library does for a user: one clip, only its first chunk with the first frame apart.</summary>
    private static void Library(
        VideoAutoencoder autoencoder, Tensor z, List<int> chunks, List<bool> apart, List<bool> clear, JObject run, ParityRecorder recorder)
    {
        if (chunks.Sum() == z.size(2) && !apart.Skip(1).Any(flag => flag) && !clear.SkipLast(1).Any(flag => flag))
        {
            var grouping = apart[0] ? TemporalGrouping.FirstFrameApart : TemporalGrouping.WholeGroups;
            recorder.Tensor("x", run["expect"]!["x"], autoencoder.DecodeChunked(z, grouping, chunks));
        }
    }
}
