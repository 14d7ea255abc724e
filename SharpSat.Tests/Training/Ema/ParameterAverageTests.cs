using SharpSat.Core.Training.Ema;
using SharpSat.Core.Training.Optimizers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SharpSat.Tests.Training.Ema;

public sealed class ParameterAverageTests
{
    [Test]
    public void Update_MovesByTheDecayOfItsStep()
    {
        using var scope = NewDisposeScope();
        var parameter = new Parameter(full([2], 1.0));
        using var average = new ParameterAverage([new NamedParameter("w", parameter)]);
        using (no_grad())
        {
            parameter.fill_(3);
        }

        average.Update();

        // Decay 2/11 after the first step.
        Assert.That(average["w"][0].item<float>(), Is.EqualTo((2.0 / 11) + (3 * 9.0 / 11)).Within(1e-6));
        Assert.That(average.Steps, Is.EqualTo(1));
    }

    [Test]
    public void Decay_RisesToTheLargest()
    {
        using var average = new ParameterAverage([], 0.9);
        Assert.That(average.Decay(1), Is.EqualTo(2.0 / 11).Within(1e-12));
        Assert.That(average.Decay(70), Is.LessThan(0.9));
        Assert.That(average.Decay(1000), Is.EqualTo(0.9));
    }

    [Test]
    public void Apply_LendsTheAverages_AndGivesTheParametersBack()
    {
        using var scope = NewDisposeScope();
        var parameter = new Parameter(full([2], 1.0));
        using var average = new ParameterAverage([new NamedParameter("w", parameter)]);
        using (no_grad())
        {
            parameter.fill_(0.1f);
        }

        using (average.Apply())
        {
            Assert.That(parameter.data<float>().ToArray(), Is.EqualTo(new[] { 1f, 1f }));
        }

        Assert.That(parameter.data<float>().ToArray(), Is.EqualTo(new[] { 0.1f, 0.1f }));
        Assert.That(average["w"].data<float>().ToArray(), Is.EqualTo(new[] { 1f, 1f }));
    }

    [TestCase(-0.1)]
    [TestCase(1)]
    public void LargestDecay_OutsideZeroToOne_IsRefused(double decay) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new ParameterAverage([], decay).Dispose());
}
