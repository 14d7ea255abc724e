using SharpSat.Core.Errors;
using SharpSat.Tests.Media;
using SharpSat.Video.Data;
using SharpSat.Video.Data.Synthetic;
using SharpSat.Video.Media;

namespace SharpSat.Tests.Data.Synthetic;

public sealed class MovingShapesSourceTests
{
    [Test]
    public void All_HasTheFixedOrder()
    {
        Assert.That(ShapeCombination.All, Has.Count.EqualTo(6 * 4 * 4 * 3).And.Unique);
        Assert.That(ShapeCombination.All[0].Caption, Is.EqualTo("a red circle moving left on a black background"));
        Assert.That(ShapeCombination.All[^1].Caption, Is.EqualTo("a cyan star moving down on a gray background"));
        Assert.That(ShapeCombination.All[3].Slug, Is.EqualTo("red-circle-right-black"));
    }

    [Test]
    public void Default_IsEveryCombinationButStars()
    {
        var source = new MovingShapesSource(new MovingShapesParams());
        Assert.That(source.Count, Is.EqualTo(6 * 3 * 4 * 3));
        var shown = Enumerable.Range(0, source.Count).Select(i => source.Describe(i).Spec.Combination).ToList();
        Assert.That(shown, Is.Unique);
        Assert.That(shown.Select(c => c.Shape), Has.None.EqualTo(ShapeKind.Star));
    }

    [Test]
    public void IncludeAndExclude_AreHonoured()
    {
        var source = new MovingShapesSource(new MovingShapesParams
        {
            Count = 50,
            Include = [new ShapeFilter { Shapes = [ShapeKind.Star] }, new ShapeFilter { Colors = [ShapeColor.Red] }],
            Exclude = [new ShapeFilter { Backgrounds = [ShapeBackground.Gray] }, new ShapeFilter { Shapes = [ShapeKind.Circle], Directions = [ShapeDirection.Up] }],
        });
        var shown = Enumerable.Range(0, 50).Select(i => source.Describe(i).Spec.Combination).ToList();
        Assert.That(shown.All(c => c.Shape == ShapeKind.Star || c.Color == ShapeColor.Red));
        Assert.That(shown.Any(c => c.Background == ShapeBackground.Gray || (c.Shape == ShapeKind.Circle && c.Direction == ShapeDirection.Up)), Is.False);
    }

    [Test]
    public void NothingLeft_IsRefused() => Assert.That(
        () => new MovingShapesSource(new MovingShapesParams { Exclude = [new ShapeFilter()] }),
        Throws.InstanceOf<InputException>().With.Message.Contains("leave no combination"));

    [Test]
    public void IllegalSettings_AreRefused()
    {
        Assert.That(() => new MovingShapesSource(new MovingShapesParams { Frames = 16 }), Throws.InstanceOf<InputException>().With.Message.Contains("nearest: 13 or 17"));
        Assert.That(() => new MovingShapesSource(new MovingShapesParams { Count = -1 }), Throws.InstanceOf<InputException>());
        Assert.That(() => new MovingShapesSource(new MovingShapesParams { Size = 32 }), Throws.InstanceOf<InputException>().With.Message.Contains("58 pixels"));
    }

    [Test]
    public void MinRadiusAndMaxSpeed_LeaveTheRestOut()
    {
        var source = new MovingShapesSource(new MovingShapesParams { Count = 100, MinRadius = 11, MaxSpeed = 1.25 });
        var specs = Enumerable.Range(0, 100).Select(i => source.Describe(i).Spec).ToList();
        Assert.That(specs.Select(s => s.Radius), Is.All.InRange(11, 13));
        Assert.That(specs.Select(s => s.Speed), Is.All.InRange(1, 1.25));
    }

    [Test]
    public void MaxRadius_AllowsLargerShapes()
    {
        var source = new MovingShapesSource(new MovingShapesParams { Count = 100, MinRadius = 14, MaxRadius = 16 });
        Assert.That(Enumerable.Range(0, 100).Select(i => source.Describe(i).Spec.Radius), Is.All.InRange(14, 16));
        for (var i = 0; i < 100; i += 9)
        {
            using var clip = source.Read(i);
            using var shown_F = (clip.Frames_FCHW - clip.Frames_FCHW[..1, .., ..1, ..1]).abs().sum([1, 2, 3]);
            Assert.That((shown_F.max() - shown_F.min()).item<float>(), Is.LessThan(0.02f * shown_F.max().item<float>()), "nothing leaves the frame");
        }
    }

    [Test]
    public void Centered_MovesThroughTheMiddle()
    {
        var source = new MovingShapesSource(new MovingShapesParams { Count = 24, Centered = true });
        for (var i = 0; i < 24; i++)
        {
            using var clip = source.Read(i);
            using var shown_HW = (clip.Frames_FCHW - clip.Frames_FCHW[..1, .., ..1, ..1]).abs().sum([0, 1]);
            using var rows = shown_HW.sum(1);
            using var columns = shown_HW.sum([0L]);
            // A triangle is not the same above and below its centre; what it covers is.
            Assert.That(Middle(rows), Is.EqualTo(31.5).Within(1), $"clip {i}");
            Assert.That(Middle(columns), Is.EqualTo(31.5).Within(1), $"clip {i}");
        }
    }

