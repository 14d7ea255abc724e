using Newtonsoft.Json.Linq;
using SharpSat.Core.Checkpoints;
using SharpSat.Core.Checkpoints.Safetensors;
using SharpSat.Core.Errors;
using static TorchSharp.torch;

namespace SharpSat.Tests.Checkpoints;

public sealed class WeightFilesTests
{
    private string _folder = string.Empty;

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("sharpsat").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [TestCase("model.safetensors", "optimizer.safetensors")]
    [TestCase("diffusion_pytorch_model.safetensors", "other.safetensors")]
    [TestCase("diffusion_pytorch_model.fp16.safetensors", "config.json")]
    public void Open_Folder_TakesTheModel(string model, string other)
    {
        Write(model, "right");
        Write(other, "wrong");
        using var source = WeightFiles.Open(_folder);
        Assert.That(source.Entries.Keys, Is.EqualTo(new[] { "right" }));
    }

    [Test]
    public void Open_FolderWithSeveralCandidates_ListsThem()
    {
        Write("a.safetensors", "a");
        Write("b.safetensors", "b");
        Assert.That(Refusal(_folder), Does.Contain("a.safetensors, b.safetensors. Name one of them."));
    }

    [Test]
    public void Open_FolderWithoutWeights_SaysWhatWasExpected()
    {
        File.WriteAllText(Path.Combine(_folder, "config.json"), "{}");
        Assert.That(Refusal(_folder), Does.Contain("holds no weights").And.Contains("model.safetensors").And.Contains("index.json"));
    }

    [Test]
    public void Open_ModelSafetensorsThatIsAnLfsPointer_SaysSo()
    {
        File.WriteAllText(Path.Combine(_folder, "model.safetensors"), "version https://git-lfs.github.com/spec/v1\noid sha256:1\nsize 9\n");
        Assert.That(Refusal(_folder), Does.Contain("git lfs pull"));
    }

    [Test]
    public void Open_MissingFolder_SaysSo() => Assert.That(Refusal(Path.Combine(_folder, "no", "where")), Does.Contain("does not exist"));

    [Test]
    public void Open_Shards_ReadAsOne()
    {
        Write("model-1.safetensors", "a", "b");
        Write("model-2.safetensors", "c");
        Index(("a", "model-1.safetensors"), ("b", "model-1.safetensors"), ("c", "model-2.safetensors"));
        using var source = WeightFiles.Open(_folder);
        Assert.That(source.Entries.Keys, Is.EquivalentTo(new[] { "a", "b", "c" }));
        Assert.That(source.Metadata["total_size"], Is.EqualTo("12"));
        using var c = source.Read("c");
        Assert.That(c.numel(), Is.EqualTo(1));
        Assert.Throws<InputException>(() => source.Read("d"));
    }

    [Test]
    public void Open_MissingShard_IsNamed()
    {
        Write("model-1.safetensors", "a");
        Index(("a", "model-1.safetensors"), ("c", "model-2.safetensors"));
        Assert.That(Refusal(_folder), Does.Contain("model-2.safetensors").And.Contains("not in its folder"));
    }

    [Test]
    public void Open_NameInAnotherShard_IsNamed()
    {
        Write("model-1.safetensors", "a");
        Write("model-2.safetensors", "c");
        Index(("a", "model-2.safetensors"), ("c", "model-2.safetensors"), ("x", "model-1.safetensors"));
        Assert.That(Refusal(_folder), Does.Contain("'a' is in shard 'model-2.safetensors', but it is in 'model-1.safetensors'"));
    }

    [Test]
    public void Open_NameInNoShard_IsNamed()
    {
        Write("model-1.safetensors", "a");
        Index(("a", "model-1.safetensors"), ("b", "model-1.safetensors"));
        Assert.That(Refusal(_folder), Does.Contain("'b' is in shard 'model-1.safetensors', but no shard has it"));
    }

    [Test]
    public void Open_NameThatTheIndexLacks_IsNamed()
    {
        Write("model-1.safetensors", "a", "b");
        Index(("a", "model-1.safetensors"));
        Assert.That(Refusal(_folder), Does.Contain("does not list 'b'"));
    }

    [TestCase("../secret.safetensors")]
    [TestCase("/etc/x.safetensors")]
    [TestCase("")]
    [TestCase("pytorch_model.bin")]
    public void Open_IndexThatPointsElsewhere_IsRefused(string file)
    {
        Index(("a", file));
        Assert.That(Refusal(_folder), Does.Contain("must name a .safetensors file in the same folder"));
    }

    [TestCase("[]")]
    [TestCase("{\"weight_map\": 3}")]
    [TestCase("{\"weight_map\": {\"a\": 3}}")]
    [TestCase("{\"weight_map\": {\"a\": \"x.safetensors\", \"a\": \"y.safetensors\"}}")]
    [TestCase("{\"weight_map\"")]
    [TestCase("")]
    public void Open_BrokenIndex_IsRefused(string json)
    {
        File.WriteAllText(Path.Combine(_folder, "model.safetensors.index.json"), json);
        Assert.That(Refusal(_folder), Does.Contain("is not a shard index"));
    }

    [Test]
    public void Open_MutatedIndexes_AreResultsOrInputExceptions()
    {
        Write("model-1.safetensors", "a");
        Index(("a", "model-1.safetensors"));
        var path = Path.Combine(_folder, "model.safetensors.index.json");
        var valid = File.ReadAllBytes(path);
        var random = new Random(3);
        var refused = 0;
        for (var i = 0; i < 300; i++)
        {
            var bytes = valid.ToArray();
            bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            bytes[random.Next(bytes.Length)] = (byte)"{}[]\",:\\01"[random.Next(10)];
            File.WriteAllBytes(path, bytes);
            try
            {
                WeightFiles.Open(_folder).Dispose();
            }
            catch (InputException)
            {
                refused++;
            }
        }

        Assert.That(refused, Is.InRange(100, 299));
    }

    private static string Refusal(string path) => Assert.Throws<InputException>(() => WeightFiles.Open(path).Dispose())!.Message;

    private void Write(string file, params string[] names)
    {
        using var scope = NewDisposeScope();
        SafetensorsWriter.Write(Path.Combine(_folder, file), names.Select(name => (name, ones(1))));
    }

    private void Index(params (string Name, string File)[] places)
    {
        var map = new JObject(places.Select(place => new JProperty(place.Name, place.File)));
        var index = new JObject { ["metadata"] = new JObject { ["total_size"] = 12 }, ["weight_map"] = map };
        File.WriteAllText(Path.Combine(_folder, "model.safetensors.index.json"), index.ToString());
    }
}
