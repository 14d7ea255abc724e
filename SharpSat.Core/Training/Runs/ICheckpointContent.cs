using SharpSat.Core.Checkpoints;
using SharpSat.Core.Errors;
using static TorchSharp.torch;

namespace SharpSat.Core.Training.Runs;

/// <summary>What "the weights" of a run are: the whole model, or for a LoRA the adapter alone.</summary>
public interface ICheckpointContent
{
    /// <summary>File name within a checkpoint, for example <c>model.safetensors</c> or <c>adapter.safetensors</c>.</summary>
    string FileName { get; }

    /// <summary>Key/value text stored in the file, for example rank and alpha.</summary>
    IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>The tensors by their checkpoint names; they stay the model's.</summary>
    IReadOnlyDictionary<string, Tensor> Tensors();

    /// <summary>Puts a saved file back. Called before the optimizer is made.</summary>
    /// <exception cref="InputException">The file does not fit the model.</exception>
    void Load(IWeightSource source);
}
