using SharpSat.Core.Training.Memory;
using SharpSat.Tests.Autoencoder;
using SharpSat.Video.Autoencoder.Tiling;
using SharpSat.Video.Engine;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Tests.Engine;

/// <summary>Decoding takes memory for one piece of a clip and for the finished frames, whatever the clip's length.</summary>
[Platform("Linux")]
public sealed class DecodingMemoryTests
{
    private const int Few = 5;
    private const int Many = 80;
    private const int Side = 32;
    private const double Mib = 1 << 20;

    // The compiler at run time and the convolutions' scratch take their own memory meanwhile.
    private const double Slack = 8;

    [TestCase(LatentDecoding.FrameExact)]
    [TestCase(LatentDecoding.Diffusers)]
    public void EightTimesTheFrames_TakeMoreByTheFramesOnly(LatentDecoding decoding)
    {
        using var engine = Create(decoding, tiling: null);
        var (few, many) = (Parts(engine, Few), Parts(engine, Many));
        Assert.That(many.Parts, Has.Count.GreaterThan(15));
        Assert.That(many.Parts.Skip(1).Max(part => part.Tensors), Is.LessThanOrEqualTo(many.Parts[1].Tensors), "no part leaves a tensor behind");
        Assert.That(Most(many) - Most(few), Is.LessThan((1.3 * (many.Output - few.Output)) + Slack), "the frames, and two copies of the latents; float frames would be four times as large");
        TestContext.Out.WriteLine(FormattableString.Invariant($"{decoding}: {few.Output:0.0} MiB of frames held {Most(few):0.0}, {many.Output:0.0} held {Most(many):0.0}"));
    }

    [Test]
    public void Tiles_TakeMoreByTheFramesAndTheirEdges()
    {
        using var engine = Create(LatentDecoding.Diffusers, new TilingSettings { TileHeight = 64, TileWidth = 64 });
        var (few, many) = (Parts(engine, Few), Parts(engine, Many));
        Assert.That(Most(many) - Most(few), Is.LessThan((2.6 * (many.Output - few.Output)) + Slack), "the edges are float32; with whole tiles it would be five times the frames");
        TestContext.Out.WriteLine(FormattableString.Invariant($"tiles: {few.Output:0.0} MiB of frames held {Most(few):0.0}, {many.Output:0.0} held {Most(many):0.0}"));
    }

    private static VideoDiffusionEngine Create(LatentDecoding decoding, TilingSettings? tiling) => TinyEngines.Create(change: parts => parts with
    {
        Encoding = LatentEncoding.FrameBatches, Decoding = decoding, Tiling = tiling,
    });

    private static double Most((List<(long Tensors, double Mib)> Parts, double Output) run) => run.Parts.Max(part => part.Mib);

    // Tensors and memory beyond what was there before, whenever a part is finished.
    private static (List<(long Tensors, double Mib)> Parts, double Output) Parts(VideoDiffusionEngine engine, int latentFrames)
    {
        using var scope = NewDisposeScope();
        var latents = TinyAutoencoders.Normal(1, 1, latentFrames, engine.Autoencoder.Config.LatentChannels, Side, Side);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var (before, parts) = (NativeHeap.UsedBytes(), new List<(long, double)>());
        var frames = engine.Latents.Decode(latents, new FrameFormat(ScalarType.Byte, CPU, ChannelsLast: true, part =>
        {
            parts.Add((Tensor.TotalCount, (NativeHeap.UsedBytes() - before) / Mib));
            return PixelFrames.FromUnit(part);
        }));
        return (parts, frames.numel() / Mib);
    }
}
