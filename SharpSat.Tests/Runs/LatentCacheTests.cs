using SharpSat.Core.Configuration;
using SharpSat.Core.Errors;
using SharpSat.Tests.Training;
using SharpSat.Video.Configuration;
using SharpSat.Video.Data.Synthetic;
using SharpSat.Video.Runs;
using SharpSat.Video.Text;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Tests.Runs;

public sealed class LatentCacheTests
{
    private static readonly MovingShapesParams _clips = new() { Count = 3, Frames = 5, Seed = 4 };
    private ComponentFactory _factory = null!;
    private EngineAssembly _assembly = null!;
    private RunFolder _folder = null!;

    [SetUp]
    public void MakeEngine()
    {
        _folder = new RunFolder();
        _factory = new ComponentFactory();
        _assembly = new EngineAssembly(RunConfigFile.Load(["tiny"]).Config, _factory);
        _assembly.Load(ScalarType.Float32, CPU);
    }

    [TearDown]
    public void Dispose()
    {
        _assembly.Dispose();
        _factory.Dispose();
        _folder.Dispose();
    }

    [Test]
    public void CachedClips_EqualThoseEncodedInMemory()
    {
        var source = new MovingShapesSource(_clips);
        using var memory = EncodedClips.Encode(source, _assembly.Engine.Latents);
        var disk = Encode(_clips);
        Assert.That(disk.Count, Is.EqualTo(3));
        for (var i = 0; i < 3; i++)
        {
            using var expected = memory.Read(i);
            using var actual = disk.Read(i);
            Assert.That(actual.Moments_CTHW.equal(expected.Moments_CTHW).all().item<bool>());
            Assert.That(actual.Caption, Is.EqualTo(expected.Caption));
        }
    }

    [Test]
    public void ASecondTime_NothingIsEncoded_AndOtherCaptionsShareTheFiles()
    {
        Encode(_clips);
        var written = Files().ToDictionary(f => f, File.GetLastWriteTimeUtc);
        Encode(_clips with { Fps = 4 });
        Assert.That(written, Has.Count.EqualTo(3));
        Assert.That(Files().ToDictionary(f => f, File.GetLastWriteTimeUtc), Is.EqualTo(written));
    }

