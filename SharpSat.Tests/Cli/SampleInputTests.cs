using Newtonsoft.Json.Linq;
using SharpSat.Tests.Media;
using SharpSat.Video.Media;
using SkiaSharp;

namespace SharpSat.Tests.Cli;

/// <summary>Pictures, videos, latents and shares of prompts through <c>sharpsat sample</c>, on networks small enough for a second.</summary>
public sealed class SampleInputTests
{
    private const string Small = """
        { "model": { "preset": "tiny",
            "network": { "params": { "num_layers": 1, "hidden_size": 32, "num_attention_heads": 2, "time_embed_dim": 32, "text_length": 16,
                "latent_frames": 2, "latent_height": 8, "latent_width": 8 } },
            "autoencoder": { "params": { "base_channels": 8, "norm_groups": 4 }, "weights": null } },
          "data": { "target": "moving_shapes", "params": { "count": 2, "frames": 5, "size": 64 } },
          "sampling": { "frames": 5, "height": 32, "width": 32, "steps": 2 },
          "trainer": { "run_dir": "set by the test", "max_steps": 1, "batch_size": 1, "lr": 0.001 } }
        """;

    private TemporaryFolder _folder = null!;
    private string _text = string.Empty;
    private string _animates = string.Empty;
    private string _video = string.Empty;
    private string _picture = string.Empty;

    [OneTimeSetUp]
    public void Prepare()
    {
        _folder = new TemporaryFolder();
        _text = Train("text", 16);
        _animates = Train("animates", 32);
        _video = _folder["clip.mp4"];
        _picture = _folder["picture.png"];
        VideoWriter.Write(_video, new FrameBatch(Gradient(7, 40, 48), 7, 40, 48), 8);
        using var bitmap = new SKBitmap(new SKImageInfo(20, 30, SKColorType.Rgba8888, SKAlphaType.Opaque));
        bitmap.Erase(new SKColor(200, 40, 40));
        using var file = File.Create(_picture);
        bitmap.Encode(file, SKEncodedImageFormat.Png, 100);
    }

    [OneTimeTearDown]
    public void CleanUp() => _folder.Dispose();

    [Test]
    public void Image_AnimatesIt_AndIsRecorded()
    {
        var run = Sample(_animates, "image", "--prompt", "x", "--image", _picture);
        Assert.That(run.Code, Is.Zero, run.Error);
        Assert.That((string?)JObject.Parse(File.ReadAllText(Out("image", "0000-x.json")))["input"], Is.EqualTo(_picture));
        Assert.That(VideoReader.Probe(Out("image", "0000-x.mp4")).FrameCount, Is.EqualTo(5));
    }

    [Test]
    public void Prompts_WithPictures_AreSharedAmongProcesses_UnderTheirNumbers()
    {
        var list = _folder["prompts.txt"];
        File.WriteAllText(list, $"one@@{_picture}\ntwo@@{_picture}\nthree@@{_picture}\n");
        var first = Sample(_animates, "shared", "--prompts", list, "--rank", "0", "--world-size", "2");
        var second = Sample(_animates, "shared", "--prompts", list, "--rank", "1", "--world-size", "2");
        Assert.That((first.Code, second.Code), Is.EqualTo((0, 0)), first.Error + second.Error);
        Assert.That(
            Directory.GetFiles(Out("shared")).Select(Path.GetFileName).Where(name => !name!.EndsWith(".json", StringComparison.Ordinal)).Order(StringComparer.Ordinal),
            Is.EqualTo(new[] { "0000-one.mp4", "0001-two.mp4", "0002-three.mp4", "contact-sheet-0.png", "contact-sheet-1.png" }));
        var again = Sample(_animates, "shared", "--prompts", list, "--rank", "1", "--world-size", "2");
        Assert.That(again.Code, Is.EqualTo(2));
        Assert.That(again.Error, Does.Contain("0001-two.mp4"));
    }

    [Test]
    public void Video_ControlVideo_AndLatents_AreTaken()
    {
        var video = Sample(_text, "video", "--prompt", "x", "--video", _video, "--strength", "0.5", "--save-latents", "--videos-per-prompt", "2");
        Assert.That(video.Code, Is.Zero, video.Error);
        Assert.That(File.Exists(Out("video", "0001-x.safetensors")), Is.True);
        var control = Sample(_animates, "control", "--prompt", "x", "--control-video", _video);
        Assert.That(control.Code, Is.Zero, control.Error);
        var latents = Sample(_text, "latents", "--tiling", "--prompt", "x", "--latents", Out("video", "0000-x.safetensors"), "--sampler", "ddim");
        Assert.That(latents.Code, Is.Zero, latents.Error);
    }

    [TestCase("text", "text alone", "--image", "PICTURE")]
    [TestCase("animates", "none is given")]
    [TestCase("animates", "animates a picture", "--video", "VIDEO")]
    [TestCase("text", "Only one of", "--image", "PICTURE", "--video", "VIDEO")]
    [TestCase("text", "--strength 0.5", "--strength", "0.5")]
    [TestCase("text", "none of 2 steps", "--video", "VIDEO", "--strength", "0.1")]
    [TestCase("text", "does not exist", "--video", "missing.mp4")]
    [TestCase("animates", "no picture that can be read", "--image", "VIDEO")]
    [TestCase("text", "belong together", "--rank", "1")]
    [TestCase("text", "has no tensor 'latents'", "--latents", "WEIGHTS")]
    [TestCase("text", "the least is 1", "--videos-per-prompt", "0")]
    public void WrongInput_IsRefused_BeforeAnythingIsWritten(string model, string rule, params string[] options)
    {
        var weights = Directory.EnumerateFiles(_text, "model.safetensors", SearchOption.AllDirectories).First();
        var given = options.Select(o => o.Replace("PICTURE", _picture, StringComparison.Ordinal).Replace("VIDEO", _video, StringComparison.Ordinal).Replace("WEIGHTS", weights, StringComparison.Ordinal));
        var run = Sample(model == "text" ? _text : _animates, "refused", ["--prompt", "x", .. given]);
        Assert.That(run.Code, Is.EqualTo(2), run.Error);
        Assert.That(run.Error, Does.Contain(rule));
        Assert.That(Directory.Exists(Out("refused")), Is.False);
    }

    [Test]
    public void Video_TooShort_NamesItsLength()
    {
        var run = Sample(_text, "short", "--prompt", "x", "--video", _video, "--frames", "9", "--set", "model.network.params.latent_frames=3");
        Assert.That(run.Code, Is.EqualTo(2));
        Assert.That(run.Error, Does.Contain("has 7 frames, 9 are"));
    }

    private CliRun Sample(string model, string folder, params string[] options) =>
        CliRun.Of(["sample", "--model", model, "--out", Out(folder), .. options]);

    private string Train(string name, int channels)
    {
        var config = _folder[$"{name}.json"];
        File.WriteAllText(config, Small);
        var folder = Path.Combine(_folder.Path, name);
        var run = CliRun.Of("train", config, "--set", $"trainer.run_dir={folder}", "--set", $"model.network.params.in_channels={channels}");
        Assert.That(run.Code, Is.Zero, run.Error);
        return folder;
    }

    private string Out(params string[] parts) => Path.Combine([_folder.Path, "out", .. parts]);

    private static byte[] Gradient(int frames, int height, int width) =>
        [.. Enumerable.Range(0, 3 * frames * height * width).Select(i => (byte)(i / 3 % 251))];
}
