using SharpSat.Core.Checkpoints;
using SharpSat.Core.Checkpoints.Safetensors;
using SharpSat.Core.Checkpoints.TorchPickle;
using SharpSat.Tests.Golden;
using static TorchSharp.torch;

namespace SharpSat.Tests.Checkpoints.TorchPickle;

/// <summary>Files that torch.save wrote, beyond what the case checkpoint-io compares.</summary>
public sealed class TorchFileGoldenTests
{
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
        Assert.That(second.equal(golden.Tensor("zoo.shared_b")).all().item<bool>());
    }
}
