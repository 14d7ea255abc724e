using Newtonsoft.Json.Linq;

namespace SharpSat.Tests.Parity.Diffusers;

public sealed class DiffusersLoraReplayTests
{
    [Test]
    public void FirstRank_WithoutItsNumber_IsFoundInTheFile()
    {
        var report = ChangedCase.Replay("lora", "mixed-ranks-first-rank", run => run["adapters"]![0]!["alpha"] = null);
        Assert.That(report.Checks.Where(check => !check.Pass), Is.Empty);
        Assert.That(report.Unsupported, Is.Empty);
    }

    [Test]
    public void AnotherScale_IsAMissOfTheSample()
    {
        var report = ChangedCase.Replay("lora", "two-adapters-first-rank", run => run["adapters"]![1]!["scale"] = 0.5);
        Assert.That(report.Checks.Where(check => !check.Pass).Select(check => check.Stage), Is.EqualTo(new[] { "sample" }));
    }

    [TestCase("alpha_rule", "\"half\"", "the alpha rule 'half'")]
    [TestCase("dropout", "0.1", "'dropout' in a run")]
    [TestCase("op", "\"train\"", "the op 'train'")]
    [TestCase("args", """{ "rank": 4 }""", "'rank' in args")]
    public void WhatIsNotKnown_IsRefusedByName(string key, string value, string problem)
    {
        var report = ChangedCase.Replay("lora", "no-alpha", run => run[key] = JToken.Parse(value));
        Assert.That(report.Unsupported.Single(), Does.StartWith(problem));
    }
}
