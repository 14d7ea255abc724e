using Newtonsoft.Json.Linq;
using SharpSat.Core.Checkpoints;
using SharpSat.Core.Checkpoints.Safetensors;
using SharpSat.Core.Layers;
using SharpSat.Mixins.LowRank;
using SharpSat.Tests.Engine;
using SharpSat.Tests.Interop.Lora;
using SharpSat.Tests.Training;
using SharpSat.Video.Interop.Lora;

namespace SharpSat.Tests.Cli;

public sealed class LoraCommandTests
{
    private RunFolder _folder = null!;

    [SetUp]
    public void MakeFolder()
    {
        _folder = new RunFolder();
        using var adapter = SampleAdapters.Attention(rank: 4, alpha: 6);
        LoraFiles.Write(adapter, _folder.In("a.safetensors"), LoraFormat.Diffusers);
    }

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [Test]
    public void Info_SaysWhatItIs_AndWhereTheAlphasComeFrom()
    {
        var run = CliRun.Of("lora", "info", _folder.In("a.safetensors"));
        Assert.That(run.Code, Is.Zero, run.Error);
        Assert.That(run.Out, Does.Match(@"transformer\.layers\.\*\.attention\.query_key_value +1/3 +1 +4 +6 +1\.5 +\[4, 32\] +\[32, 4\] +float32"));
        Assert.That(run.Out, Does.Contain("form: Diffusers, 4 pairs in ").And.Contain("alpha: stored in the file"));
        var json = JObject.Parse(CliRun.Of("lora", "info", _folder.In("a.safetensors"), "--alpha", "own_rank", "--json").Out);
        Assert.That(json["pairs"]!.Select(p => (double)p["scaling"]!), Is.All.EqualTo(1));
        Assert.That((string?)json["format"], Is.EqualTo("diffusers"));
    }

    [Test]
    public void Convert_ThereAndBack_KeepsTheFile_AndSaysWhatSatCannotHold()
    {
        var to = CliRun.Of("lora", "convert", _folder.In("a.safetensors"), _folder.In("sat"), "--to", "sat");
        Assert.That(to.Code, Is.Zero, to.Error);
        Assert.That(to.Error, Does.Contain("A SAT file holds no alpha: set lora_config.params r: 4, lora_alpha: 6"));
        var back = CliRun.Of("lora", "convert", _folder.In("sat"), _folder.In("b.safetensors"), "--to", "diffusers", "--alpha", "6");
        Assert.That(back.Code, Is.Zero, back.Error);
        Assert.That(File.ReadAllBytes(_folder.In("b.safetensors")), Is.EqualTo(File.ReadAllBytes(_folder.In("a.safetensors"))));

        var again = CliRun.Of("lora", "convert", _folder.In("a.safetensors"), _folder.In("b.safetensors"), "--to", "kohya");
        Assert.That(again.Code, Is.EqualTo(2));
        Assert.That(again.Error, Does.Contain("exists already").And.Contain("--force"));
    }

    [Test]
    public void Merge_WritesTheSumAndReportsTheLargestChange()
    {
        using var engine = TinyEngines.Create();
        WeightSaver.Save(engine.Transformer, _folder.In("base.safetensors"));
        var run = CliRun.Of("lora", "merge", "--model", _folder.In("base.safetensors"), "--lora", $"{_folder.In("a.safetensors")}:0.5", "--out", _folder.In("merged.safetensors"));
        Assert.That(run.Code, Is.Zero, run.Error);
        Assert.That(run.Out, Does.Match("^1 adapters merged into 2 projections, largest change of a weight 0"));

        using var adapter = SampleAdapters.Attention(rank: 4, alpha: 6);
        LoraMerge.Into(LoraAttachment.Attach(engine.Transformer, "a", adapter, 0.5).Lora);
        using var file = SafetensorsFile.Open(_folder.In("merged.safetensors"));
        foreach (var (name, weight) in engine.Transformer.NamedWeights().Where(w => !w.Name.StartsWith("mixins.a.", StringComparison.Ordinal)))
        {
            using var merged = file.Read(name);
            Assert.That(merged.equal(weight.Value).all().item<bool>(), name);
        }
    }

    [Test]
    public void Merge_IntoAnotherNetwork_Exits2_AndWritesNothing()
    {
        using var engine = TinyEngines.Create();
        WeightSaver.Save(engine.Autoencoder, _folder.In("vae.safetensors"));
        var run = CliRun.Of("lora", "merge", "--model", _folder.In("vae.safetensors"), "--lora", _folder.In("a.safetensors"), "--out", _folder.In("merged.safetensors"));
        Assert.That(run.Code, Is.EqualTo(2));
        Assert.That(run.Error, Does.Contain("matches no weight of"));
        Assert.That(File.Exists(_folder.In("merged.safetensors")), Is.False);
    }

    [TestCase("abc", "is no alpha")]
    [TestCase("-1", "must be a number above 0")]
    public void Alpha_ThatIsNone_Exits2(string alpha, string problem)
    {
        var run = CliRun.Of("lora", "info", _folder.In("a.safetensors"), "--alpha", alpha);
        Assert.That(run.Code, Is.EqualTo(2));
        Assert.That(run.Error, Does.Contain(problem));
    }
}
