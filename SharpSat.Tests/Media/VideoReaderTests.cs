using SharpSat.Core.Errors;
using SharpSat.Video.Media;

namespace SharpSat.Tests.Media;

public sealed class VideoReaderTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void Open() => _folder = new TemporaryFolder();

    [TearDown]
    public void Close() => _folder.Dispose();

    [Test]
    public void Probe_TellsSizeCountRateAndDuration()
    {
        var info = VideoReader.Probe(TestVideos.Write(_folder, "v.mp4", 33, 16, 48, 80));
        Assert.Multiple(() =>
        {
            Assert.That((info.Width, info.Height, info.FrameCount, info.Rotation), Is.EqualTo((80, 48, 33, 0)));
            Assert.That(info.Fps, Is.EqualTo(16).Within(0.01));
            Assert.That(info.Duration, Is.EqualTo(33 / 16.0).Within(0.01));
            Assert.That(info.VariableFrameRate, Is.False);
            Assert.That(info.Codec, Is.EqualTo("h264"));
        });
    }

    [TestCase("mp4")]
    [TestCase("mkv")]
    [TestCase("avi")]
    public void Read_ChosenFrames_AreThoseOfAFullDecode(string container)
    {
        var path = _folder["v." + container];
        TestVideos.Ffmpeg("-f", "lavfi", "-i", "testsrc=size=64x48:rate=25:duration=4", "-pix_fmt", "yuv420p", "-c:v", container == "avi" ? "mpeg4" : "libx264", "-g", "12", path);
        var info = VideoReader.Probe(path);
        var all = VideoReader.ReadAll(path);
        Assert.That((all.Count, info.VariableFrameRate), Is.EqualTo((100, false)));
        foreach (int[] wanted in new int[][] { [0], [99], [37], [11, 12, 13], [50, 53, 56, 59, 62], [90, 3, 3, 41] })
        {
            var read = VideoReader.Read(info, wanted);
            for (var i = 0; i < wanted.Length; i++)
            {
                Assert.That(read.Frame(i).SequenceEqual(all.Frame(wanted[i])), $"frame {wanted[i]} of [{string.Join(", ", wanted)}]");
            }
        }
    }

    [Test]
    public void Read_WithSize_CoversAndCrops()
    {
        var info = VideoReader.Probe(TestVideos.Write(_folder, "v.mp4", 3, 8, 64, 128));
        var read = VideoReader.Read(info, [1], 32, 32);
        Assert.That((read.Height, read.Width), Is.EqualTo((32, 32)));

        // The red ramp grows by 170 over the width; the middle half of it is left.
        Assert.That(read.Pixel(0, 16, 31).R - read.Pixel(0, 16, 0).R, Is.EqualTo(85).Within(6));
    }

    [Test]
    public void Probe_VariableRate_IsSeen() => Assert.That(VideoReader.Probe(TestVideos.WriteVariable(_folder, "v.mp4")).VariableFrameRate, Is.True);

    [Test]
    public void RotatedVideo_IsReadAsShown()
    {
        var plain = TestVideos.Write(_folder, "plain.mp4", 5, 8, 48, 80);
        var turned = _folder["turned.mp4"];
        string[] rotate = FfmpegTools.Version() >= new Version(6, 0)
            ? ["-display_rotation", "90", "-i", plain]
            : ["-i", plain, "-metadata:s:v:0", "rotate=270"];
        TestVideos.Ffmpeg([.. rotate, "-c", "copy", turned]);
        var info = VideoReader.Probe(turned);
        Assert.That((info.Width, info.Height), Is.EqualTo((48, 80)));
        var read = VideoReader.ReadAll(turned);
        Assert.That((read.Width, read.Height, read.Count), Is.EqualTo((48, 80, 5)));

        // What grew to the right now grows upwards or downwards.
        Assert.That(Math.Abs(read.Pixel(0, 79, 24).R - read.Pixel(0, 0, 24).R), Is.GreaterThan(140));
    }

    [Test]
    public void WidePixels_AreSquared()
    {
        var path = _folder["v.mp4"];
        TestVideos.Ffmpeg("-f", "lavfi", "-i", "testsrc=size=64x64:rate=8:duration=1,setsar=2/1", "-pix_fmt", "yuv420p", path);
        Assert.That((VideoReader.Probe(path).Width, VideoReader.ReadAll(path).Width), Is.EqualTo((128, 128)));
    }

    [Test]
    public void MissingFile_IsNamed() => Refused(_folder["none.mp4"], "does not exist");

    [Test]
    public void EmptyFile_IsNamed()
    {
        File.WriteAllBytes(_folder["empty.mp4"], []);
        Refused(_folder["empty.mp4"], "is empty (0 bytes)");
    }

    [Test]
    public void TextAndRandomBytes_AreNoVideo()
    {
        File.WriteAllText(_folder["text.mp4"], "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n");
        var noise = new byte[5000];
        new Random(1).NextBytes(noise);
        File.WriteAllBytes(_folder["noise.mp4"], noise);
        Refused(_folder["text.mp4"], "damaged or no video");
        Refused(_folder["noise.mp4"], "cannot be read");
    }

    [Test]
    public void Playlist_CannotReachOtherFiles()
    {
        TestVideos.Write(_folder, "v.mp4");
        File.WriteAllText(_folder["list.mp4"], "ffconcat version 1.0\nfile v.mp4\nfile http://127.0.0.1:9/x.mp4\n");
        Refused(_folder["list.mp4"], "list.mp4");
    }

    [Test]
    public void SoundOnly_IsNamed()
    {
        TestVideos.Ffmpeg("-f", "lavfi", "-i", "sine=duration=1", _folder["sound.m4a"]);
        Refused(_folder["sound.m4a"], "holds no video stream");
    }

    [TestCase(0.3)]
    [TestCase(0.7)]
    [TestCase(0.95)]
    public void CutOffFile_IsRefused(double kept)
    {
        var path = TestVideos.Write(_folder, "v.mp4", 33);
        var bytes = File.ReadAllBytes(path);
        File.WriteAllBytes(path, bytes[..(int)(bytes.Length * kept)]);
        Refused(path, "v.mp4");
    }

    [Test]
    public void DamagedFrames_AreRefusedOnReading()
    {
        var path = _folder["v.mp4"];
        TestVideos.Ffmpeg("-f", "lavfi", "-i", "testsrc2=size=128x128:rate=8:duration=4", "-pix_fmt", "yuv420p", path);
        var bytes = File.ReadAllBytes(path);
        bytes.AsSpan(bytes.Length / 2, 400).Fill(0xA5);
        File.WriteAllBytes(path, bytes);
        Assert.That(() => VideoReader.ReadAll(path), Throws.InstanceOf<InputException>().With.Message.Contains("damaged"));
    }

    [Test]
    public void MissingFfmpeg_SaysHowToInstallIt()
    {
        var path = TestVideos.Write(_folder, "v.mp4");
        var before = Environment.GetEnvironmentVariable("PATH");
        try
        {
            Environment.SetEnvironmentVariable("PATH", _folder.Path);
            Refused(path, "sudo apt-get install ffmpeg");
            Assert.That(() => VideoWriter.Write(_folder["w.mp4"], TestVideos.Ramps(1), 8), Throws.InstanceOf<InputException>().With.Message.Contains("brew install ffmpeg"));
        }
        finally
        {
            Environment.SetEnvironmentVariable("PATH", before);
        }
    }

    [Test]
    public void StuckProgram_IsKilled()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Ignore("needs sleep");
        }

        Assert.That(
            () => MediaProcess.Text("sleep", ["30"], TimeSpan.FromMilliseconds(200)),
            Throws.InstanceOf<InputException>().With.Message.Contains("no progress"));
    }

    private static void Refused(string path, string part) =>
        Assert.That(() => VideoReader.ReadAll(path), Throws.InstanceOf<InputException>().With.Message.Contains(part).And.Message.Not.Contains("   at "));
}
