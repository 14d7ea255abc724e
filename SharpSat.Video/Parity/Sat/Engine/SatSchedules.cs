using Newtonsoft.Json.Linq;
using SharpSat.Video.Interop.Sat;
using SharpSat.Video.Schedules;

namespace SharpSat.Video.Parity.Sat.Engine;

/// <summary>The one schedule of an engine. The reference states it up to three times; SharpSat declares it once.</summary>
internal static class SatSchedules
{
    /// <exception cref="ParityUnsupportedException">The parts state different ones.</exception>
    public static INoiseSchedule Of(SatModel model)
    {
        var own = Discretization(model.Denoiser);
        foreach (var other in new[] { Discretization(model.Sampler), Discretization((model.Loss?["params"] as JObject)?["sigma_sampler_config"]) })
        {
            if (other is not null && !JToken.DeepEquals(Plain(own), Plain(other)))
            {
                throw new ParityUnsupportedException($"a discretization that differs from the denoiser's ('{other.Path}')");
            }
        }

        return SatDiffusion.Schedule(own ?? throw new ParityUnsupportedException("a denoiser without discretization_config"));
    }

    /// <exception cref="ParityUnsupportedException">It is not the video models' own, over a whole table.</exception>
    public static SatDenoiser Denoiser(SatModel model)
    {
        var denoiser = SatDiffusion.Denoiser(model.Denoiser);
        return denoiser is { IsVideo: true, QuantizeTimesteps: false, SnapTo: not (null or TabulatedSchedule) }
            ? denoiser
            : throw new ParityUnsupportedException("an engine whose denoiser does not snap to its whole table, quantizes timesteps or reads sigmas");
    }

    /// <exception cref="ParityUnsupportedException">It is not the video models' own, over a whole table.</exception>
    public static SatLoss Loss(SatModel model)
    {
        var loss = SatDiffusion.Loss(model.Loss ?? throw new ParityUnsupportedException("a training step without loss_fn_config"), Denoiser(model).Weighting);
        return loss is { IsVideo: true, Sampling.Table: not (null or TabulatedSchedule) }
            ? loss
            : throw new ParityUnsupportedException("an engine whose loss is no VideoDiffusionLoss over a whole table");
    }

    private static JToken? Discretization(JToken? node) => (node?["params"] as JObject)?["discretization_config"];

    // Absent params and the default shift of 1 are the same.
    private static JObject Plain(JToken? node)
    {
        var p = (node?["params"] as JObject)?.DeepClone() as JObject ?? [];
        p["shift_scale"] = (double?)p["shift_scale"] ?? 1;
        return new JObject { ["target"] = node?["target"], ["params"] = p };
    }
}
