using SharpSat.Core.Configuration;
using SharpSat.Core.Data;
using SharpSat.Core.Tensors;
using SharpSat.Video.Configuration;
using SharpSat.Video.Data;
using SharpSat.Video.Data.Synthetic;
using SharpSat.Video.Runs;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Tests.Runs;

public sealed class EncodedClipsTests
{
    [Test]
    public void Sample_OfStoredMoments_IsTheDrawOfAFreshEncode()
    {
        using var scope = NewDisposeScope();
        using var factory = new ComponentFactory();
        using var assembly = new EngineAssembly(RunConfigFile.Load(["tiny"]).Config, factory);
        assembly.Load(ScalarType.Float32, CPU);
        var codec = assembly.Engine.Latents;
        var source = new MovingShapesSource(new MovingShapesParams { Count = 2, Frames = 9 });
        using var encoded = EncodedClips.Encode(source, codec);
        using var clip = source.Read(1);
        using var stored = encoded.Read(1);

        var fresh = codec.Encode(clip.Frames_FCHW.unsqueeze(0), new NoiseSource(4, "posterior"));
        var kept = codec.Sample(stored.Moments_CTHW.unsqueeze(0), new NoiseSource(4, "posterior"));

        Assert.That(kept.equal(fresh).all().item<bool>());
        Assert.That((encoded.Count, stored.Caption), Is.EqualTo((2, clip.Caption)));
    }

    [Test]
    public void IsAugmented_IfTheSourceReadsWithADraw()
    {
        Assert.That(EncodedClips.IsAugmented(new MovingShapesSource(new MovingShapesParams { Count = 1, Frames = 5 })), Is.False);
        Assert.That(EncodedClips.IsAugmented(new Mirrored()), Is.True);
    }

    [Test]
    public void Read_GivesATensorThatTheCallerMayDispose()
    {
        using var factory = new ComponentFactory();
        using var assembly = new EngineAssembly(RunConfigFile.Load(["tiny"]).Config, factory);
        assembly.Load(ScalarType.Float32, CPU);
        using var encoded = EncodedClips.Encode(new MovingShapesSource(new MovingShapesParams { Count = 1, Frames = 5 }), assembly.Engine.Latents);
        encoded.Read(0).Dispose();
        using var again = encoded.Read(0);
        using var batch = EncodedClip.Collate([again, again]);
        Assert.That(batch.Moments_BCTHW!.shape, Is.EqualTo(new long[] { 2, 32, 2, 8, 8 }));
    }

    private sealed class Mirrored : IDataSource<VideoClip>
    {
        public int Count => 1;

        public VideoClip Read(int index) => throw new InvalidOperationException("not read");

        public VideoClip Read(int index, ItemDraw draw) => throw new InvalidOperationException("not read");
    }
}
