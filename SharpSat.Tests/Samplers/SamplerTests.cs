using SharpSat.Core.Configuration;
using SharpSat.Core.Tensors;
using SharpSat.Video.Samplers;
using SharpSat.Video.Schedules;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Tests.Samplers;

/// <summary>What every sampler does on levels of both kinds.</summary>
public sealed class SamplerTests
{
    private static readonly string[] Names =
        ["ddim", "dpmpp_2m_sde", "dpmpp_2m", "euler", "heun", "euler_ancestral", "dpmpp_2s_ancestral", "linear_multistep"];

    private static readonly INoiseSchedule[] Schedules =
        [new ZeroSnrSchedule(new() { Shift = 3 }), new EdmSchedule(new()), new LegacyDdpmSchedule(new())];

    [Test]
    public void Sample_WithAPerfectModel_EndsAtTheCleanSample(
        [ValueSource(nameof(Names))] string name, [ValueSource(nameof(Schedules))] INoiseSchedule schedule)
    {
        using var scope = NewDisposeScope();
        using var noise = new NoiseSource(3, "test");
        var clean = randn([2, 2, 3, 2, 2]);
        var end = Create(name).Sample(randn_like(clean), (_, _) => clean.clone(), schedule.Trajectory(6), noise);
        Assert.That((end - clean).abs().max().item<float>(), Is.LessThan(1e-4f));
    }

    // x_preserving = Signal * x_exploding: a model that reads x / Signal and sigma cannot tell the two apart.
    [Test]
    public void Sample_PreservingAndExplodingLevelsOfTheSameSigmas_GiveTheSame([ValueSource(nameof(Names))] string name)
    {
        using var scope = NewDisposeScope();
        var exploding = new LegacyDdpmSchedule(new()).Trajectory(7);
        var preserving = new NoiseTrajectory(Enumerable.Range(0, 7).Select(i => Preserving(exploding[i])));
        var start = randn([1, 2, 3, 2, 2]);
        var (a, b) = (Run(exploding), Run(preserving));
        Assert.That((a - b).abs().max().item<float>(), Is.LessThan(2e-4f));

        Tensor Run(NoiseTrajectory trajectory)
        {
            using var noise = new NoiseSource(3, "test");
            return Create(name).Sample(start, (x, step) => Model(x / step.Level.Signal, step.Level.Sigma()), trajectory, noise);
        }
    }

    [Test]
    public void Sample_FromPureNoise_StaysFiniteAndGivesTheModelLegalTimesteps([ValueSource(nameof(Names))] string name)
    {
        using var scope = NewDisposeScope();
        using var noise = new NoiseSource(3, "test");
        var steps = new List<SamplingStep>();
        var end = Create(name).Sample(
            randn([1, 2, 3, 2, 2]),
            (x, step) =>
            {
                steps.Add(step);
                return x * 0.3f;
            },
            Schedules[0].Trajectory(9),
            noise);
        Assert.That(end.isfinite().all().item<bool>());
        Assert.That(steps[0].Level, Is.EqualTo(new NoiseLevel(0, 1, 999)));
        Assert.That(steps.Select(s => s.Level.Timestep), Is.All.InRange(0f, 999f));
        Assert.That(steps.Select(s => (s.Level.Signal * s.Level.Signal) + (s.Level.Noise * s.Level.Noise)), Is.All.EqualTo(1f).Within(1e-5f));
    }

    [Test]
    public void Sample_ManyTimes_LeavesNoTensorsBehind([ValueSource(nameof(Names))] string name)
    {
        using var start = randn([1, 2, 3, 2, 2]);
        using var noise = new NoiseSource(3, "test");
        var counts = new List<long>();
        for (var i = 0; i < 5; i++)
        {
            Create(name).Sample(start, (x, _) => x * 0.3f, Schedules[0].Trajectory(6), noise, _ => { }).Dispose();
            counts.Add(Tensor.TotalCount);
        }

        Assert.That(counts[^1], Is.LessThanOrEqualTo(counts[1]), "finalizers of other tests may lower it");
    }

    [Test]
    public void Sample_LeavesTheStartAsItWas([ValueSource(nameof(Names))] string name)
    {
        using var scope = NewDisposeScope();
        using var noise = new NoiseSource(3, "test");
        var start = randn([1, 2, 3, 2, 2]);
        var before = start.clone();
        Create(name).Sample(start, (x, _) => x * 0.3f, Schedules[1].Trajectory(3), noise);
        Assert.That((start - before).abs().max().item<float>() == 0);
    }

    [TestCase("sgm.modules.diffusionmodules.sampling.EulerEDMSampler", typeof(Euler))]
    [TestCase("sgm.modules.diffusionmodules.sampling.HeunEDMSampler", typeof(Heun))]
    [TestCase("sgm.modules.diffusionmodules.sampling.VPODEDPMPP2MSampler", typeof(Dpmpp2m))]
    [TestCase("sgm.modules.diffusionmodules.sampling.DPMPP2SAncestralSampler", typeof(Dpmpp2sAncestral))]
    public void Factory_KnowsTheReferenceNames(string target, Type expected)
    {
        using var factory = new ComponentFactory();
        Assert.That(factory.Create<ISampler>(new ComponentNode(target)), Is.TypeOf(expected));
    }

    private static ISampler Create(string name)
    {
        using var factory = new ComponentFactory();
        return factory.Create<ISampler>(new ComponentNode(name));
    }

    private static NoiseLevel Preserving(NoiseLevel level)
    {
        var signal = 1 / MathF.Sqrt(1 + (level.Noise * level.Noise));
        return new NoiseLevel(signal, level.Noise * signal, level.Timestep);
    }

    // The exact model of normal data of deviation 0.5, bent a little.
    private static Tensor Model(Tensor x, float sigma) => (x * (0.25f / (0.25f + (sigma * sigma)))).sin();
}
