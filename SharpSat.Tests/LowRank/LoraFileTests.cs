using SharpSat.Core.Checkpoints.Safetensors;
using SharpSat.Core.Errors;
using SharpSat.Core.Layers;
using SharpSat.Core.Models;
using SharpSat.Core.Tensors;
using SharpSat.Core.Transformer;
using SharpSat.Mixins.LowRank;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Tests.LowRank;

public sealed class LoraFileTests
{
    private string _folder = string.Empty;

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("sharpsat-lora").FullName;

    [TearDown]
    public void DeleteFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void Attach_ToAModelWithFewerLayers_NamesWhatHasNoPlace_NotTheFingerprint()
    {
        var path = Write(layers: 3);
        using var model = NewModel(layers: 2);
        using var file = SafetensorsFile.Open(path);
        var error = Assert.Throws<InputException>(() => LoraFile.Attach(model, "a", file))!;
        Assert.That(error.Message, Does.Contain("the model has no transformer.layers.2.attention.dense, transformer.layers.2.attention.query_key_value.")
            .And.Contain("--force-lora").And.Not.Contain("fingerprint"));
        Assert.That(model.MixinNames, Is.Empty);

        var forced = LoraFile.Attach(model, "a", file, force: true);
        Assert.That(forced.ToString(), Is.EqualTo("LoRA: applied 16/24"));
        Assert.That(forced.Unmatched, Has.Count.EqualTo(8));
    }

    [TestCase("rank", "0", "lora.rank must be at least 1")]
    [TestCase("rank", "-4", "lora.rank must be at least 1")]
    [TestCase("alpha", "NaN", "lora.alpha must be a number above 0")]
    [TestCase("alpha", "0", "lora.alpha must be a number above 0")]
    [TestCase("alpha", "Infinity", "lora.alpha must be a number above 0")]
    [TestCase("targets", "null", "lora.targets is empty")]
    [TestCase("targets", "[null]", "lora.targets is empty")]
    [TestCase("base", "abc", "its fingerprint is abc, this model's")]
    [TestCase("base", "", "its fingerprint is empty, this model's")]
    public void Attach_DamagedMetadata_IsRefusedByName(string key, string value, string problem)
    {
        var path = Write(layers: 1, metadata => metadata[key] = value);
        using var model = NewModel(layers: 1);
        using var file = SafetensorsFile.Open(path);
        Assert.That(Assert.Throws<InputException>(() => LoraFile.Attach(model, "a", file))!.Message, Does.Contain(problem).And.Contain(path));
    }

    [Test]
    public void Attach_MutatedMetadata_IsAnAdapterOrAnInputError()
    {
        string[] values = ["", " ", "-1", "0", "1e999", "NaN", "2147483647", "99999999999", "null", "[]", "{}", "[1]", "[[]]", "\"x\"", "[\"(\"]", "\0", "ü", "4"];
        var random = new Random(4);
        using var model = NewModel(layers: 1);
        var refused = 0;
        for (var i = 0; i < 150; i++)
        {
            var path = Write(layers: 1, metadata =>
            {
                for (var edits = random.Next(1, 3); edits > 0; edits--)
                {
                    var key = metadata.Keys.ElementAt(random.Next(metadata.Count));
                    if (random.Next(5) == 0)
                    {
                        metadata.Remove(key);
                    }
                    else
                    {
                        metadata[key] = values[random.Next(values.Length)];
                    }
                }
            });
            using var file = SafetensorsFile.Open(path);
            try
            {
                LoraFile.Attach(model, "a", file);
                model.Remove("a");
            }
            catch (InputException)
            {
                refused++;
            }
        }

        Assert.That(refused, Is.InRange(75, 149));
        Assert.That(model.MixinNames, Is.Empty);
    }

    private string Write(int layers, Action<Dictionary<string, string>>? change = null)
    {
        var path = Path.Combine(_folder, $"{Guid.NewGuid():N}.safetensors");
        using var model = NewModel(layers);
        using var lora = new LoraMixin(new LoraParams { Rank = 2 }, model);
        using var noise = new NoiseSource(3, "lora");
        lora.Materialize(noise, ScalarType.Float32, CPU);
        var metadata = new Dictionary<string, string>(LoraFile.Metadata(lora));
        change?.Invoke(metadata);
        SafetensorsWriter.Write(path, LoraFile.Tensors(lora).Select(t => (t.Key, t.Value)), metadata);
        return path;
    }

    private static BaseModel NewModel(int layers)
    {
        var model = new BaseModel(new TransformerConfig { NumLayers = layers, HiddenSize = 16, NumAttentionHeads = 2, VocabSize = 9, MaxSequenceLength = 4 });
        using var noise = new NoiseSource(1, "init");
        model.Materialize(noise, ScalarType.Float32, CPU);
        return model;
    }
}
