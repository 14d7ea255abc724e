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

    private static readonly NoiseLevel[] Sigmas =
        [NoiseLevel.VarianceExploding(0.05f, 5), NoiseLevel.VarianceExploding(1.5f, 600), NoiseLevel.VarianceExploding(12, 990)];

    private static IEnumerable<TestCaseData> Parameterizations()
    {
        IParameterization[] all =
        [
            new VPrediction(), new EpsilonPrediction(), new SamplePrediction(), new EdmPreconditioning(new EdmPreconditioningParams()),
        ];
        return all.SelectMany(p => new[] { (p, Levels, "preserving"), (p, Sigmas, "exploding") })
            .Select(c => new TestCaseData(c.p, c.Item2).SetArgDisplayNames(c.p.GetType().Name, c.Item3));
    }

    [TestCaseSource(nameof(Parameterizations))]
    public void Clean_OfThePerfectPrediction_IsTheCleanSample(IParameterization parameterization, NoiseLevel[] levels)
    {
        using var scope = NewDisposeScope();
        var (clean, noise) = (randn([3, 2, 4, 2, 2]), randn([3, 2, 4, 2, 2]));
        var x = ForwardProcess.AddNoise(clean, noise, levels);
        var target = parameterization.Target(clean, noise, levels);
        var back = parameterization.Clean(x, target, levels);
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