    [Test]
    public void Stopped_ItGoesOnWhereItWas()
    {
        using var stop = new CancellationTokenSource();
        Assert.That(() => Encode(_clips, stop), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(Files(), Has.Count.EqualTo(1));
        Encode(_clips);
        Assert.That(Files(), Has.Count.EqualTo(3));
    }

    [Test]
    public void ChangedClip_AndChangedAutoencoder_AreEncodedAnew()
    {
        Encode(_clips with { Count = 1 });
        Encode(_clips with { Count = 1, Seed = 5 });
        Assert.That(Files(), Has.Count.EqualTo(2));
        using (no_grad())
        {
            _assembly.Engine.Autoencoder.parameters().First().mul_(1.01);
        }

        Encode(_clips with { Count = 1 });
        Assert.That(Files(), Has.Count.EqualTo(3));
    }

    [Test]
    public void AnotherSizeLengthOrWayOfEncoding_HasAnotherFile()
    {
        using var batches = new EngineAssembly(RunConfigFile.Load(["tiny"], ["model.encoding=frame_batches"]).Config, _factory);
        batches.Load(ScalarType.Float32, CPU);
        var cache = new LatentCache(_folder.In("latents"), _assembly.Engine.Latents);
        var clip = new MovingShapesSource(_clips).Identify(0);
        string[] files =
        [
            cache.PathOf(clip),
            cache.PathOf(new MovingShapesSource(_clips with { Size = 48 }).Identify(0)),
            cache.PathOf(new MovingShapesSource(_clips with { Frames = 9 }).Identify(0)),
            new LatentCache(_folder.In("latents"), batches.Engine.Latents).PathOf(clip),
        ];
        Assert.That(files, Is.Unique);
    }

    [Test]
    public void DamagedFile_IsNamed_WithWhatToDo()
    {
        var clips = Encode(_clips);
        var file = clips.NameOf(1);
        File.WriteAllBytes(file, [1, 2, 3]);
        Assert.That(() => clips.Read(1), Throws.TypeOf<InputException>().With.Message.Contains(file).And.Message.Contains("delete the file"));
    }

    [Test]
    public void DamagedFiles_AreMadeAnew_WithoutTheOthers()
    {
        var clips = EncodeWithText(_clips);
        using var expected = clips.Read(1);
        var written = Files().ToDictionary(file => file, File.GetLastWriteTimeUtc);
        var (moments, text) = (clips.NameOf(1), Files().First(file => file.Contains("text", StringComparison.Ordinal)));
        File.WriteAllBytes(moments, File.ReadAllBytes(moments)[..^1]);
        File.WriteAllBytes(text, []);
        var again = EncodeWithText(_clips);
        Assert.That(again, Has.Property("NewClips").EqualTo(1).And.Property("NewCaptions").EqualTo(1));
        using var actual = again.Read(1);
        Assert.That(actual.Moments_CTHW.equal(expected.Moments_CTHW).all().item<bool>());
        Assert.That(
            Files().Where(file => file != moments && file != text).ToDictionary(file => file, File.GetLastWriteTimeUtc),
            Is.EqualTo(written.Where(file => file.Key != moments && file.Key != text)));
    }

    [Test]
    public void Read_ThatFindsADamagedFileLate_KeepsNothingInMemory()
    {
        var clips = EncodeWithText(_clips);
        Files().Where(file => file.Contains("text", StringComparison.Ordinal)).ToList().ForEach(file => File.WriteAllBytes(file, []));
        var before = Tensor.TotalCount;
        Assert.That(() => clips.Read(0), Throws.TypeOf<InputException>());
        Assert.That(Tensor.TotalCount, Is.LessThanOrEqualTo(before), "finalizers of other tests may lower it");
    }

    [Test]
    public void Captions_AreEncodedOnceEach_AndAnewByAnotherTextEncoder()
    {
        var first = EncodeWithText(_clips with { Count = 2 });
        Assert.That(first, Has.Property("NewClips").EqualTo(2).And.Property("NewCaptions").EqualTo(2).And.Property("HasText").True);
        var again = EncodeWithText(_clips with { Count = 2, Fps = 4 });
        Assert.That(again, Has.Property("NewClips").Zero.And.Property("NewCaptions").Zero);

        using var clip = first.Read(0);
        using var states_1SE = _assembly.Engine.Conditioner.Encoder.Encode([clip.Caption]);
        Assert.That(clip.Text_SE!.equal(states_1SE[0]).all().item<bool>());

        using (no_grad())
        {
            var t5 = (T5TextEncoder)_assembly.Engine.Conditioner.Encoder;
            t5.Encoder.parameters().First().mul_(1.01);
        }

        Assert.That(EncodeWithText(_clips with { Count = 2 }), Has.Property("NewClips").Zero.And.Property("NewCaptions").EqualTo(2));
    }

    private CachedClips EncodeWithText(MovingShapesParams clips)
    {
        var codec = _assembly.Engine.Latents;
        return CachedClips.Encode(new MovingShapesSource(clips), codec, new LatentCache(_folder.In("latents"), codec), _assembly.Engine.Conditioner.Encoder);
    }

    private CachedClips Encode(MovingShapesParams clips, CancellationTokenSource? stopAfterOne = null)
    {
        var codec = _assembly.Engine.Latents;
        return CachedClips.Encode(
            new MovingShapesSource(clips), codec, new LatentCache(_folder.In("latents"), codec), progress: (_, _) => stopAfterOne?.Cancel(), stop: stopAfterOne?.Token ?? default);
    }

    private List<string> Files() => [.. Directory.EnumerateFiles(_folder.In("latents"), "*", SearchOption.AllDirectories)];
}
