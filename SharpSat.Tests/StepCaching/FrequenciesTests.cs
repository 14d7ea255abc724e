using SharpSat.Video.StepCaching;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Tests.StepCaching;

public sealed class FrequenciesTests
{
    [Test]
    public void Low_OfAnEvenPicture_IsThePicture()
    {
        using var scope = NewDisposeScope();
        var even = full([2, 1, 6, 9], 3.0f);
        Assert.That(Frequencies.Low(even).allclose(even, 1e-6, 1e-6), Is.True);
    }

    [Test]
    public void Low_DropsACheckerboard_AndKeepsASlowWave()
    {
        using var scope = NewDisposeScope();
        var columns = arange(20, ScalarType.Float32);
        var wave = (columns * (2 * Math.PI / 20)).cos().expand(20, 20).contiguous();
        var board = ((columns.unsqueeze(1) + columns) * Math.PI).cos();
        Assert.That(Frequencies.Low(wave + board).allclose(wave, 1e-4, 1e-4), Is.True);
    }

    [Test]
    public void Low_IsLinear_AndApplyingItTwiceChangesNothing()
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        var (a, b) = (randn([3, 7, 11]), randn([3, 7, 11]));
        Assert.That(Frequencies.Low(a + b).allclose(Frequencies.Low(a) + Frequencies.Low(b), 1e-5, 1e-5), Is.True);
        Assert.That(Frequencies.Low(Frequencies.Low(a)).allclose(Frequencies.Low(a), 1e-5, 1e-5), Is.True);
    }
}
