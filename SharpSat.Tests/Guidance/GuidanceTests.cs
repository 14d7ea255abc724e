using Newtonsoft.Json.Linq;
using SharpSat.Core.Errors;
using SharpSat.Video.Guidance;
using SharpSat.Video.Networks;
using SharpSat.Video.Parameterizations;
using SharpSat.Video.Parity.Sat.Maths;
using SharpSat.Video.Samplers;
using SharpSat.Video.Schedules;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Tests.Guidance;

public sealed class GuidanceTests
{
    private static readonly JObject Gains = JObject.Parse(
        """{"x_gain": 0.7, "crossattn_gain": 0.3, "c_noise_gain": 0.0005, "concat_gain": 0.2, "ofs_gain": 0.05}""");

    [Test]
    public void DynamicByStep_RisesFromOneToOnePlusScale()
    {
        var guidance = new DynamicClassifierFree(new() { Scale = 6, Exponent = 1, Argument = DynamicGuidanceArgument.Step });
        var scales = Enumerable.Range(0, 11).Select(i => guidance.ScaleAt(new SamplingStep(i, 10, NoiseLevel.Clean))).ToList();
        Assert.That(scales, Is.Ordered);
        Assert.That(scales[0], Is.EqualTo(1));
        Assert.That(scales[10], Is.EqualTo(7).Within(1e-12));
    }

    [Test]
    public void Dynamic_FractionalExponentByTimestep_IsRefused()
    {
        var error = Assert.Throws<InputException>(() => _ = new DynamicClassifierFree(new() { Exponent = 2.6 }));
        Assert.That(error!.Message, Does.Contain("nearest is 3"));
        Assert.Throws<InputException>(() => _ = new DynamicClassifierFree(new() { Period = 0 }));
    }

    [Test]
    public void GuidedPredictor_EqualsTwoSeparatePredictions()
    {
        using var scope = NewDisposeScope();
        var x = randn([2, 3, 4, 2, 2]);
        var (prompt, negative) = (Text(1), Text(2));
        var predictor = new CleanPredictor(new AnalyticNetwork(Gains), new VPrediction());
        var step = new SamplingStep(0, 4, NoiseLevel.VariancePreserving(0.3f, 700));
        using var guided = new GuidedPredictor(predictor, new ClassifierFree(new() { Scale = 3 }), prompt, negative);

        var (c, u) = (predictor.Predict(x, step.Level.ForBatch(2), prompt), predictor.Predict(x, step.Level.ForBatch(2), negative));
        var expected = u + ((c - u) * 3);
        Assert.That((guided.Denoise(x, step) - expected).abs().max().item<float>(), Is.LessThan(1e-5f));
        Assert.That((c - u).abs().max().item<float>(), Is.GreaterThan(1e-3f), "the condition matters in this test");
    }

    [Test]
    public void GuidedPredictor_ScaleOne_RunsTheNetworkOnTheBatchOnce()
    {
        using var scope = NewDisposeScope();
        var network = new WatchedNetwork(new AnalyticNetwork(Gains));
        using var guided = new GuidedPredictor(
            new CleanPredictor(network, new VPrediction()), new ClassifierFree(new() { Scale = 1 }), Text(1), Text(2));
        guided.Denoise(randn([2, 1, 4, 2, 2]), new SamplingStep(0, 4, NoiseLevel.VariancePreserving(0.3f, 700)));
        Assert.That(network.Timesteps.Single(), Has.Length.EqualTo(2));
    }

    [Test]
    public void GuidedPredictor_ImageOnOneSideOnly_IsRefused()
    {
        using var scope = NewDisposeScope();
        var image = Text(1) with { Concat_BTCHW = zeros([2, 1, 4, 2, 2]) };
        Assert.Throws<ArgumentException>(() => _ = new GuidedPredictor(
            new CleanPredictor(new AnalyticNetwork(Gains), new VPrediction()), new ClassifierFree(new()), image, Text(2)));
    }

    private static Conditioning Text(int seed) => new() { Text_BSE = full([2, 4, 6], 0.4 * seed) };

    [TestCase(0.5, true, false)]
    [TestCase(1.0, false, false)]
    [TestCase(1.5, true, true)]
    public void Switch_DecidesWhetherTheUnconditionalPredictionIsMade(double scale, bool whereItMatters, bool aboveOne)
    {
        Assert.That(new ClassifierFree(new() { Scale = scale }).NeedsUnconditional, Is.EqualTo(whereItMatters));
        Assert.That(new ClassifierFree(new() { Scale = scale, Switch = GuidanceSwitch.AboveOne }).NeedsUnconditional, Is.EqualTo(aboveOne));
        Assert.That(new DynamicClassifierFree(new() { Scale = scale }).NeedsUnconditional);
        Assert.That(new DynamicClassifierFree(new() { Scale = scale, Switch = GuidanceSwitch.AboveOne }).NeedsUnconditional, Is.EqualTo(aboveOne));
    }
}
