using SharpSat.Video.Interop.Sat;
using SharpSat.Video.Losses;
using SharpSat.Video.Networks;
using SharpSat.Video.Schedules;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Video.Parity.Sat.Maths;

/// <summary>Ops on denoisers and their parts.</summary>
internal static class DenoiserOps
{
    public static void Scaling(PartRun part)
    {
        part.Known([], ["sigma", "idx"], "c_skip", "c_out", "c_in", "c_noise");
        var (scaling, video) = SatWhole.Read(part.Object, SatDenoiser.Scaling);
        var levels = Levels(part, video);
        // Skip and output factors show on a sample of one and a prediction of zero, and the other way round.
        var (one, zero) = (ones(levels.Count), zeros(levels.Count));
        part.Compare("c_skip", scaling.Clean(one, zero, levels));
        part.Compare("c_out", scaling.Clean(zero, one, levels));
        part.CompareList("c_in", levels.Select(scaling.InputScale));
        part.CompareList("c_noise", levels.Select(scaling.NetworkTimestep));
    }

    public static void Weighting(PartRun part)
    {
        part.Known([], ["sigma"], "weight");
        part.CompareList("weight", Weights(SatWhole.Read(part.Object, SatDenoiser.WeightingOf), part.Floats("sigma")));
    }

    public static void Denoiser(PartRun part)
    {
        part.Known(["network"], ["x", "sigma", "idx", "crossattn", "concat"], "net_in", "c_noise", "y", "w", "quantized_sigma", "sigma_to_idx");
        var denoiser = SatDiffusion.Denoiser(part.Object);
        using var network = new CaseNetwork(part.Parity, part.Params["network"], training: false);
        var x = part.Input("x");
        var batch = x.shape[0];
        var levels = Levels(part, denoiser.IsVideo);
        if (denoiser.SnapTo is { } table)
        {
            var snapped = levels.Select(level => table.NearestIndex(level)).ToList();
            part.Compare("sigma_to_idx", tensor(snapped.ToArray()));
            part.CompareList("quantized_sigma", snapped.Select(i => SatDiscretization.Number(table.Levels[i], !denoiser.IsVideo)));
        }

        var conditioning = new Conditioning
        {
            Text_BSE = part.Parity.Optional(part.Inputs["crossattn"]) ?? zeros(batch, 1, 1),
            Concat_BTCHW = part.Parity.Optional(part.Inputs["concat"]),
            Ofs_B = network.Ofs(null, batch),
        };
        using var guard = no_grad();
        var result = denoiser.Predictor(network.Network).Evaluate(x, levels, conditioning);
        part.Compare("c_noise", result.Timestep_B);
        part.Compare("net_in", result.Input_BTCHW);
        part.Compare("y", result.Clean_BTCHW);
        part.CompareList("w", Weights(denoiser.Weighting, part.Floats("sigma")));
    }

    // Weightings read their number as a sigma, the video denoiser's too.
    private static IEnumerable<float> Weights(WeightedLossParams weighting, IEnumerable<float> sigmas)
    {
        var loss = new WeightedMse(weighting);
        return sigmas.Select(sigma => loss.Weight(NoiseLevel.VarianceExploding(sigma, 0)));
    }

    private static List<NoiseLevel> Levels(PartRun part, bool video)
    {
        var numbers = part.Floats("sigma");
        var timesteps = part.Inputs["idx"] is null ? new float[numbers.Length] : part.Floats("idx");
        return [.. numbers.Select((number, i) => SatDiscretization.Level(number, timesteps[i], !video))];
    }
}
