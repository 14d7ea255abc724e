using SharpSat.Core.Errors;
using SharpSat.Video.Parameterizations;
using SharpSat.Video.Schedules;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Tests.Parameterizations;

public sealed class ParameterizationTests
{
    private static readonly NoiseLevel[] Levels =
        [NoiseLevel.VariancePreserving(0.99f, 5), NoiseLevel.VariancePreserving(0.4f, 600), NoiseLevel.VariancePreserving(0.05f, 990)];

    [TestCase(typeof(VPrediction))]
    [TestCase(typeof(EpsilonPrediction))]
    [TestCase(typeof(SamplePrediction))]
    public void Clean_OfThePerfectPrediction_IsTheCleanSample(Type type)
    {
        using var scope = NewDisposeScope();
        var parameterization = (IParameterization)Activator.CreateInstance(type)!;
        var (clean, noise) = (randn([3, 2, 4, 2, 2]), randn([3, 2, 4, 2, 2]));
        var x = ForwardProcess.AddNoise(clean, noise, Levels);
        var target = parameterization.Target(clean, noise, Levels);
        var back = parameterization.Clean(x, target, Levels);
        Assert.That((back - clean).abs().max().item<float>(), Is.LessThan(1e-4f));
    }

    [Test]
    public void VPrediction_AtPureNoise_StillKnowsTheCleanSample()
    {
        using var scope = NewDisposeScope();
        NoiseLevel[] pure = [NoiseLevel.VariancePreserving(0, 999)];
        var v = new VPrediction();
        var (clean, noise) = (randn([1, 1, 2, 2, 2]), randn([1, 1, 2, 2, 2]));
        var back = v.Clean(noise, v.Target(clean, noise, pure), pure);
        Assert.That((back - clean).abs().max().item<float>(), Is.Zero);
    }

    [Test]
    public void EpsilonPrediction_AtPureNoise_IsRefused()
    {
        using var x = zeros([1, 1, 1, 1, 1]);
        var error = Assert.Throws<InputException>(() => new EpsilonPrediction().Clean(x, x, [NoiseLevel.VariancePreserving(0, 999)]));
        Assert.That(error!.Message, Does.Contain("zero-terminal-SNR").And.Contain("v_prediction"));
    }
}
