using SharpSat.Core.Layers;
using SharpSat.Core.Tensors;
using SharpSat.Video.Autoencoder;
using TorchSharp;
using static SharpSat.Tests.Autoencoder.TinyAutoencoders;
using static TorchSharp.torch;

namespace SharpSat.Tests.Autoencoder;

public sealed class ResamplingTests
{
    [TestCase(TemporalGrouping.FirstFrameApart, 3, new[] { 0, 1, 1, 2, 2 })]
    [TestCase(TemporalGrouping.WholeGroups, 3, new[] { 0, 0, 1, 1, 2, 2 })]
    [TestCase(TemporalGrouping.FirstFrameApart, 1, new[] { 0 })]
    [TestCase(TemporalGrouping.WholeGroups, 1, new[] { 0 })]
    public void Upsample_RepeatsFrames_ByGrouping(TemporalGrouping grouping, int frames, int[] sources)
    {
        using var scope = NewDisposeScope();
        using var up = new Upsample3D(2, time: true, withConv: false);
        var x = Normal(1, 1, 2, frames, 2, 3);
        var y = up.Forward(x, grouping);
        Assert.That(y.shape, Is.EqualTo(new long[] { 1, 2, sources.Length, 4, 6 }));
        for (var i = 0; i < sources.Length; i++)
        {
            Assert.That(Distance(y.select(2, i).slice(2, 0, 4, 2).slice(3, 1, 6, 2), x.select(2, sources[i])), Is.Zero);
        }
    }

    [TestCase(TemporalGrouping.FirstFrameApart, 5, 3)]
    [TestCase(TemporalGrouping.FirstFrameApart, 6, 3)]
    [TestCase(TemporalGrouping.FirstFrameApart, 1, 1)]
    [TestCase(TemporalGrouping.WholeGroups, 4, 2)]
    [TestCase(TemporalGrouping.WholeGroups, 5, 2)]
    public void Downsample_AveragesPairs_AndDropsTheRest(TemporalGrouping grouping, int frames, int expected)
    {
        using var scope = NewDisposeScope();
        using var down = new Downsample3D(2, time: true, withConv: false);
        var x = Normal(2, 1, 2, frames, 4, 4);
        var y = down.Forward(x, grouping);
        Assert.That(y.size(2), Is.EqualTo(expected));
        var first = frames - 2 * (expected - 1) >= 1 && grouping == TemporalGrouping.FirstFrameApart ? 1 : 2;
        var mean = x.narrow(2, 0, first).mean([2], keepdim: true);
        Assert.That(Distance(y.narrow(2, 0, 1), nn.functional.avg_pool3d(mean, [1, 2, 2], [1, 2, 2])), Is.LessThan(1e-6));
    }

    [Test]
    public void UpsampleOfDownsample_OfAStillClip_KeepsFrameCountAndConstants()
    {
        using var scope = NewDisposeScope();
        using var down = new Downsample3D(2, time: true, withConv: false);
        using var up = new Upsample3D(2, time: true, withConv: false);
        var x = ones([1, 2, 9, 4, 4]);
        var y = up.Forward(down.Forward(x, TemporalGrouping.FirstFrameApart), TemporalGrouping.FirstFrameApart);
        Assert.That(Distance(x, y), Is.Zero);
    }
}
