using Newtonsoft.Json.Linq;
using SharpSat.Video.Losses;
using SharpSat.Video.Timesteps;

namespace SharpSat.Video.Interop.Sat.Yaml;

/// <summary>Writes schedule, parameterization, timesteps and loss.</summary>
internal static class SatDiffusionSection
{
    public static void Write(SatModel model, SatOutput output, SatReading reading)
    {
        var denoiser = SatDenoiser.Read(model.Denoiser, reading);
        var schedule = SatComponents.Schedule(Discretization(model.Denoiser));
        if (denoiser.QuantizeTimesteps && denoiser.SnapTo is not null)
        {
            throw new SatUnsupportedException(model.Denoiser, $"{model.Denoiser.Path}.params.quantize_c_noise", "must be False (its default is True): the network is told timesteps as they are.");
        }

        RequireWholeTable(model.Denoiser, "num_idx", schedule);
        output.Put("model.schedule", schedule.Target, schedule.Settings, Discretization(model.Denoiser));
        var parameterization = SatComponents.Parameterization(SatNode.Param(model.Denoiser, "scaling_config"));
        output.Put("model.parameterization", parameterization.Target, parameterization.Settings, model.Denoiser);
        if (model.Loss is { } loss)
        {
            Loss(loss, denoiser, schedule, output, reading);
        }
    }

    /// <exception cref="SatUnsupportedException">Another schedule than the model's.</exception>
    public static void RequireSame(JToken? node, SatComponent schedule)
    {
        if (node is not null && SatComponents.Schedule(node) != schedule)
        {
            throw new SatUnsupportedException(node, node.Path, "differs from the denoiser's; one schedule serves training and sampling.");
        }
    }

    public static JToken? Discretization(JToken? node) => SatNode.Param(node, "discretization_config");

    private static void Loss(JToken node, SatDenoiser denoiser, SatComponent schedule, SatOutput output, SatReading reading)
    {
        var loss = SatLoss.Read(node, reading, denoiser.Weighting);
        var sampler = SatNode.Param(node, "sigma_sampler_config")!;
        RequireSame(Discretization(sampler), schedule);
        RequireWholeTable(sampler, loss.Sampling.Timesteps is PartialTimesteps ? "total_num_idx" : "num_idx", schedule);
        var weighting = loss.IsVideo
            ? new WeightedLossParams { MinSnr = (double?)(SatNode.Param(node, "min_snr_value") as JValue) }
            : denoiser.Weighting;
        output.Put("training.loss", loss.Loss is WeightedL1 ? "weighted_l1" : "weighted_l2", weighting, node);
        output.Put("training.noise_offset", loss.NoiseOffset, SatNode.Param(node, "offset_noise_level") ?? node);
        var (target, settings) = loss.Sampling.Timesteps switch
        {
            RankStratifiedTimesteps => ("rank_stratified_timesteps", (object?)Stratified(sampler)),
            PartialTimesteps => ("partial_timesteps", new PartialTimestepsParams { Count = (int)SatNode.Param(sampler, "partial_num_idx")! }),
            LogNormalSigmas => ("log_normal_sigmas", LogNormal(sampler)),
            _ => ("uniform_timesteps", null),
        };
        output.Put("training.timesteps", target, settings, sampler);
    }

    private static RankStratifiedTimestepsParams Stratified(JToken sampler) => new RankStratifiedTimestepsParams
    {
        Groups = (int?)(SatNode.Param(sampler, "group_num") as JValue) is > 0 and { } groups ? groups : null,
        PlainUpTo = SatSigmaSampling.PlainUpTo,
        DropRest = true,
    };

    private static LogNormalSigmasParams LogNormal(JToken sampler)
    {
        var own = new LogNormalSigmasParams();
        return own with
        {
            Mean = (double?)(SatNode.Param(sampler, "p_mean") as JValue) ?? own.Mean,
            Deviation = (double?)(SatNode.Param(sampler, "p_std") as JValue) ?? own.Deviation,
        };
    }

    /// <summary>The reference can make a table of fewer levels, or in another order, of a discretizer; here levels are the schedule's own.</summary>
    private static void RequireWholeTable(JToken node, string size, SatComponent schedule)
    {
        var p = node["params"] as JObject;
        var levels = schedule.Levels;
        if (p?[size] is JValue { Type: JTokenType.Integer } given && (int)given != levels)
        {
            throw new SatUnsupportedException(given, given.Path, $"is {(int)given}; it must be {levels}, the levels of the discretization.");
        }

        if (p?["do_append_zero"] is JValue { Value: true } zero)
        {
            throw new SatUnsupportedException(zero, zero.Path, "must be False.");
        }

        if (p?["flip"] is JValue { Value: false } flip)
        {
            throw new SatUnsupportedException(flip, flip.Path, "must be True.");
        }
    }
}
