using static TorchSharp.torch;

namespace SharpSat.Video.Text;

/// <summary>Turns captions into states that the network attends to.</summary>
public interface ITextEncoder
{
    /// <summary>States per caption (S), padding included.</summary>
    int Length { get; }

    /// <summary>Width of a state (E).</summary>
    int Width { get; }

    /// <summary>Type of the states.</summary>
    ScalarType Dtype { get; }

    /// <summary>Where the states are made.</summary>
    Device Device { get; }

    /// <summary>SHA-256 (hex) of all that decides a caption's states beside the caption; null if they may not be kept on disk.</summary>
    string? Fingerprint() => null;

    /// <summary>Encodes captions (B), without gradients: [B, S, E].</summary>
    Tensor Encode(IReadOnlyList<string> captions);
}
