using SharpSat.Core.Layers;
using SharpSat.Core.Tensors;
using SharpSat.Video.Autoencoder;
using TorchSharp;
using static SharpSat.Tests.Autoencoder.TinyAutoencoders;
using static TorchSharp.torch;

namespace SharpSat.Tests.Autoencoder;

public sealed class CausalConv3dTests
{
    private CausalConv3d _conv = null!;

    [SetUp]
    public void MakeConvolution()
    {
        _conv = new CausalConv3d(2, 3);
        using var noise = new NoiseSource(5, "init");
        _conv.Materialize(noise, ScalarType.Float32, CPU);
    }

    [TearDown]
    public void Release() => _conv.Dispose();

    [TestCase(2, 1, 3)]
    [TestCase(1, 1, 1, 1, 2)]
    [TestCase(6)]
    public void Chunks_WithACache_EqualTheWhole(params int[] chunks)
    {
        using var scope = NewDisposeScope();
        using var cache = new ConvCache();
        var x = Normal(6, 2, 2, chunks.Sum(), 4, 5);
        var pieces = new List<Tensor>();
        long start = 0;
        foreach (var count in chunks)
        {
            pieces.Add(_conv.Forward(x.narrow(2, start, count), cache));
            start += count;
        }

        Assert.That(Distance(cat(pieces, 2), _conv.Forward(x, null)), Is.LessThan(1e-6));
        Assert.That(cache.Count, Is.EqualTo(1));
    }

    [Test]
    public void Forward_LaterFrames_DoNotReachEarlierOutputs()
    {
        using var scope = NewDisposeScope();
        var x = Normal(7, 1, 2, 5, 4, 4);
        var changed = x.clone();
        changed.narrow(2, 3, 2).add_(1);
        var before = _conv.Forward(x, null);
        var after = _conv.Forward(changed, null);
        Assert.That(Distance(before.narrow(2, 0, 3), after.narrow(2, 0, 3)), Is.Zero);
        Assert.That(Distance(before.narrow(2, 3, 1), after.narrow(2, 3, 1)), Is.GreaterThan(0.01));
    }

    [Test]
    public void Cache_OverManyChunks_DoesNotGrow()
    {
        using var scope = NewDisposeScope();
        using var cache = new ConvCache();
        _conv.Forward(Normal(8, 1, 2, 4, 4, 4), cache);
        var bytes = cache.Bytes;
        for (var i = 0; i < 5; i++)
        {
            _conv.Forward(Normal(9 + i, 1, 2, 4, 4, 4), cache);
        }

        Assert.That(bytes, Is.EqualTo(2 * 2 * 4 * 4 * sizeof(float)));
        Assert.That(cache.Bytes, Is.EqualTo(bytes));
        cache.Clear();
        Assert.That(cache.Count, Is.Zero);
    }

    [TestCase(1)]
    [TestCase(2)]
    [TestCase(5)]
    [TestCase(6)]
    public void Forward_OfOneClip_EqualsThatClipInABatch(int frames)
    {
        // A lone small clip is computed in halves.
        using var scope = NewDisposeScope();
        var x = Normal(20, 2, 2, frames, 4, 5);
        Assert.That(Distance(_conv.Forward(x.narrow(0, 1, 1), null), _conv.Forward(x, null).narrow(0, 1, 1)), Is.LessThan(1e-6));
    }
}
