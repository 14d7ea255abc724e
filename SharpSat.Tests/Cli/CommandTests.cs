using Newtonsoft.Json.Linq;
using SharpSat.Tests.Registry;

namespace SharpSat.Tests.Cli;

public sealed class CommandTests
{
    private string _folder = string.Empty;

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("sharpsat-cli").FullName;

    [TearDown]
    public void DeleteFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void MixinsList_ShowsOwnAndPluginComponents()
    {
        var plugin = AssemblyMaker.Save(_folder, "Acme.Listed", "Acme.Listed", "acme.cli_listed");

        var table = CliRun.Of("mixins", "list", "--plugin", plugin);
        var json = JArray.Parse(CliRun.Of("mixins", "list", "--json").Out);

        Assert.That(table.Code, Is.Zero, table.Error);
        Assert.That(table.Out.Split('\n')[0], Does.Match("^name +kind +used as +params +assembly"));
        Assert.That(table.Out, Does.Match(@"\nlora +mixin .* LoraParams +SharpSat\.Mixins").And.Match(@"\nacme\.cli_listed +component .*Acme\.Listed"));
        Assert.That(json.Single(e => (string?)e["name"] == "ddim")["used_as"]!.Select(u => (string?)u), Does.Contain("ISampler"));
    }

    [Test]
    public void MixinsList_MissingPlugin_Exits2()
    {
        var run = CliRun.Of("mixins", "list", "--plugin", Path.Combine(_folder, "none.dll"));
        Assert.That(run.Code, Is.EqualTo(2));
        Assert.That(run.Error, Does.StartWith("error: Plugin '").And.Contain("does not exist").And.Not.Contain("   at "));
    }

    [Test]
    public void Doctor_LoadsLibtorch_AndLooksAtTheRepair()
    {
        var findings = JArray.Parse(CliRun.Of("doctor", "--json").Out);
        Assert.That(findings.Select(f => (string?)f["check"]), Is.EqualTo(new[]
        {
            "sharpsat", ".net", "system", "torchsharp", "native repair", "libtorch", "threads", "cuda", "ffmpeg", "ffprobe",
        }));
        var libtorch = findings.Single(f => (string?)f["check"] == "libtorch");
        Assert.That((string?)libtorch["found"], Does.Contain("trial matmul right"));
        Assert.That((string?)findings.Single(f => (string?)f["check"] == "native repair")["state"], Is.Not.EqualTo("missing"));
    }

    [Test]
    public void Doctor_ExitCode_SaysWhetherSomethingIsMissing()
    {
        var run = CliRun.Of("doctor");
        var anyMissing = run.Out.Split('\n').Any(line => line.Contains("  missing  ", StringComparison.Ordinal));
        Assert.That(run.Code, Is.EqualTo(anyMissing ? 1 : 0), run.Out);
    }

    [Test]
    public void InspectWeights_ListsNamesShapesAndDtypes()
    {
        var path = Path.Combine(_folder, "w.safetensors");
        WriteSafetensors(path, """{"__metadata__":{"rank":"8"},"b.weight":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]},"a":{"dtype":"BF16","shape":[],"data_offsets":[24,26]}}""", 26);

        var table = CliRun.Of("inspect", "weights", path);
        var json = JObject.Parse(CliRun.Of("inspect", "weights", path, "--json").Out);

        Assert.That(table.Out.ReplaceLineEndings("\n"), Is.EqualTo(
            $"name      dtype     shape\na         bfloat16  []\nb.weight  float32   [2, 3]\nrank: 8\n2 tensors, 7 values in {path}\n"), table.Error);
        Assert.That(json["tensors"]!.Select(t => (string?)t["name"]), Is.EqualTo(new[] { "a", "b.weight" }));
    }

    [Test]
    public void InspectWeights_Truncated_Exits2WithoutAStack()
    {
        var path = Path.Combine(_folder, "w.safetensors");
        WriteSafetensors(path, """{"a":{"dtype":"F32","shape":[100],"data_offsets":[0,400]}}""", 10);
        var run = CliRun.Of("inspect", "weights", path);
        Assert.That((run.Code, run.Out), Is.EqualTo((2, string.Empty)));
        Assert.That(run.Error, Does.StartWith("error: ").And.Not.Contain("   at "));
    }

    [Test]
    public void InspectConfig_ShowsEachValueWithItsOrigin()
    {
        var path = Path.Combine(_folder, "run.json");
        File.WriteAllText(path, "{\n  \"model\": { \"preset\": \"tiny\",\n    \"latent_scale\": 0.5 } }");

        var table = CliRun.Of("inspect", "config", path, "--set", "trainer.max_steps=7");
        var json = JObject.Parse(CliRun.Of("inspect", "config", path, "--json").Out);

        Assert.That(table.Code, Is.Zero, table.Error);
        Assert.That(table.Out, Does.Match($@"\nmodel\.latent_scale +0\.5 +{path}:3\r?\n"));
        Assert.That(table.Out, Does.Match(@"\nmodel\.network\.target +""cogvideox"" +\S*tiny\.json:\d+\r?\n"));
        Assert.That(table.Out, Does.Match(@"\ntrainer\.max_steps +7 +--set trainer\.max_steps=7\r?\n"));
        Assert.That((double)json["model"]!["latent_scale"]!, Is.EqualTo(0.5));
    }

    [Test]
    public void InspectConfig_UnknownPreset_ListsNearMatches()
    {
        var path = Path.Combine(_folder, "run.json");
        File.WriteAllText(path, "{ \"model\": {\n \"preset\": \"tyni\" } }");
        var run = CliRun.Of("inspect", "config", path);
        Assert.That(run.Code, Is.EqualTo(2));
        Assert.That(run.Error, Does.StartWith($"error: {path}:2: model.preset: There is no preset 'tyni'. Did you mean 'tiny'?"));
    }

    private static void WriteSafetensors(string path, string header, int bytes)
    {
        using var file = new BinaryWriter(File.Create(path));
        var text = System.Text.Encoding.UTF8.GetBytes(header);
        file.Write((long)text.Length);
        file.Write(text);
        file.Write(new byte[bytes]);
    }
}
