using Newtonsoft.Json.Linq;
using SharpSat.Core.Checkpoints;
using SharpSat.Core.Checkpoints.Safetensors;
using SharpSat.Core.Checkpoints.TorchPickle;
using SharpSat.Tests.Golden;
using static TorchSharp.torch;

namespace SharpSat.Tests.Checkpoints.TorchPickle;

/// <summary>Files that torch.save wrote, against what it was given (case checkpoint-io).</summary>
public sealed class TorchFileGoldenTests
{
    [TestCase("release_tensors")]
    [TestCase("zoo")]
    [TestCase("zoo_legacy")]
    [TestCase("full_module")]
    public void ReadPickle_EqualsTheRecordedValues(string name)
    {
        using var golden = GoldenCase.Open("sat", "checkpoint-io");
        var run = golden.Run(name);
        using var file = TorchFile.Open(Path.Combine(golden.Folder, (string)run["file"]!));
        using var module = file.Weights("module");
        var recorded = (string?)run["same_as"] is { } other ? golden.Run(other) : run;
        var expected = (JObject)recorded["expect"]!;
        if (expected["module"] is JObject tensors)
        {
            var keys = run["only_keys"]!.Type == JTokenType.Null ? [.. tensors.Properties().Select(p => p.Name)] : run["only_keys"]!.ToObject<string[]>()!;
            Assert.That(keys, Is.SubsetOf(module.Entries.Keys));
            foreach (var key in keys)
            {
                using var actual = module.Read(key);
                using var stored = golden.Tensor((string)tensors[key]!);
                Assert.That(actual.dtype, Is.EqualTo(stored.dtype), key);
                Assert.That(module.Entries[key].Dtype, Is.EqualTo(stored.dtype), key);
                Assert.That(actual.is_contiguous(), key);
                golden.Compare((string)tensors[key]!, actual);
            }
        }

        if ((string?)expected["module_equals_file"] is { } equal)
        {
            using var source = golden.Weights(equal);
            SameWeights.Assert(module, source);
        }

        foreach (var (key, json) in (JObject)run["expect_json"]!)
        {
            Assert.That(((TorchDictionary)file.Root).TryGet(key, out var value), key);
            Assert.That(JToken.DeepEquals(Plain(value!), json!), $"{key}: {Plain(value!)}");
        }
    }

    [Test]
    public void Checkpoint_OfATrainingRun_HasInertRandomStates_AndScalarsAsMetadata()
    {
        using var golden = GoldenCase.Open("sat", "checkpoint-io");
        using var file = TorchFile.Open(Path.Combine(golden.Folder, "full", "100", SatDirectory.WeightsFile));
        var top = ((TorchDictionary)file.Root).Named;
        Assert.That(((TorchSequence)top["np_rng_state"]).Items[1], Is.InstanceOf<TorchPlaceholder>().With.Property("Name").EqualTo("numpy.core.multiarray._reconstruct"));
        Assert.That(top["sparse_tensor_module_names"], Is.InstanceOf<TorchSequence>().With.Property("Kind").EqualTo(TorchSequenceKind.Set));
        using var state = ((TorchTensor)top["torch_rng_state"]).Read();
        Assert.That((state.dtype, state.numel()), Is.EqualTo((ScalarType.Byte, 5056L)));
        using var weights = TorchFile.OpenWeights(file.Description);
        Assert.That(weights.Metadata["iteration"], Is.EqualTo("100"));
        Assert.That(weights.Metadata["ds_version"], Is.EqualTo("0.12.3"));
    }

    [Test]
    public void SharedStorage_IsNotSharedAfterReading()
    {
        using var golden = GoldenCase.Open("sat", "checkpoint-io");
        using var file = TorchFile.Open(Path.Combine(golden.Folder, "zoo.pt"));
        var module = (TorchDictionary)((TorchDictionary)file.Root).Named["module"];
        var (a, b) = ((TorchTensor)module.Named["shared_a"], (TorchTensor)module.Named["shared_b"]);
        Assert.That(a.StorageKey, Is.EqualTo(b.StorageKey));
        using var first = a.Read();
        first.zero_();
        using var second = b.Read();
        golden.Compare("zoo.shared_b", second);
    }

    private static JToken Plain(TorchValue value) => value switch
    {
        TorchScalar { Value: System.Numerics.BigInteger big } => new JValue(big.ToString(System.Globalization.CultureInfo.InvariantCulture)),
        TorchScalar { Value: var plain } => plain is null ? JValue.CreateNull() : JToken.FromObject(plain),
        TorchSequence { Items: var items } => new JArray(items.Select(Plain)),
        TorchDictionary { Named: var named } => new JObject(named.Select(pair => new JProperty(pair.Key, Plain(pair.Value)))),
        TorchTensor tensor => new JArray(Floats(tensor)),
        _ => throw new AssertionException($"unexpected {value}"),
    };

    private static float[] Floats(TorchTensor tensor)
    {
        using var values = tensor.Read();
        return [.. values.data<float>()];
    }
}
