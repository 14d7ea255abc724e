using SharpSat.Core.Errors;
using SharpSat.Video.Data.Synthetic;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Tests.Data.Synthetic;

public sealed class RandomOutlinesSourceTests
{
    [Test]
    public void SameSettings_SameClips_AndEachIsAnother()
    {
        var clips = new[] { Bytes(1, 3), Bytes(1, 4), Bytes(2, 3) };
        Assert.That(Bytes(1, 3), Is.EqualTo(clips[0]));
        Assert.That(clips[0], Is.Not.EqualTo(clips[1]).And.Not.EqualTo(clips[2]));
    }

    [Test]
    public void Outline_StaysInside_AndMovesAsTheCaptionSays([Range(0, 29)] int index)
    {
        using var scope = NewDisposeScope();
        using var clip = new RandomOutlinesSource(new RandomOutlinesParams { Count = 30 }).Read(index);
        var ground = clip.Frames_FCHW[0, .., 0, 0].reshape(1, 3, 1, 1);
        var shape_FHW = ((clip.Frames_FCHW - ground).abs().sum(1) > 0.3).to(ScalarType.Float32);
        var edge = shape_FHW[.., 0].sum() + shape_FHW[.., 63].sum() + shape_FHW[.., .., 0].sum() + shape_FHW[.., .., 63].sum();
        Assert.That(edge.item<float>(), Is.Zero.Or.LessThan(0.02 * shape_FHW.sum().item<float>()));
        var (dx, dy) = (Moves(shape_FHW.sum(1)), Moves(shape_FHW.sum(2)));
        var way = Math.Abs(dx) > Math.Abs(dy) ? (dx < 0 ? "left" : "right") : dy < 0 ? "up" : "down";
        Assert.That(clip.Caption.Split(' ')[4], Is.EqualTo(way));
        Assert.That(Math.Max(Math.Abs(dx), Math.Abs(dy)), Is.InRange(15.5, 32.5));
    }

    [Test]
    public void Identity_ChangesWithTheClip()
    {
        var source = new RandomOutlinesSource(new RandomOutlinesParams { Count = 20 });
        Assert.That(Enumerable.Range(0, 20).Select(i => source.Identify(i).Frames), Is.Unique);
        using var clip = source.Read(7);
        Assert.That(source.Identify(7).Caption, Is.EqualTo(clip.Caption));
    }

    [Test]
    public void Limits_LeaveSmallAndFastOutlinesOut()
    {
        var source = new RandomOutlinesSource(new RandomOutlinesParams { Count = 12, MinRadius = 12, MaxSpeed = 1 });
        for (var i = 0; i < source.Count; i++)
        {
            using var clip = source.Read(i);
            using var ground_C11 = clip.Frames_FCHW[0, .., ..1, ..1];
            using var mass_FHW = (clip.Frames_FCHW - ground_C11).abs().sum(1);
            // At one pixel a frame the centre moves 16 pixels; the outline's own shape cancels.
            var moves = Math.Max(Math.Abs(Moves(mass_FHW.sum(1))), Math.Abs(Moves(mass_FHW.sum(2))));
            Assert.That(moves, Is.EqualTo(16).Within(0.3), $"clip {i}");
        }
    }

    [Test]
    public void IllegalLimits_AreRefused()
    {
        Assert.That(() => new RandomOutlinesSource(new RandomOutlinesParams { MinRadius = 7 }), Throws.InstanceOf<InputException>().With.Message.EqualTo("random_outlines: min_radius is 7; it must be 8 to 13 pixels, nearest: 8."));
        Assert.That(() => new RandomOutlinesSource(new RandomOutlinesParams { MaxSpeed = 3 }), Throws.InstanceOf<InputException>().With.Message.Contains("nearest: 2"));
    }

    [Test]
    public void IllegalSizes_AreRefused()
    {
        Assert.That(() => new RandomOutlinesSource(new RandomOutlinesParams { Frames = 16 }), Throws.InstanceOf<InputException>().With.Message.Contains("nearest: 13 or 17"));
        Assert.That(() => new RandomOutlinesSource(new RandomOutlinesParams { Size = 32 }), Throws.InstanceOf<InputException>().With.Message.Contains("58 pixels"));
    }

    private static byte[] Bytes(long seed, int index)
    {
        using var clip = new RandomOutlinesSource(new RandomOutlinesParams { Count = 5, Seed = seed }).Read(index);
        return clip.Frames_FCHW.bytes.ToArray();
    }

    // Pixels from the first frame's centre of mass to the last's.
    private static float Moves(Tensor mass_FX)
    {
        var x = arange(mass_FX.size(1), ScalarType.Float32);
        var centre_F = (mass_FX * x).sum(1) / mass_FX.sum(1);
        return (centre_F[-1] - centre_F[0]).item<float>();
    }
}
