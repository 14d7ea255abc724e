using SharpSat.Core.Errors;
using SharpSat.Video.Autoencoder;
using SharpSat.Video.Autoencoder.Tiling;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Tests.Autoencoder;

public sealed class FrameBatchesTests
{
    private VideoAutoencoder _autoencoder = null!;
    private DisposeScope _scope = null!;

    [SetUp]
    public void Create()
    {
        _autoencoder = TinyAutoencoders.Create();
        _scope = NewDisposeScope();
        manual_seed(1);
    }

    [TearDown]
    public void Clean()
    {
        _scope.Dispose();
        _autoencoder.Dispose();
    }

    [TestCase(1, 8, "1")]
    [TestCase(7, 8, "7")]
    [TestCase(13, 8, "13")]
    [TestCase(17, 8, "9,8")]
    [TestCase(5, 2, "3,2")]
    [TestCase(6, 2, "2,2,2")]
    public void Schedule_GivesWhatIsLeftOverToTheFirst(int frames, int batch, string expected) =>
        Assert.That(string.Join(",", FrameBatches.Schedule(frames, batch)), Is.EqualTo(expected));

    [TestCase(1, 1)]
    [TestCase(2, 8)]
    [TestCase(3, 9)]
    [TestCase(4, 16)]
    public void Decode_OfAnEvenCount_GivesAFrameForEach(int latents, int frames)
    {
        using var guard = no_grad();
        var z = randn([1, _autoencoder.Config.LatentChannels, latents, 2, 2]);
        Assert.That(new FrameBatches(_autoencoder).Decode(z).size(2), Is.EqualTo(frames));
        Assert.That(_autoencoder.Sizes.VideoFrames(latents, TemporalGrouping.ByParity), Is.EqualTo(frames));
    }

    [Test]
    public void OneBatch_IsTheWholeClip()
    {
        using var guard = no_grad();
        var x = randn([1, 3, 5, 16, 16]);
        Assert.That(new FrameBatches(_autoencoder).EncodeMoments(x).allclose(_autoencoder.EncodeMoments(x), 1e-5, 1e-5), Is.True);
    }

    [Test]
    public void Tiles_ThatCoverThePicture_ChangeNothing()
    {
        using var guard = no_grad();
        var x = randn([1, 3, 9, 16, 24]);
        var z = randn([1, _autoencoder.Config.LatentChannels, 3, 4, 6]);
        var plain = new FrameBatches(_autoencoder);
        var tiled = new FrameBatches(_autoencoder) { Tiling = new TilingSettings { TileHeight = 16, TileWidth = 24 } };
        Assert.That(tiled.EncodeMoments(x).equal(plain.EncodeMoments(x)).all().item<bool>(), Is.True);
        Assert.That(tiled.Decode(z).equal(plain.Decode(z)).all().item<bool>(), Is.True);
    }

    [Test]
    public void SmallerTiles_GiveTheSameShape_AndDifferALittle()
    {
        using var guard = no_grad();
        var z = randn([1, _autoencoder.Config.LatentChannels, 1, 6, 6]);
        var plain = new FrameBatches(_autoencoder).Decode(z);
        var tiled = new FrameBatches(_autoencoder) { Tiling = new TilingSettings { TileHeight = 16, TileWidth = 16, OverlapHeight = 0.5, OverlapWidth = 0.5 } }.Decode(z);
        Assert.That(tiled.shape, Is.EqualTo(plain.shape));
        Assert.That(tiled.equal(plain).all().item<bool>(), Is.False);
    }

    [Test]
    public void Slices_ChangeNothing()
    {
        using var guard = no_grad();
        var x = randn([2, 3, 5, 16, 16]);
        Assert.That(new FrameBatches(_autoencoder) { Slicing = true }.EncodeMoments(x).allclose(new FrameBatches(_autoencoder).EncodeMoments(x), 1e-5, 1e-5), Is.True);
    }

    [TestCase(2, null, "less than one latent cell")]
    [TestCase(16, 1.0, "must be at least 0 and less than 1")]
    [TestCase(4, 0.5, "do not advance")]
    public void ImpossibleTiles_AreRefused(int height, double? overlap, string problem)
    {
        var batches = new FrameBatches(_autoencoder) { Tiling = new TilingSettings { TileHeight = height, OverlapHeight = overlap } };
        Assert.That(Assert.Throws<InputException>(() => batches.EncodeMoments(zeros([1, 3, 1, 16, 16])))!.Message, Does.Contain(problem));
    }
}
