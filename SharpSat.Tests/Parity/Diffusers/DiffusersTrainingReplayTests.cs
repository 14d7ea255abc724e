using Newtonsoft.Json.Linq;

namespace SharpSat.Tests.Parity.Diffusers;

public sealed class DiffusersTrainingReplayTests
{
    [TestCase("full", "trainable", """{ "what": "biases" }""", "the trainable part 'biases'")]
    [TestCase("full", "args", """{ "loss": "l1" }""", "'loss' in args")]
    [TestCase("lora-adam", "optimizer", """{ "type": "sgd", "lr": 0.1 }""", "the optimizer 'sgd'")]
    [TestCase("lora-adam", "args", """{ "steps": 2, "clip": "every_step" }""", "the clipping 'every_step'")]
    public void WhatIsNotKnown_IsRefusedByName(string run, string key, string value, string problem)
    {
        var report = ChangedCase.Replay("training-t2v", run, changed => changed[key] = JToken.Parse(value));
        Assert.That(report.Unsupported.Single(), Does.StartWith(problem));
    }

    [Test]
    public void AnotherAlpha_IsAMiss_OfTheScalingFirst()
    {
        var report = ChangedCase.Replay("training-t2v", "lora", run => run["trainable"]!["alpha"] = 4);
        Assert.That(report.Checks.First(check => !check.Pass).Stage, Is.EqualTo("scaling"));
    }
}
