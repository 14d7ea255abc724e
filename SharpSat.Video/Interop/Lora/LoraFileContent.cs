using static TorchSharp.torch;

namespace SharpSat.Video.Interop.Lora;

/// <summary>What a file is to hold.</summary>
/// <param name="Tensors">Names and tensors.</param>
/// <param name="Metadata">Text beside them.</param>
/// <param name="Notes">What users must know, because the form cannot say it.</param>
internal sealed record LoraFileContent(
    IReadOnlyList<(string Name, Tensor Tensor)> Tensors, IReadOnlyDictionary<string, string> Metadata, IReadOnlyList<string> Notes);
