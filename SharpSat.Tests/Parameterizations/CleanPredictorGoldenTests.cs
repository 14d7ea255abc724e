using SharpSat.Tests.Engine;
using SharpSat.Tests.Golden;
using SharpSat.Video.Networks;
using SharpSat.Video.Parameterizations;
using SharpSat.Video.Schedules;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Tests.Parameterizations;

/// <summary>Case sat/schedules: ops scaling (VideoScaling) and denoiser (DiscreteDenoiser with VideoScaling).</summary>
public sealed class CleanPredictorGoldenTests
{
    private static readonly IParameterization[] VideoParameterizations = [new VPrediction()];

    [TestCaseSource(nameof(VideoParameterizations))]
    public void VPrediction_Coefficients_EqualTheReferenceScaling(IParameterization v)
    {
        using var golden = GoldenCase.Open("sat", "schedules");
        using var scope = NewDisposeScope();
        var run = golden.Runs("scaling").Single(r => SatObjects.ClassOf(r["object"]) == "VideoScaling");
        var signals = golden.Tensor((string)run["inputs"]!["sigma"]!).data<float>().ToArray();
        var indices = golden.Tensor((string)run["inputs"]!["idx"]!).data<float>().ToArray();
        var levels = signals.Zip(indices, NoiseLevel.VariancePreserving).ToList();
        var (one, zero) = (ones(levels.Count), zeros(levels.Count));
        golden.Compare((string)run["expect"]!["c_skip"]!, v.Clean(one, zero, levels));
        golden.Compare((string)run["expect"]!["c_out"]!, v.Clean(zero, one, levels));
        golden.Compare((string)run["expect"]!["c_in"]!, tensor(levels.Select(v.InputScale).ToArray()));
        golden.Compare((string)run["expect"]!["c_noise"]!, tensor(levels.Select(v.NetworkTimestep).ToArray()));
    }

    [Test]
    public void CleanPredictor_Snapping_EqualsTheReferenceDenoiser()
    {
        using var golden = GoldenCase.Open("sat", "schedules");
        using var scope = NewDisposeScope();
        var run = golden.Runs("denoiser").Single(r => SatObjects.ClassOf(r["object"]!["params"]!["scaling_config"]) == "VideoScaling");
        var schedule = SatObjects.Schedule(run["object"]!["params"]!["discretization_config"]!);
        var signals = golden.Tensor((string)run["inputs"]!["sigma"]!).data<float>().ToArray();
        var indices = golden.Tensor((string)run["inputs"]!["idx"]!).data<long>().ToArray();
        var levels = signals.Select((s, i) => NoiseLevel.VariancePreserving(s, indices[i])).ToList();
        var network = new AnalyticNetwork(run["params"]!["network"]!["params"]!);
        var predictor = new CleanPredictor(network, new VPrediction(), schedule);
        var x = golden.Tensor((string)run["inputs"]!["x"]!);

        var result = predictor.Evaluate(x, levels, new Conditioning { Text_BSE = zeros(x.shape[0], 1, 1) });

        golden.Compare((string)run["expect"]!["net_in"]!, result.Input_BTCHW);
        golden.Compare((string)run["expect"]!["c_noise"]!, result.Timestep_B);
        golden.Compare((string)run["expect"]!["y"]!, result.Clean_BTCHW);
        var snapped = signals.Select(s => schedule.NearestIndex(s)).ToArray();
        golden.Compare((string)run["expect"]!["sigma_to_idx"]!, tensor(snapped));
        golden.Compare((string)run["expect"]!["quantized_sigma"]!, tensor(snapped.Select(i => schedule.Levels[i].Signal).ToArray()));
    }
}
