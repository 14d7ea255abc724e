using SharpSat.Core.Tensors;
using SharpSat.Video.Samplers;
using SharpSat.Video.Schedules;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Tests.Samplers;

/// <summary>The samplers on diffusers' schedules, where a step need not lead to the next listed level.</summary>
public sealed class DiffusersConventionTests
{
    private static readonly ISampler[] Both = [new Ddim(), new Dpmpp2mSde(new Dpmpp2mSdeParams { Draws = DpmNoiseDraws.Diffusers })];

    [TestCaseSource(nameof(Both))]
    public void Sample_WithAPerfectModel_EndsAtTheCleanSample(ISampler sampler)
    {
        using var scope = NewDisposeScope();
        using var noise = new NoiseSource(3, "test");
        var clean = randn([1, 2, 3, 2, 2]);
        var trajectory = new DiffusersSchedule(new DiffusersScheduleParams()).Trajectory(10);
        var end = sampler.Sample(randn_like(clean), (_, _) => clean.clone(), trajectory, noise);
        Assert.That((end - clean).abs().max().item<float>(), Is.LessThan(1e-6f));
    }

    [TestCase(10, true, new[] { 1, 2, 2, 2, 2, 2, 2, 2, 2, 1 })]
    [TestCase(10, false, new[] { 1, 2, 2, 2, 2, 2, 2, 2, 2, 1 })]
    [TestCase(7, true, new[] { 1, 2, 2, 2, 2, 2, 2 })]
    public void Dpm_DrawsTwice_InEveryStepOfSecondOrder(int steps, bool endsClean, int[] expected)
    {
        using var scope = NewDisposeScope();
        var noise = new CountingNoise();
        var counts = new List<int>();
        var trajectory = new DiffusersSchedule(new DiffusersScheduleParams { EndsClean = endsClean }).Trajectory(steps);
        var end = Both[1].Sample(randn([1, 1, 1, 2, 2]), (x, _) => x * 0.5f, trajectory, noise, _ => counts.Add(noise.Draws - counts.Sum()));
        Assert.That(counts, Is.EqualTo(expected));
        Assert.That(end.isfinite().all().item<bool>());
    }

    [TestCaseSource(nameof(Both))]
    public void Sample_WithAFinalLevelOfItsOwn_StaysFiniteAndDoesNotEndClean(ISampler sampler)
    {
        using var scope = NewDisposeScope();
        using var noise = new NoiseSource(3, "test");
        var p = new DiffusersScheduleParams { EndsClean = false, Spacing = SpacedTimesteps.Leading };
        var clean = zeros([1, 1, 1, 2, 2]);
        var end = sampler.Sample(ones_like(clean), (_, _) => clean.clone(), new DiffusersSchedule(p).Trajectory(5), noise);
        Assert.That(end.isfinite().all().item<bool>());
        Assert.That(end.abs().max().item<float>(), Is.GreaterThan(0));
    }
}
