using SharpSat.Tests.Golden;
using SharpSat.Tests.Media;
using SharpSat.Video.Configuration;
using SharpSat.Video.Runs;
using static TorchSharp.torch;

namespace SharpSat.Tests.Cli;

/// <summary>However the parts of a model share the memory, the videos are the same.</summary>
public sealed class SampleLoadingTests
{
    private static readonly string Model = Path.Combine(GoldenCase.Root, "diffusers", "pipeline-t2v", "model");

    private static readonly string[] Small = ["--frames", "5", "--height", "32", "--width", "48", "--steps", "2"];

    [Test]
    public void Sample_WithPartsOneByOne_GivesTheVideosOfAllTogether()
    {
        using var folder = new TemporaryFolder();
        var files = new[] { "together", "text_first", "one_by_one" }.ToDictionary(loading => loading, loading => Sample(folder, loading));
        Assert.That(files["together"].Keys, Is.EquivalentTo(new[] { "0000-a-panda.mp4", "0000-a-panda.safetensors", "0001-a-boat.mp4", "0001-a-boat.safetensors", "contact-sheet.png" }));
        foreach (var loading in new[] { "text_first", "one_by_one" })
        {
            Assert.That(files[loading].Keys, Is.EquivalentTo(files["together"].Keys));
            Assert.That(files[loading].Where(file => !file.Value.SequenceEqual(files["together"][file.Key])).Select(file => file.Key), Is.Empty, loading);
        }
    }

    [Test]
    public void Run_WithPartsOneByOne_LoadsTheAutoencoderLast()
    {
        using var run = new SamplingRun(RunConfigFile.Load([Model], ["sampling.loading=one_by_one", "sampling.frames=5", "sampling.height=32", "sampling.width=48", "sampling.steps=1"]).Config);
        var item = new SamplingItem("a panda") { Seed = 1 };
        var notes = run.LoadFor([item], ScalarType.Float32, CPU, []);
        Assert.That(notes.Select(note => note.Split(':')[0]), Is.EqualTo(new[] { "text encoder", "network" }));
        using var sampled = run.Sample(item);
        Assert.That(run.BeginDecoding(), Does.StartWith("autoencoder: "));
        Assert.That(run.BeginDecoding(), Is.Null, "it is there already");
        using var video = run.Decode(sampled);
        Assert.That(video.Frames_FHWC.shape, Is.EqualTo(new long[] { 8, 32, 48, 3 }));
    }

    [Test]
    public void Sample_WithACache_TakesItFromTheOption_AndRefusesAnUnknownOne()
    {
        using var folder = new TemporaryFolder();
        var plain = Sample(folder, "text_first");
        var cached = Sample(folder, "text_first", "--cache", "first_block_cache", "--set", "sampling.cache.params.threshold=10");
        Assert.That(cached["0000-a-panda.safetensors"].SequenceEqual(plain["0000-a-panda.safetensors"]), Is.False);
        var none = Sample(folder, "text_first", "--cache", "none", "--set", "sampling.steps=2");
        Assert.That(none["0000-a-panda.safetensors"], Is.EqualTo(plain["0000-a-panda.safetensors"]));

        var run = CliRun.Of(["sample", "--model", Model, "--prompt", "x", "--out", Path.Combine(folder.Path, "unknown"), "--cache", "first_blok_cache", .. Small]);
        Assert.That(run.Code, Is.EqualTo(2));
        Assert.That(run.Error, Does.Contain("first_block_cache"));
    }

    [Test]
    public void ACache_AmongTheModelsMixins_IsRefused()
    {
        var run = CliRun.Of("inspect", "hooks", "tiny", "--set", """model.mixins=[{ "name": "cache", "target": "first_block_cache" }]""");
        Assert.That(run.Code, Is.EqualTo(2));
        Assert.That(run.Error, Does.Contain("name it as sampling.cache"));
    }

    private static Dictionary<string, byte[]> Sample(TemporaryFolder folder, string loading, params string[] more)
    {
        var path = Path.Combine(folder.Path, Guid.NewGuid().ToString("N"));
        var run = CliRun.Of(
        [
            "sample", "--model", Model, "--prompt", "a panda", "--prompt", "a boat", "--save-latents", "--out", path, "--set", $"sampling.loading={loading}", .. Small, .. more,
        ]);
        Assert.That(run.Code, Is.Zero, run.Error);
        return Directory.GetFiles(path).Where(file => !file.EndsWith(".json", StringComparison.Ordinal)).ToDictionary(file => Path.GetFileName(file)!, File.ReadAllBytes);
    }
}
