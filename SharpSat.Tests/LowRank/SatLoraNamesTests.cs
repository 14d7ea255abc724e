using SharpSat.Mixins.LowRank;

namespace SharpSat.Tests.LowRank;

public sealed class SatLoraNamesTests
{
    private const string Site = "transformer.layers.3.attention.query_key_value";

    [Test]
    public void FactorNames_GoBothWays([Values] bool isA, [Values(0, 2)] int part)
    {
        var factor = new SatLoraNames.Factor(Site, isA, part);
        Assert.That(factor.ToString(), Is.EqualTo($"{Site}.matrix_{(isA ? "A" : "B")}.{part}"));
        Assert.That(SatLoraNames.FactorOf(factor.ToString()), Is.EqualTo(factor));
        Assert.That(SatLoraNames.ToBase(factor.ToString()), Is.Null);
    }

    [TestCase(Site + ".original.weight", Site + ".weight")]
    [TestCase(Site + ".original.bias", Site + ".bias")]
    [TestCase("transformer.final_layernorm.weight", "transformer.final_layernorm.weight")]
    [TestCase("mixins.lora.matrix_A.x", "mixins.lora.matrix_A.x")]
    public void BaseNames_LoseOriginal(string sat, string plain)
    {
        Assert.That(SatLoraNames.ToBase(sat), Is.EqualTo(plain));
        Assert.That(SatLoraNames.FromBase(plain, new HashSet<string> { Site }), Is.EqualTo(sat));
    }
}
