using Newtonsoft.Json.Linq;
using SharpSat.Tests.Cli;
using SharpSat.Tests.Training;

namespace SharpSat.Tests.Profiling;

public sealed class ProfileCommandTests
{
    private static readonly string[] Training = ["--set", "data.target=moving_shapes", "--set", "data.params.count=2", "--set", "data.params.frames=9"];

    [Test]
    public void Profile_OfAPreset_ShowsStagesBlocksAndMixinsOfSampling()
    {
        var run = CliRun.Of("profile", "tiny", "--steps", "1");
        Assert.That(run.Code, Is.Zero, run.Error);
        Assert.That(run.Out, Does.Contain("sampling, by stage").And.Contain("sampling, by block").And.Contain("sampling, by mixin"));
        Assert.That(run.Out, Does.Not.Contain("training, by stage"));
        Assert.That(run.Out, Does.Match("layer_forward +adaln_layer +"));
    }

    [Test]
    public void Profile_OfATrainingConfig_TimesForwardAndBackwardOfEveryBlock_AndWritesNothing()
    {
        using var folder = new RunFolder();
        var run = CliRun.Of(["profile", "tiny", "--steps", "2", "--json", "--set", $"trainer.run_dir={folder.In("run")}", "--set", "lora.rank=2", .. Training]);
        Assert.That(run.Code, Is.Zero, run.Error);
        var training = JObject.Parse(run.Out)["training"]!;
        var stages = training["stages"]!.ToDictionary(s => (string)s["stage"]!, s => (double)s["milliseconds"]!);
        Assert.That(stages.Keys, Is.EqualTo(new[] { "reading clips", "autoencoder, encoding", "text encoder", "forward and loss", "backward", "clipping and optimizer" }));
        Assert.That(stages["forward and loss"], Is.GreaterThan(0));
        Assert.That(training["stages"]!.Sum(s => (double)s["share"]!), Is.EqualTo(1).Within(1e-6));

        var blocks = training["blocks"]!.ToList();
        Assert.That(blocks.Select(b => (int)b["block"]!), Is.EqualTo(Enumerable.Range(0, blocks.Count)));
        Assert.That(blocks.Select(b => (double)b["backward"]!), Is.All.GreaterThan(0));
        Assert.That(blocks.Sum(b => (double)b["forward"]!), Is.LessThan(stages["forward and loss"]));
        Assert.That(blocks.Sum(b => (double)b["backward"]!), Is.LessThanOrEqualTo(stages["backward"]));

        var links = training["links"]!.ToList();
        Assert.That(links.Where(l => (string)l["mixin"]! == "lora").Select(l => (string)l["hook"]!), Is.EqualTo(new[] { "linear" }));
        Assert.That(links.Select(l => (string)l["mixin"]!), Does.Contain("adaln_layer").And.Contain("default").And.Not.Contain("backward_clock"));
        Assert.That(links.Sum(l => (double)l["share"]!), Is.LessThanOrEqualTo(1 + 1e-6));
        Assert.That(folder.In("run"), Does.Not.Exist);
    }

    [Test]
    public void Profile_OfAConfigThatDoesNothing_Exits2()
    {
        var run = CliRun.Of("profile", "tiny", "--set", "sampling=null");
        Assert.That(run.Code, Is.EqualTo(2));
        Assert.That(run.Error, Does.Contain("There is nothing to profile"));
        Assert.That(CliRun.Of("profile", "tiny", "--steps", "0").Code, Is.EqualTo(2));
    }
}
