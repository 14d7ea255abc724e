using Newtonsoft.Json.Linq;
using SharpSat.Core.Errors;
using SharpSat.Video.Media;

namespace SharpSat.Tests.Media;

public sealed class VideoWriterTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void Open() => _folder = new TemporaryFolder();

    [TearDown]
    public void Close() => _folder.Dispose();

    [TestCase(17, 8, 64, 64, "8/1")]
    [TestCase(1, 24, 48, 32, "24/1")]
    [TestCase(9, 30000.0 / 1001, 34, 62, "30000/1001")]
    [TestCase(5, 12.5, 64, 64, "25/2")]
    public void Write_HasExactlyTheSizeCountAndRateAsked(int frames, double fps, int height, int width, string rate)
    {
        var path = TestVideos.Write(_folder, "a b 'c' \"d\".mp4", frames, fps, height, width);
        var stream = Stream(path);
        Assert.Multiple(() =>
        {
            Assert.That((string?)stream["codec_name"], Is.EqualTo("h264"));
            Assert.That((string?)stream["pix_fmt"], Is.EqualTo("yuv420p"));
            Assert.That((int)stream["width"]!, Is.EqualTo(width));
            Assert.That((int)stream["height"]!, Is.EqualTo(height));
            Assert.That((string?)stream["r_frame_rate"], Is.EqualTo(rate));
            Assert.That((int)stream["nb_frames"]!, Is.EqualTo(frames));
        });
        Assert.That(Directory.GetFiles(_folder.Path), Is.EqualTo(new[] { path }), "temporary files are gone");
    }

    [Test]
    public void WriteThenRead_KeepsThePicture()
    {
        var frames = TestVideos.Ramps(17);
        VideoWriter.Write(_folder["v.mp4"], frames, 8);
        var read = VideoReader.ReadAll(_folder["v.mp4"]);
        Assert.That((read.Count, read.Height, read.Width), Is.EqualTo((17, 64, 64)));
        Assert.That(TestVideos.Psnr(frames.Bytes, read.Bytes), Is.GreaterThan(40));
    }

    [Test]
    public void WriteTwice_GivesTheSameBytesAndReplaces()
    {
        var path = TestVideos.Write(_folder, "v.mp4");
        var first = File.ReadAllBytes(path);
        TestVideos.Write(_folder, "v.mp4");
        Assert.That(File.ReadAllBytes(path), Is.EqualTo(first));
    }

    [Test]
    public void OddSize_NamesNearestLegalSizes_AndWritesNothing()
    {
        var error = Assert.Throws<InputException>(() => VideoWriter.Write(_folder["v.mp4"], TestVideos.Ramps(1, 33, 64), 8));
        Assert.That(error!.Message, Does.Contain("got 64x33; nearest: 64x32 or 64x34."));
        Assert.That(Directory.GetFiles(_folder.Path), Is.Empty);
    }

    [TestCase(0)]
    [TestCase(-1)]
    [TestCase(1000)]
    [TestCase(double.NaN)]
    public void UnusableRate_IsRefused(double fps) =>
        Assert.That(() => VideoWriter.Write(_folder["v.mp4"], TestVideos.Ramps(1), fps), Throws.InstanceOf<InputException>().With.Message.Contains("fps must be 0.1 to 240"));

    [Test]
    public void UnusableQuality_IsRefused()
    {
        Assert.That(
            () => VideoWriter.Write(_folder["v.mp4"], TestVideos.Ramps(1), 8, new VideoWriterOptions { Crf = 60 }),
            Throws.InstanceOf<InputException>().With.Message.Contains("nearest: 51"));
        Assert.That(
            () => VideoWriter.Write(_folder["v.mp4"], TestVideos.Ramps(1), 8, new VideoWriterOptions { Preset = "wrong" }),
            Throws.InstanceOf<InputException>().With.Message.Contains("ffmpeg says"));
        Assert.That(Directory.GetFiles(_folder.Path), Is.Empty);
    }

    [Test]
    public void FolderThatIsAFile_IsRefused()
    {
        File.WriteAllText(_folder["file"], "x");
        Assert.That(
            () => VideoWriter.Write(Path.Combine(_folder.Path, "file", "v.mp4"), TestVideos.Ramps(1), 8),
            Throws.InstanceOf<InputException>().With.Message.Contains("cannot be written"));
    }

    [Test]
    public void Encoder_FallsBackInOrder()
    {
        var options = new VideoWriterOptions { Crf = 20 };
        Assert.Multiple(() =>
        {
            Assert.That(VideoEncoder.Arguments(new HashSet<string> { "mpeg4", "libx264" }, options, 64, 64, 8), Is.EqualTo(new[] { "-c:v", "libx264", "-crf", "20", "-preset", "medium" }));
            Assert.That(VideoEncoder.Arguments(new HashSet<string> { "mpeg4", "libopenh264" }, options, 64, 64, 8)[1], Is.EqualTo("libopenh264"));
            Assert.That(VideoEncoder.Arguments(new HashSet<string> { "mpeg4" }, options, 64, 64, 8), Is.EqualTo(new[] { "-c:v", "mpeg4", "-q:v", "2" }));
            Assert.That(() => VideoEncoder.Arguments(new HashSet<string> { "png" }, options, 64, 64, 8), Throws.InstanceOf<InputException>().With.Message.Contains("libx264"));
        });
    }

    [Test]
    public void Encoders_AreFoundInFfmpegsList() => Assert.That(FfmpegTools.Encoders(), Does.Contain("mpeg4").And.Not.Contain("="));

    private static JToken Stream(string path) =>
        JObject.Parse(MediaProcess.Text(FfmpegTools.Ffprobe, ["-v", "error", "-show_streams", "-of", "json", "file:" + path], TimeSpan.FromSeconds(20)))["streams"]![0]!;
}
