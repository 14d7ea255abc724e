using Newtonsoft.Json.Linq;
using SharpSat.Core.Errors;
using SharpSat.Tests.Media;
using SharpSat.Video.Interop.Diffusers;
using SharpSat.Video.Schedules;

namespace SharpSat.Tests.Interop.Diffusers;

public sealed class DiffusersSchedulerConfigTests
{
    [Test]
    public void Read_TakesTheDefaultsOfTheClass_WhereTheFileIsSilent()
    {
        using var folder = new TemporaryFolder();
        var config = Read(folder, """{ "_class_name": "CogVideoXDDIMScheduler" }""");
        Assert.That(config.ScheduleParams(), Is.EqualTo(new DiffusersScheduleParams { Shift = 3, ZeroSnr = false, Spacing = SpacedTimesteps.Leading }));
        Assert.That(config.PredictionType, Is.EqualTo(DiffusersPrediction.Epsilon));
    }

    [Test]
    public void Read_OverridesReplaceValuesAndClass()
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, DiffusersSchedulerConfig.FileName);
        File.WriteAllText(file, """{ "_class_name": "CogVideoXDDIMScheduler", "beta_schedule": "linear", "trained_betas": [0.1, 0.2] }""");
        var overrides = JObject.Parse("""{ "beta_schedule": "squaredcos_cap_v2", "trained_betas": null, "snr_shift_scale": 1 }""");
        var config = DiffusersSchedulerConfig.Read(folder.Path, overrides, DiffusersSchedulerConfig.DpmClass);
        Assert.That(config.ClassName, Is.EqualTo(DiffusersSchedulerConfig.DpmClass));
        Assert.That(config.BetaSchedule, Is.EqualTo(BetaSchedule.SquaredcosCapV2));
        Assert.That(config.TrainedBetas, Is.Null);
        Assert.That(config.SnrShiftScale, Is.EqualTo(1));
    }

    [TestCase("""{ "_class_name": "EulerDiscreteScheduler" }""", "EulerDiscreteScheduler")]
    [TestCase("""{ "_class_name": "CogVideoXDDIMScheduler", "use_karras_sigmas": true }""", "use_karras_sigmas")]
    [TestCase("""{ "beta_start": 0.1 }""", "_class_name")]
    [TestCase("""{ "_class_name": "CogVideoXDDIMScheduler", "timestep_spacing": "even" }""", "trailing")]
    public void Read_WhatItDoesNotKnow_IsRefusedByName(string json, string named)
    {
        using var folder = new TemporaryFolder();
        Assert.That(() => Read(folder, json), Throws.InstanceOf<InputException>().With.Message.Contains(named));
    }

    private static DiffusersSchedulerConfig Read(TemporaryFolder folder, string json)
    {
        var file = Path.Combine(folder.Path, DiffusersSchedulerConfig.FileName);
        File.WriteAllText(file, json);
        return DiffusersSchedulerConfig.Read(file);
    }
}
