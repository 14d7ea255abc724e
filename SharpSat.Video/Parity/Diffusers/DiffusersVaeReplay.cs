using Newtonsoft.Json.Linq;
using SharpSat.Video.Autoencoder;
using SharpSat.Video.Autoencoder.Tiling;
using SharpSat.Video.Interop.Diffusers;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Video.Parity.Diffusers;

/// <summary>Kind <c>vae</c> of the diffusers suite.</summary>
internal sealed class DiffusersVaeReplay(ParityCase parity) : IParityReplay
{
    private VideoAutoencoder? _autoencoder;

    private VideoAutoencoder Autoencoder => _autoencoder ??= Open();

    public void Replay(JObject run, ParityRecorder recorder)
    {
        using var guard = no_grad();
        switch ((string?)run["op"])
        {
            case "encode":
                Pass(run, "x", "moments", "encoder", (batches, x_BCFHW) => batches.EncodeMoments(x_BCFHW), recorder);
                break;
            case "decode":
                Pass(run, "z", "sample", "decoder", (batches, z_BCTHW) => batches.Decode(z_BCTHW), recorder);
                break;
            case "posterior":
                Posterior(run, recorder);
                break;
            default:
                throw ParityOptions.UnknownOp(run);
        }
    }

    public void Dispose() => _autoencoder?.Dispose();

    private VideoAutoencoder Open()
    {
        using var folder = DiffusersAutoencoder.Open(parity.PathOf((string?)parity.Json["model"] ?? throw new ParityUnsupportedException("a case without 'model'")));
        return folder.Load();
    }

    private void Pass(JObject run, string input, string output, string part, Func<FrameBatches, Tensor, Tensor> pass, ParityRecorder recorder)
    {
        ParityOptions.RequireKnown(run["args"], "args", "tiling", "slicing");
        ParityOptions.RequireKnown(run["inputs"], "inputs", input);
        ParityOptions.RequireKnown(run["expect_values"], "expect_values", "tiling_settings");
        using var stages = new AutoencoderStages(part, Autoencoder.Config.Levels);
        ParityOptions.RequireKnown(run["expect"], "expect", [.. stages.Names, output]);
        var tiling = Tiling(run["args"]?["tiling"]);
        if (tiling is not null)
        {
            recorder.Value("tiling", run, "tiling_settings", Settings(tiling));
        }

        var y = pass(
            new FrameBatches(Autoencoder) { Tiling = tiling, Slicing = (bool?)run["args"]?["slicing"] ?? false, Observe = stages.Keep },
            parity.Resolve(run["inputs"]![input]!));
        stages.Compare(run["expect"], recorder);
        recorder.Tensor(output, run["expect"]?[output], y);
    }

    private void Posterior(JObject run, ParityRecorder recorder)
    {
        ParityOptions.RequireKnown(run["args"], "args");
        ParityOptions.RequireKnown(run["inputs"], "inputs", "moments");
        ParityOptions.RequireKnown(run["expect"], "expect", "mean", "std", "sample", "kl");
        using var posterior = new GaussianPosterior(parity.Resolve(run["inputs"]!["moments"]!));
        using var draws = parity.Draws(run["draws"]);
        recorder.Tensor("mean", run["expect"]?["mean"], posterior.Mean);
        recorder.Tensor("std", run["expect"]?["std"], posterior.StandardDeviation());
        if (draws.Count > 0)
        {
            recorder.Tensor("sample", run["expect"]?["sample"], posterior.Sample(draws));
        }

        // diffusers sums over channels, frames and rows, and leaves the columns.
        recorder.Tensor("kl", run["expect"]?["kl"], posterior.Divergence().sum([1, 2, 3]));
        draws.RequireAllUsed(recorder);
    }

    private static TilingSettings? Tiling(JToken? node)
    {
        ParityOptions.RequireKnown(node, "tiling", "tile_sample_min_height", "tile_sample_min_width", "tile_overlap_factor_height", "tile_overlap_factor_width");
        return node is not JObject ? null : new TilingSettings
        {
            TileHeight = (int?)node["tile_sample_min_height"],
            TileWidth = (int?)node["tile_sample_min_width"],
            OverlapHeight = (double?)node["tile_overlap_factor_height"],
            OverlapWidth = (double?)node["tile_overlap_factor_width"],
        };
    }

    private JObject Settings(TilingSettings tiling)
    {
        var (height, width) = tiling.For(Autoencoder.Config);
        return new JObject
        {
            ["tile_sample_min_height"] = height.Pixels,
            ["tile_sample_min_width"] = width.Pixels,
            ["tile_latent_min_height"] = height.Latents,
            ["tile_latent_min_width"] = width.Latents,
            ["tile_overlap_factor_height"] = height.Overlap,
            ["tile_overlap_factor_width"] = width.Overlap,
        };
    }
}
