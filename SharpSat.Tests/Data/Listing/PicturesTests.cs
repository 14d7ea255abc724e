using SharpSat.Core.Errors;
using SharpSat.Tests.Data.Shards;
using SharpSat.Tests.Media;
using SharpSat.Video.Data;
using SharpSat.Video.Engine;
using SharpSat.Video.Runs;

namespace SharpSat.Tests.Data.Listing;

/// <summary>Pictures that come with videos, for image-to-video.</summary>
public sealed class PicturesTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void Open()
    {
        _folder = new TemporaryFolder();
        TestVideos.Write(_folder, Path.Combine("videos", "a.mp4"), 12);
        File.WriteAllText(_folder["labels", "a.txt"], "words");
        TestVideos.Ffmpeg("-f", "lavfi", "-i", "color=white:size=80x80:rate=1:duration=1", "-frames:v", "1", _folder["images", "a.png"]);
    }

    [TearDown]
    public void Close() => _folder.Dispose();

    [Test]
    public void EveryLayout_GivesTheClipItsPicture()
    {
        File.WriteAllText(_folder["lists", "videos.txt"], "../videos/a.mp4\n");
        File.WriteAllText(_folder["lists", "prompts.txt"], "words\n");
        File.WriteAllText(_folder["lists", "images.txt"], "../images/a.png\n");
        File.WriteAllText(_folder["set.csv"], "video,picture,caption\nvideos/a.mp4,images/a.png,words\n");
        Shard.Write(_folder["set.tar"], ("a.png", File.ReadAllBytes(_folder["images", "a.png"])), ("a.mp4", File.ReadAllBytes(_folder["videos", "a.mp4"])), ("a.txt", Shard.Text("words")));
        var identities = new List<ClipIdentity>();
        foreach (var path in new[] { _folder.Path, Path.Combine(_folder.Path, "lists"), _folder["set.csv"], _folder["set.tar"] })
        {
            var folder = new VideoFolder(Params(path));
            using var clip = folder.Read(0);
            Assert.That(clip.Image_CHW!.shape, Is.EqualTo(new long[] { 3, 64, 64 }), path);
            using var least = clip.Image_CHW.min();
            Assert.That(least.item<float>(), Is.GreaterThan(0.95f), "white");
            using var batch = VideoBatch.FromClips([clip, clip]);
            Assert.That(batch.Image_BCHW!.shape, Is.EqualTo(new long[] { 2, 3, 64, 64 }));
            using var kept = PictureKeeping.Pixels.Of(clip, null!);
            Assert.That(kept.equal(clip.Image_CHW).all().item<bool>(), "what a cache keeps");
            identities.Add(folder.Identify(0));
        }

        Assert.That(identities.Distinct().Count(), Is.EqualTo(1));
        Assert.That(identities[0].Picture, Is.Not.Null);
    }

    [Test]
    public void UnlessAskedFor_TheFirstFrameIsThePicture()
    {
        var folder = new VideoFolder(Params(_folder.Path) with { Pictures = false });
        using var clip = folder.Read(0);
        using var batch = VideoBatch.FromClips([clip]);
        Assert.That((clip.Image_CHW, batch.Image_BCHW, folder.Identify(0).Picture), Is.EqualTo(((TorchSharp.torch.Tensor?)null, (TorchSharp.torch.Tensor?)null, (string?)null)));
    }

    [Test]
    public void MissingPictures_AreNamed()
    {
        var video = File.ReadAllBytes(_folder["videos", "a.mp4"]);
        Shard.Write(_folder["set.tar"], ("a.mp4", video), ("a.txt", Shard.Text("words")));
        Refused(_folder["set.tar"], "set.tar: a: clip without a picture (a.png is missing).");
        File.WriteAllText(_folder["set.csv"], "video,picture,caption\nvideos/a.mp4,,words\nvideos/a.mp4,images/b.png,words\nvideos/a.mp4,labels/a.txt,words\n");
        Refused(_folder["set.csv"], "set.csv line 2: names no picture for videos/a.mp4.", "set.csv line 3: images/b.png does not exist.", "set.csv line 4: labels/a.txt is no picture");
        File.WriteAllText(_folder["no.csv"], "video,caption\nvideos/a.mp4,words\n");
        Refused(_folder["no.csv"], "has no column 'picture' (image_column)");
        File.WriteAllText(_folder["images", "a.png"], "torn");
        Refused(_folder.Path, "videos/a.mp4: 'a.png' is no picture that can be read");
        File.Move(_folder["images", "a.png"], _folder["images", "typo.png"]);
        Refused(_folder.Path, "images/typo.png: picture without a clip (videos/typo.mp4 is missing).");
        File.Delete(_folder["images", "typo.png"]);
        Refused(_folder.Path, "videos/a.mp4: clip without a picture (images/a.png is missing).");
        Directory.Delete(Path.Combine(_folder.Path, "images"));
        Refused(_folder.Path, "has no folder 'images', which pictures asks for");
        File.WriteAllText(_folder["videos.txt"], "videos/a.mp4\n");
        File.WriteAllText(_folder["prompts.txt"], "words\n");
        Refused(_folder.Path, "has no images.txt, which pictures asks for.");
    }

    private static VideoFolderParams Params(string path) => new() { Path = path, Frames = 9, Height = 64, Width = 64, Pictures = true, ImageColumn = "picture" };

    private static void Refused(string path, params string[] parts)
    {
        var error = Assert.Throws<InputException>(() => new VideoFolder(Params(path)));
        foreach (var part in parts)
        {
            Assert.That(error!.Message, Does.Contain(part));
        }
    }
}
