using SharpSat.Core.Errors;
using SharpSat.Core.Tensors;
using SharpSat.Video.Samplers;
using SharpSat.Video.Schedules;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Tests.Samplers;

public sealed class EulerHeunTests
{
    private readonly ZeroSnrSchedule _video = new(new());
    private readonly EdmSchedule _edm = new(new() { SigmaMax = 20, SigmaMin = 0.01 });

    [Test]
    public void Euler_InVariancePreservingLevels_IsDdim()
    {
        using var scope = NewDisposeScope();
        var start = randn([1, 2, 3, 2, 2]);
        var (a, b) = (Run(new Euler(new()), start, _video.Trajectory(7)), Run(new Ddim(), start, _video.Trajectory(7)));
        Assert.That((a - b).abs().max().item<float>(), Is.Zero);
    }

    [Test]
    public void Heun_InOneStep_IsEuler()
    {
        using var scope = NewDisposeScope();
        var start = randn([1, 2, 3, 2, 2]);
        var (a, b) = (Run(new Heun(new()), start, _edm.Trajectory(1)), Run(new Euler(new()), start, _edm.Trajectory(1)));
        Assert.That((a - b).abs().max().item<float>(), Is.Zero);
    }

    // With D = x d^2 / (d^2 + sigma^2) the ODE has the solution x ~ sqrt(d^2 + sigma^2).
    [Test]
    public void Heun_IsNearerTheTrueSolutionThanEuler()
    {
        using var scope = NewDisposeScope();
        var start = ones([1, 1, 1, 1, 1]);
        var sigma = _edm.Trajectory(20)[0].Noise;
        var exact = Math.Sqrt(1 + (sigma * sigma)) * 0.5 / Math.Sqrt(0.25 + (sigma * sigma));
        var errors = new ISampler[] { new Heun(new()), new Euler(new()) }
            .Select(s => Math.Abs(s.Sample(start, Exact, _edm.Trajectory(20), Silent()).item<float>() - exact)).ToList();
        Assert.That(errors[0], Is.LessThan(0.4 * errors[1]));
    }

    [Test]
    public void Churn_RaisesTheLevelAndDrawsInEveryStepItReaches()
    {
        using var scope = NewDisposeScope();
        var noise = new CountingNoise();
        var levels = new List<NoiseLevel>();
        var p = new EdmSamplerParams { Churn = 3, ChurnFrom = 0.05, ChurnTo = 10 };
        var trajectory = _edm.Trajectory(6);
        new Euler(p).Sample(
            randn([1, 1, 1, 2, 2]),
            (x, step) =>
            {
                levels.Add(step.Level);
                return x * 0.1f;
            },
            trajectory,
            noise);
        var raised = Enumerable.Range(0, 6).Where(i => trajectory[i].Noise is >= 0.05f and <= 10).ToList();
        Assert.That(noise.Draws, Is.EqualTo(raised.Count).And.GreaterThan(1));
        var factor = (float)(1 + (Math.Sqrt(2) - 1));
        Assert.That(levels.Select((l, i) => l.Noise / trajectory[i].Noise), Is.EqualTo(
            Enumerable.Range(0, 6).Select(i => raised.Contains(i) ? factor : 1f)).Within(1e-5f));
    }

    [TestCase(-1.0, 0.0, 1.0)]
    [TestCase(1.0, 2.0, 1.0)]
    public void Churn_BadSetting_IsRefused(double churn, double from, double to) =>
        Assert.Throws<InputException>(() => _ = new Heun(new() { Churn = churn, ChurnFrom = from, ChurnTo = to }));

    [Test]
    public void Sdedit_TakesTheStepsThatAreLeft_FromTheNoisedLatents()
    {
        using var scope = NewDisposeScope();
        var (latents, draw) = (randn([1, 2, 3, 2, 2]), randn([1, 2, 3, 2, 2]));
        var trajectory = _edm.Trajectory(6);
        var reports = new List<SamplerProgress>();
        var inputs = new List<Tensor>();
        new Sdedit(new() { EditRatio = 0.4 }).Edit(
            latents,
            draw,
            (x, _) =>
            {
                if (inputs.Count == 0)
                {
                    inputs.Add(x.clone().DetachFromDisposeScope());
                }

                return x * 0.1f;
            },
            trajectory,
            Silent(),
            reports.Add);
        Assert.That(reports.Select(r => r.Step.Index), Is.EqualTo(new[] { 3, 4, 5 }));
        using var first = inputs[0];
        Assert.That((first - (latents + (draw * trajectory[3].Noise))).abs().max().item<float>(), Is.LessThan(1e-6f));
    }

    [Test]
    public void Sdedit_RatioThatLeavesNoStep_NamesTheLargestThatDoes()
    {
        Assert.Throws<InputException>(() => _ = new Sdedit(new() { EditRatio = 1 }));
        using var x = zeros([1, 1, 1, 1, 1]);
        var error = Assert.Throws<InputException>(() => new Sdedit(new() { EditRatio = 0.9 }).Edit(x, x, (y, _) => y, _edm.Trajectory(4), Silent()));
        Assert.That(error!.Message, Does.Contain("largest that leaves one is 0.75"));
    }

    private static Tensor Exact(Tensor x, SamplingStep step) => x * (0.25f / (0.25f + (step.Level.Noise * step.Level.Noise)));

    private static Tensor Run(ISampler sampler, Tensor start, NoiseTrajectory trajectory) =>
        sampler.Sample(start, (x, step) => (x * 0.4f).sin() + (step.Level.Noise * 0.01f), trajectory, Silent());

    private static CountingNoise Silent() => new();
}
