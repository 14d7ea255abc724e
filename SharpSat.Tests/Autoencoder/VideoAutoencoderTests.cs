using SharpSat.Core.Errors;
using SharpSat.Core.Layers;
using SharpSat.Core.Tensors;
using SharpSat.Video.Autoencoder;
using TorchSharp;
using static SharpSat.Tests.Autoencoder.TinyAutoencoders;
using static TorchSharp.torch;

namespace SharpSat.Tests.Autoencoder;

public sealed class VideoAutoencoderTests
{
    private VideoAutoencoder _autoencoder = null!;

    [OneTimeSetUp]
    public void MakeAutoencoder() => _autoencoder = Create();

    [OneTimeTearDown]
    public void Release() => _autoencoder.Dispose();

    [TestCase(1, 1)]
    [TestCase(5, 2)]
    [TestCase(9, 3)]
    [TestCase(17, 5)]
    public void Encode_ThenDecode_KeepsTheClipsShape(int frames, int latentFrames)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        var x = Normal(3, 2, 3, frames, 8, 16);
        using var posterior = _autoencoder.Encode(x);
        Assert.That(posterior.Mean.shape, Is.EqualTo(new long[] { 2, 4, latentFrames, 2, 4 }));
        Assert.That(_autoencoder.Decode(posterior.Mean, TemporalGrouping.FirstFrameApart).shape, Is.EqualTo(x.shape));
        Assert.That(
            _autoencoder.Decode(posterior.Mean, TemporalGrouping.WholeGroups).size(2),
            Is.EqualTo(_autoencoder.Sizes.VideoFrames(latentFrames, TemporalGrouping.WholeGroups)));
    }

    [Test]
    public void Encode_IllegalClips_AreRefusedByName()
    {
        using var scope = NewDisposeScope();
        Assert.That(() => _autoencoder.Encode(zeros([1, 3, 6, 8, 8])), Throws.TypeOf<InputException>().With.Message.EndsWith("Nearest: 5 or 9."));
        Assert.That(() => _autoencoder.Encode(zeros([1, 3, 5, 8, 10])), Throws.TypeOf<InputException>().With.Message.EndsWith("Nearest: 8 or 12."));
        Assert.That(() => _autoencoder.Encode(zeros([1, 4, 5, 8, 8])), Throws.TypeOf<InputException>().With.Message.Contains("4 channels"));
        Assert.That(() => _autoencoder.Decode(zeros([1, 3, 2, 2, 2]), TemporalGrouping.WholeGroups), Throws.TypeOf<InputException>().With.Message.Contains("takes 4"));
        Assert.That(() => _autoencoder.DecodePieces(zeros([1, 4, 4, 2, 2]), TemporalGrouping.WholeGroups, [2, 1]), Throws.ArgumentException);
    }

    [Test]
    public void Encode_DroppingTrailingFrames_IgnoresOnlyThose()
    {
        using var scope = NewDisposeScope();
        var x = Normal(4, 1, 3, 7, 8, 8);
        using var posterior = _autoencoder.Encode(x, TrailingFrames.Drop);
        Assert.That(posterior.Mean.size(2), Is.EqualTo(2));
    }

    [TestCase(TemporalGrouping.FirstFrameApart)]
    [TestCase(TemporalGrouping.WholeGroups)]
    public void DecodeChunked_OfAStillLatent_EqualsTheWhole(TemporalGrouping grouping)
    {
        // A still latent gives every chunk the same group statistics, so only the convolutions' cache is at work.
        using var scope = NewDisposeScope();
        var z = Normal(5, 1, 4, 1, 4, 4).expand(-1, -1, 7, -1, -1);
        var whole = _autoencoder.Decode(z, grouping);
        var chunked = _autoencoder.DecodeChunked(z, grouping);
        Assert.That(Distance(chunked, whole), Is.LessThan(2e-5));
    }

    [Test]
    public void DecodeChunked_OfAMovingLatent_IsCloserWithTheCacheThanWithout()
    {
        using var scope = NewDisposeScope();
        var z = Normal(6, 1, 4, 6, 4, 4);
        var whole = _autoencoder.Decode(z, TemporalGrouping.WholeGroups);
        var cached = _autoencoder.DecodeChunked(z, TemporalGrouping.WholeGroups);
        var separate = cat([.. z.split(2, 2).Select(chunk => _autoencoder.Decode(chunk, TemporalGrouping.WholeGroups))], 2);
        Assert.That((cached - whole).square().mean().item<float>(), Is.LessThan(0.5 * (separate - whole).square().mean().item<float>()));
    }

    [Test]
    public void Decode_OfTwoClipsInTurns_EqualsOneAfterTheOther()
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        var clips = new[] { Normal(7, 1, 4, 4, 2, 2), Normal(8, 1, 4, 4, 2, 2) };
        var apart = clips.Select(z => _autoencoder.DecodeChunked(z, TemporalGrouping.FirstFrameApart)).ToList();
        using var one = _autoencoder.DecodePieces(clips[0], TemporalGrouping.FirstFrameApart, [2, 2]).GetEnumerator();
        using var two = _autoencoder.DecodePieces(clips[1], TemporalGrouping.FirstFrameApart, [2, 2]).GetEnumerator();
        long start = 0;
        while (one.MoveNext() && two.MoveNext())
        {
            var frames = one.Current.size(2);
            Assert.That(Distance(one.Current, apart[0].narrow(2, start, frames)), Is.Zero);
            Assert.That(Distance(two.Current, apart[1].narrow(2, start, frames)), Is.Zero);
            start += frames;
        }

        Assert.That(start, Is.EqualTo(13));
    }

    [Test]
    public void Gradients_ReachEveryWeight_AndEqualTheGradientFreeForward()
    {
        using var scope = NewDisposeScope();
        using var noise = new NoiseSource(9, "posterior");
        var x = Normal(9, 1, 3, 5, 8, 8);
        using var posterior = _autoencoder.Encode(x);
        var z = posterior.Sample(noise);
        var y = _autoencoder.Decode(z, TemporalGrouping.FirstFrameApart);
        y.square().mean().add(posterior.Divergence().mean()).backward();
        Assert.That(_autoencoder.named_parameters().Where(p => p.parameter.grad is null).Select(p => p.name), Is.Empty);
        _autoencoder.zero_grad();
        using var guard = no_grad();
        Assert.That(Distance(_autoencoder.Decode(z, TemporalGrouping.FirstFrameApart), y), Is.LessThan(1e-5));
    }

    [Test]
    public void BFloat16_StaysInItsType_AndNearFloat32()
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        using var half = Create();
        using var noise = new NoiseSource(1, "init");
        half.Materialize(noise, ScalarType.BFloat16, CPU);
        var z = Normal(11, 1, 4, 3, 4, 4);
        var expected = _autoencoder.Decode(z, TemporalGrouping.FirstFrameApart);
        var actual = half.Decode(z.to(ScalarType.BFloat16), TemporalGrouping.FirstFrameApart);
        Assert.That(actual.dtype, Is.EqualTo(ScalarType.BFloat16));
        var error = (actual.to(ScalarType.Float32) - expected).square().mean().sqrt().item<float>();
        Assert.That(error, Is.LessThan(0.05 * expected.std().item<float>()));
    }

    [Test]
    public void Forward_LeavesNoTensorBehind()
    {
        using var guard = no_grad();
        using var z = Normal(10, 1, 4, 4, 2, 2);
        _autoencoder.DecodeChunked(z, TemporalGrouping.FirstFrameApart).Dispose();
        var before = Tensor.TotalCount;
        using (var x = _autoencoder.DecodeChunked(z, TemporalGrouping.FirstFrameApart))
        using (_autoencoder.Encode(x))
        {
            Assert.That(Tensor.TotalCount, Is.GreaterThan(before));
        }

        Assert.That(Tensor.TotalCount, Is.LessThanOrEqualTo(before), "finalizers of other tests may lower it");
    }
}
