using SharpSat.Core.Training.Optimizers;
using TorchSharp;
using static TorchSharp.torch;
using Parameter = TorchSharp.Modules.Parameter;

namespace SharpSat.Tests.Training;

public sealed class GradientsTests
{
    [Test]
    public void Norm_IsThatOfAllGradientsTogether()
    {
        using var scope = NewDisposeScope();
        Assert.That(Gradients.Norm([With(3f), With(0f, 4f), new Parameter(zeros(2))]), Is.EqualTo(5).Within(1e-6));
        Assert.That(Gradients.Norm([]), Is.Zero);
    }

    [Test]
    public void Clip_ScalesToTheLimit_AndLeavesSmallerOnesAlone()
    {
        using var scope = NewDisposeScope();
        Parameter[] parameters = [With(3f), With(0f, 4f)];
        Gradients.Clip(parameters, 5, 10);
        Assert.That(Gradients.Norm(parameters), Is.EqualTo(5).Within(1e-6));
        Gradients.Clip(parameters, 5, 0);
        Assert.That(Gradients.Norm(parameters), Is.EqualTo(5).Within(1e-6));
        Gradients.Clip(parameters, 5, 1);
        Assert.That(parameters[0].grad!.item<float>(), Is.EqualTo(0.6f).Within(1e-6f));
        Assert.That(Gradients.Norm(parameters), Is.EqualTo(1).Within(1e-6));
    }

    [Test]
    public void FirstNonFinite_NamesTheParameter()
    {
        using var scope = NewDisposeScope();
        NamedParameter[] parameters =
            [new("a", With(1f)), new("none", new Parameter(zeros(1))), new("b", With(1f, float.NaN)), new("c", With(float.PositiveInfinity))];
        Assert.That(Gradients.FirstNonFinite(parameters), Is.EqualTo("b"));
        Assert.That(Gradients.FirstNonFinite(parameters[..2]), Is.Null);
    }

    [Test]
    public void Clear_DropsGradients()
    {
        using var scope = NewDisposeScope();
        var p = With(1f);
        Gradients.Clear([p]);
        Assert.That(p.grad, Is.Null);
    }

    private static Parameter With(params float[] gradient)
    {
        var p = new Parameter(zeros(gradient.Length));
        p.grad = tensor(gradient);
        return p;
    }
}
