using Newtonsoft.Json.Linq;
using SharpSat.Core.Errors;
using SharpSat.Video.Guidance;
using SharpSat.Video.Interop.Sat;
using SharpSat.Video.Losses;
using SharpSat.Video.Samplers;
using SharpSat.Video.Schedules;

namespace SharpSat.Tests.Interop.Sat;

public sealed class SatDiffusionTests
{
    private const string Modules = "sgm.modules.diffusionmodules.";

    [TestCase("sampling.VideoDDIMSampler", typeof(Ddim))]
    [TestCase("sampling.VPSDEDPMPP2MSampler", typeof(Dpmpp2mSde))]
    [TestCase("sampling.SDEDPMPP2MSampler", typeof(Dpmpp2mSde))]
    [TestCase("sampling.EulerAncestralSampler", typeof(EulerAncestral))]
    [TestCase("sampling.LinearMultistepSampler", typeof(LinearMultistep))]
    public void Sampling_ReadsSamplerScheduleStepsAndGuidance(string target, Type expected)
    {
        var sampling = SatDiffusion.Sampling(Sampler(target));
        Assert.That(sampling.Sampler, Is.TypeOf(expected));
        Assert.That(sampling.Schedule, Is.TypeOf<ZeroSnrSchedule>());
        Assert.That(sampling.Steps, Is.EqualTo(50));
        Assert.That(sampling.Guidance, Is.TypeOf<DynamicClassifierFree>());
    }

    [Test]
    public void Sampling_UnknownClassOrParam_IsRefusedByName()
    {
        var error = Assert.Throws<SatUnsupportedException>(() => SatDiffusion.Sampling(Sampler("sampling.VideoDDPMSampler")));
        Assert.That(error!.Message, Does.Contain("VideoDDPMSampler"));
        var strange = Sampler("sampling.VideoDDIMSampler");
        strange["params"]!["eta_max"] = 1;
        Assert.That(() => SatDiffusion.Sampling(strange), Throws.TypeOf<SatUnsupportedException>().With.Message.Contains("eta_max"));
    }

    [Test]
    public void Denoiser_TableOfItsOwnSize_IsTheTrajectoryOfThatManySteps()
    {
        var schedule = Node("discretizer.ZeroSNRDDPMDiscretization", new { shift_scale = 3.0 });
        var denoiser = SatDiffusion.Denoiser(Node("denoiser.DiscreteDenoiser", new
        {
            num_idx = 20,
            quantize_c_noise = false,
            weighting_config = Node("denoiser_weighting.EpsWeighting"),
            scaling_config = Node("denoiser_scaling.VideoScaling"),
            discretization_config = schedule,
        }));
        var trajectory = SatDiffusion.Schedule(schedule).Trajectory(20);
        Assert.That(denoiser.SnapTo!.Levels.Select(l => l.Signal), Is.EqualTo(Enumerable.Range(0, 20).Select(i => trajectory[19 - i].Signal)));
        Assert.That(denoiser.SnapTo.Levels.Select(l => l.Timestep), Is.EqualTo(Enumerable.Range(0, 20)));
    }

    [Test]
    public void Denoiser_ScalingOverATableOfTheOtherKind_IsRefused()
    {
        var node = Node("denoiser.DiscreteDenoiser", new
        {
            num_idx = 1000,
            weighting_config = Node("denoiser_weighting.EpsWeighting"),
            scaling_config = Node("denoiser_scaling.EpsScaling"),
            discretization_config = Node("discretizer.ZeroSNRDDPMDiscretization"),
        });
        Assert.That(() => SatDiffusion.Denoiser(node), Throws.TypeOf<SatUnsupportedException>().With.Message.Contains("EpsScaling"));
    }

    [Test]
    public void Loss_LpipsOrMissingSampler_IsRefused()
    {
        var sampler = Node("sigma_sampling.EDMSampling");
        Assert.That(
            () => SatDiffusion.Loss(Node("loss.StandardDiffusionLoss", new { type = "lpips", sigma_sampler_config = sampler })),
            Throws.TypeOf<SatUnsupportedException>().With.Message.Contains("lpips"));
        Assert.That(() => SatDiffusion.Loss(Node("loss.VideoDiffusionLoss")), Throws.InstanceOf<InputException>().With.Message.Contains("sigma_sampler_config"));
        Assert.That(SatDiffusion.Loss(Node("loss.StandardDiffusionLoss", new { type = "l1", sigma_sampler_config = sampler })), Is.TypeOf<WeightedL1>());
    }

    private static JObject Sampler(string target) => Node(target, new
    {
        num_steps = 50,
        verbose = true,
        discretization_config = Node("discretizer.ZeroSNRDDPMDiscretization", new { shift_scale = 3.0 }),
        guider_config = Node("guiders.DynamicCFG", new { scale = 6, exp = 5, num_steps = 50 }),
    });

    private static JObject Node(string target, object? values = null) => new()
    {
        ["target"] = Modules + target,
        ["params"] = values is null ? new JObject() : JObject.FromObject(values),
    };
}
