using Newtonsoft.Json.Linq;
using SharpSat.Video.Engine;
using SharpSat.Video.Losses;
using SharpSat.Video.Schedules;

namespace SharpSat.Video.Interop.Sat;

/// <summary>The reference's diffusion loss, which holds its sigma sampler and the table that samples from.</summary>
/// <param name="IsVideo">A <c>VideoDiffusionLoss</c>, otherwise a <c>StandardDiffusionLoss</c>.</param>
/// <param name="Loss">What compares.</param>
/// <param name="Sampling">Its sigma sampler.</param>
/// <param name="NoiseOffset">Its <c>offset_noise_level</c>.</param>
/// <param name="BatchKeys">Its <c>batch2model_keys</c>: entries of the batch that go to the network.</param>
internal sealed record SatLoss(
    bool IsVideo, IDiffusionLoss Loss, SatSigmaSampling Sampling, double NoiseOffset, IReadOnlyList<string> BatchKeys)
{
    private const string NeverRead = "has no effect: the reference's loss keeps it and never reads it.";

    /// <param name="node">The <c>loss_fn_config</c>.</param>
    /// <param name="reading">Notes what was read.</param>
    /// <param name="weighting">The denoiser's weighting, which only the standard loss uses.</param>
    public static SatLoss Read(JToken? node, SatReading reading, WeightedLossParams weighting)
    {
        var p = SatParams.Of(node, reading);
        var video = SatNode.ClassOf(node) switch
        {
            "VideoDiffusionLoss" => true,
            "StandardDiffusionLoss" => false,
            _ => throw SatWhole.Unknown(node, "the loss"),
        };
        if (video)
        {
            p.Ineffective("block_scale", NeverRead).Ineffective("block_size", NeverRead).Ineffective("fixed_frames", NeverRead);
            weighting = new WeightedLossParams { MinSnr = p.OptionalDouble("min_snr_value") };
        }

        IDiffusionLoss loss = p.Text("type") switch
        {
            "l2" or null => new WeightedMse(weighting),
            "l1" => new WeightedL1(weighting),
            var other => throw new SatUnsupportedException(p.Node("type"), p.Node("type")!.Path, $"the loss type '{other}' is not supported; l2 and l1 are."),
        };
        return new SatLoss(
            video,
            loss,
            SatSigmaSampling.Read(p.Required("sigma_sampler_config"), reading),
            p.OptionalDouble("offset_noise_level") ?? 0,
            p.Node("batch2model_keys") switch { null => [], { Type: JTokenType.String } one => [(string)one!], _ => p.Texts("batch2model_keys")! });
    }

    /// <summary>The objective of this loss with a denoiser.</summary>
    public DiffusionObjective Objective(SatDenoiser denoiser) => new(
        Sampling.Table ?? denoiser.SnapTo ?? new EdmSchedule(new EdmScheduleParams()),
        denoiser.Parameterization,
        Sampling.Timesteps,
        Loss,
        NoiseOffset,
        denoiser.SnapTo,
        denoiser.QuantizeTimesteps);
}
