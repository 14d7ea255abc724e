using SharpSat.Core.Context;
using SharpSat.Core.Transformer;
using SharpSat.Video.Parity;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Tests.Transformer;

public sealed class DropPathTests
{
    [Test]
    public void Training_DropsWholeSamples_AndScalesTheRest()
    {
        using var scope = NewDisposeScope();
        var x_BSE = ones(3, 2, 2);
        var context = new ForwardContext { Training = true, Noise = new RecordedDraws([tensor(new[] { 0.1f, 0.25f, 0.9f })]) };
        var y = DropPath.Apply(x_BSE, 0.25, context);
        Assert.That(y.select(2, 0).select(1, 0).data<float>().ToArray(), Is.EqualTo(new[] { 0f, 4f / 3, 4f / 3 }).Within(1e-6));
    }

    [Test]
    public void OutsideTraining_IsTheBranchItself()
    {
        using var x = ones(1, 1, 1);
        Assert.That(DropPath.Apply(x, 0.5, new ForwardContext()), Is.SameAs(x));
    }
}