    [TestCase(14, 13, "min_radius is 14; it must be 8 to 13 pixels, nearest: 13")]
    [TestCase(8, 17, "max_radius is 17; it must be 8 to 16 pixels, nearest: 16")]
    public void RadiiOutOfRange_AreRefused(double min, double max, string message) => Assert.That(
        () => new MovingShapesSource(new MovingShapesParams { MinRadius = min, MaxRadius = max }), Throws.InstanceOf<InputException>().With.Message.Contains(message));

    [TestCase(7, 2, "min_radius is 7; it must be 8 to 13 pixels, nearest: 8")]
    [TestCase(8, 2.5, "max_speed is 2.5; it must be 1 to 2 pixels per frame, nearest: 2")]
    public void RadiusOrSpeedOutOfTheSet_IsRefused(double radius, double speed, string message) => Assert.That(
        () => new MovingShapesSource(new MovingShapesParams { MinRadius = radius, MaxSpeed = speed }), Throws.InstanceOf<InputException>().With.Message.Contains(message));

    [Test]
    public void SameSeed_SameItems_OnEveryThread()
    {
        var settings = new MovingShapesParams { Count = 40, Seed = 9, Paraphrases = true };
        var (a, b) = (new MovingShapesSource(settings), new MovingShapesSource(settings));
        var expected = Enumerable.Range(0, 40).Select(a.Describe).ToList();
        Assert.That(Enumerable.Range(0, 40).AsParallel().AsOrdered().Select(b.Describe), Is.EqualTo(expected));
        Assert.That(new MovingShapesSource(settings with { Seed = 10 }).Describe(0), Is.Not.EqualTo(expected[0]));
    }

    [Test]
    public void Paraphrases_NameEverything_AndVary()
    {
        var source = new MovingShapesSource(new MovingShapesParams { Paraphrases = true });
        var wordings = new HashSet<int>();
        for (var i = 0; i < source.Count; i++)
        {
            var (spec, caption, _) = source.Describe(i);
            var c = spec.Combination;
            Assert.That(caption, Does.Contain(c.Color.ToString().ToLowerInvariant()).And.Contain(c.Shape.ToString().ToLowerInvariant())
                .And.Contain(c.Direction.ToString().ToLowerInvariant()).And.Contain(c.Background.ToString().ToLowerInvariant()));
            wordings.Add(Enumerable.Range(0, ShapeCaptions.Count).Single(w => ShapeCaptions.Of(c, w) == caption));
        }

        Assert.That(wordings, Has.Count.EqualTo(ShapeCaptions.Count));
    }

    [Test]
    public void Read_GivesTheRenderedClip()
    {
        var source = new MovingShapesSource(new MovingShapesParams { Count = 3 });
        using var clip = source.Read(1);
        Assert.That(clip.Frames_FCHW.shape, Is.EqualTo(new long[] { 17, 3, 64, 64 }));
        Assert.That((clip.Caption, clip.Name, clip.Fps), Is.EqualTo((source.Describe(1).Caption, source.Describe(1).Name, 8.0)));
        using var expected = source.ReadFrames(1).ToUnit_FCHW();
        Assert.That(clip.Frames_FCHW.equal(expected).all().item<bool>());
    }

    [Test]
    public void Write_MakesAFolderThatVideoFolderReads_WithItsColours()
    {
        using var folder = new TemporaryFolder();
        var settings = new MovingShapesParams { Count = 4, Seed = 2 };
        var seen = new List<int>();
        Assert.That(MovingShapesWriter.Write(folder.Path, settings, progress: (done, total) => seen.Add((done * 10) + total)), Is.EqualTo(4));
        Assert.That(seen, Is.EqualTo(new[] { 14, 24, 34, 44 }));
        var source = new MovingShapesSource(settings);
        var read = new VideoFolder(new VideoFolderParams { Path = folder.Path, Frames = 17, Height = 64, Width = 64 });
        Assert.That(read.Count, Is.EqualTo(4));
        for (var i = 0; i < 4; i++)
        {
            using var clip = read.Read(i);
            var (spec, caption, name) = source.Describe(i);
            Assert.That((clip.Name, clip.Caption), Is.EqualTo((name, caption)));
            var written = VideoReader.ReadAll(folder["videos", name + ".mp4"]);
            var centre = spec.Centre(8);
            var (r, g, b) = written.Pixel(8, (int)centre.Y, (int)centre.X);
            var fill = ShapePalette.Rgb(spec.Combination.Color);
            Assert.That(new[] { r - fill.R, g - fill.G, b - fill.B }, Has.All.InRange(-6, 6));
            Assert.That(TestVideos.Psnr(written.Bytes, source.ReadFrames(i).Bytes), Is.GreaterThan(28));
        }
    }

    [Test]
    public void Write_FolderWithContent_IsRefusedUnlessAllowed()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["mine.txt"], "x");
        var settings = new MovingShapesParams { Count = 1 };
        Assert.That(() => MovingShapesWriter.Write(folder.Path, settings), Throws.InstanceOf<InputException>().With.Message.Contains("is not empty"));
        Assert.That(Directory.GetFileSystemEntries(folder.Path), Has.Length.EqualTo(1));
        Assert.That(MovingShapesWriter.Write(folder.Path, settings, overwrite: true), Is.EqualTo(1));
        Assert.That(File.Exists(folder["mine.txt"]));
    }

    // Between the first and the last pixel that shows something.
    private static double Middle(TorchSharp.torch.Tensor line)
    {
        var shown = line.data<float>().ToArray();
        return (Array.FindIndex(shown, v => v > 0.1) + Array.FindLastIndex(shown, v => v > 0.1)) / 2.0;
    }
}
