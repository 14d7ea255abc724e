using SharpSat.Core.Distributed;
using SharpSat.Core.Errors;
using SharpSat.Core.Layers;
using SharpSat.Core.Tensors;
using SharpSat.Core.Training;
using SharpSat.Core.Training.Optimizers;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Tests.Training;

public sealed class ParameterGroupsTests
{
    [Test]
    public void NormsAndBiases_DoNotDecay_AndFrozenOnesAreLeftOut()
    {
        using var model = new ModuleSequence<NetworkModule>([new LinearLayer(2, 3), new LayerNormLayer(3, 1e-5), new LinearLayer(3, 1)]);
        model[2].Freeze();
        var groups = ParameterGroups.Build(model, 0.05, 2);
        Assert.That(groups.Select(g => (g.Name, g.WeightDecay, g.LearningRateMultiplier)), Is.EqualTo(new[] { ("decay", 0.05, 2.0), ("no_decay", 0.0, 2.0) }));
        Assert.That(groups[0].Parameters.Select(p => p.Name), Is.EqualTo(new[] { "0.weight" }));
        Assert.That(groups[1].Parameters.Select(p => p.Name), Is.EqualTo(new[] { "0.bias", "1.weight", "1.bias" }));
    }

    [Test]
    public void Rules_TakeTheFirstThatFits_AndNormsAndBiasesStillDoNotDecay()
    {
        using var model = new ModuleSequence<NetworkModule>([new LinearLayer(2, 3), new LayerNormLayer(3, 1e-5), new LinearLayer(3, 1)]);
        var groups = ParameterGroups.Build(model, 0.05, rules:
        [
            new ParameterRule { Parameters = "0.*", LrScale = 0.1 },
            new ParameterRule { Parameters = "*.weight", WeightDecay = 0.3 },
        ]);
        Assert.That(groups.Select(g => $"{g.Name}: {string.Join(' ', g.Parameters.Select(p => p.Name))}; {g.WeightDecay} {g.LearningRateMultiplier}"), Is.EqualTo(new[]
        {
            "0.* decay: 0.weight; 0.05 0.1",
            "0.* no_decay: 0.bias; 0 0.1",
            "*.weight decay: 2.weight; 0.3 1",
            "*.weight no_decay: 1.weight; 0 1",
            "no_decay: 1.bias 2.bias; 0 1",
        }));
    }

    [Test]
    public void RuleThatFitsNothing_IsRefused_WithTheNearestName()
    {
        using var model = new ModuleSequence<LinearLayer>([new LinearLayer(2, 3), new LinearLayer(3, 1)]);
        Assert.That(
            () => ParameterGroups.Build(model, rules: [new ParameterRule { Parameters = "1.wieght" }]),
            Throws.TypeOf<InputException>().With.Message.EqualTo("trainer.groups: '1.wieght' fits no trainable parameter. Did you mean '1.weight'?"));
    }

    [Test]
    public void EmptyGroups_AreLeftOut()
    {
        using var model = new LayerNormLayer(3, 1e-5);
        Assert.That(ParameterGroups.Build(model).Single().Name, Is.EqualTo("no_decay"));
    }

    [Test]
    public void FreezeTable_CountsByPart()
    {
        using var model = new ModuleSequence<LinearLayer>([new LinearLayer(2, 3), new LinearLayer(3, 1)]);
        model[1].Freeze();
        var lines = FreezeTable.Render(model).Split('\n').Select(l => string.Join(' ', l.Split(' ', StringSplitOptions.RemoveEmptyEntries)));
        Assert.That(lines, Is.EqualTo(new[] { "part trainable frozen", "0 9 0", "1 0 4", "total 9 4" }));
    }

    [Test]
    public void NoiseStreams_RestoredTogether_RepeatTheirDraws_AndUnsavedOnesStartAfresh()
    {
        using var streams = new NoiseStreams(7);
        Draw(streams["a"]);
        var saved = streams.Save();
        var (a, b) = (Draw(streams["a"]), Draw(streams["b"]));
        Draw(streams["b"]);
        streams.Restore(saved);
        Assert.That((Draw(streams["a"]), Draw(streams["b"])), Is.EqualTo((a, b)));
        Assert.That(a, Is.Not.EqualTo(b));
        using var otherRank = new NoiseStreams(7, new BatchShare(1, 1, 2));
        Assert.That(Draw(otherRank["b"]), Is.Not.EqualTo(b));
    }

    private static float Draw(IRewindableNoise source)
    {
        using var scope = NewDisposeScope();
        return source.Normal([1], ScalarType.Float32, CPU).item<float>();
    }
}
