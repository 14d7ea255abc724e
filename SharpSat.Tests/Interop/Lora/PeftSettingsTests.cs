using Newtonsoft.Json.Linq;
using SharpSat.Core.Checkpoints;
using SharpSat.Core.Errors;
using SharpSat.Video.Interop.Lora;

namespace SharpSat.Tests.Interop.Lora;

public sealed class PeftSettingsTests
{
    [Test]
    public void Patterns_AreRegularExpressionsOfTheEnd_AndTheFirstThatMatchesCounts()
    {
        var settings = Of("""{"r": 4, "lora_alpha": 8, "rank_pattern": {"to_v": 5}, "alpha_pattern": {"blocks\\.[12]\\..*to_v": 10, "to_v": 15}}""");
        Assert.That(settings.AlphaOf("transformer_blocks.0.attn1.to_q", 4), Is.EqualTo(8));
        Assert.That(settings.AlphaOf("transformer_blocks.0.attn1.to_v", 5), Is.EqualTo(15));
        Assert.That(settings.AlphaOf("x.blocks.2.attn1.to_v", 5), Is.EqualTo(10));
    }

    [Test]
    public void Rank_ThatTheFactorsDoNotHave_IsRefused() => Assert.That(
        () => Of("""{"r": 4, "lora_alpha": 8}""").AlphaOf("proj_out", 3),
        Throws.TypeOf<InputException>().With.Message.Contains("says rank 4 for proj_out, but its factors have rank 3"));

    [TestCase("""{"use_dora": true}""", "DoRA")]
    [TestCase("""{"bias": "all"}""", "trained biases")]
    [TestCase("""{"r": "4"}""", "a number was expected")]
    [TestCase("""{"rank_pattern": [1]}""", "an object was expected")]
    [TestCase("""{"alpha_pattern": {"(": 1}}""", "no regular expression")]
    [TestCase("""{"alpha_pattern": {"a": null}}""", "a number was expected")]
    public void WhatIsNotPlainLora_IsRefusedByName(string json, string problem) =>
        Assert.That(() => Of(json), Throws.TypeOf<InputException>().With.Message.Contains(problem));

    [Test]
    public void Patterns_ThatTakeForever_AreRefused() => Assert.That(
        () => Of("""{"alpha_pattern": {"(a+)+b": 1}}""").AlphaOf(new string('a', 64), 1), Throws.TypeOf<InputException>().With.Message.Contains("too long"));

    [Test]
    public void Metadata_ThatIsNoJson_IsRefused()
    {
        using var weights = new MemoryWeights([], metadata: new Dictionary<string, string> { [PeftSettings.MetadataKey] = "{" });
        Assert.That(() => PeftSettings.Of(new LoraSource(weights)), Throws.TypeOf<InputException>().With.Message.Contains("not a JSON object"));
    }

    private static PeftSettings Of(string json)
    {
        using var weights = new MemoryWeights([]);
        return PeftSettings.Of(new LoraSource(weights, JObject.Parse(json)))!;
    }
}
