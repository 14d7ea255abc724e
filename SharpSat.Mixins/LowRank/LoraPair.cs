using static TorchSharp.torch;

namespace SharpSat.Mixins.LowRank;

/// <summary>One pair of factors as a file holds it.</summary>
public sealed record LoraPair
{
    /// <summary>Path of the projection in SharpSat's (and SAT's) names: "transformer.layers.0.attention.dense".</summary>
    public required string Site { get; init; }

    /// <summary>The rows of the projection that it changes.</summary>
    public required LoraRows Rows { get; init; }

    /// <summary>Down factor [r, in]; a convolution's has its kernel in place of in: [r, C, H, W].</summary>
    public required Tensor A { get; init; }

    /// <summary>Up factor [rows, r]; a convolution's is [rows, r, 1, 1].</summary>
    public required Tensor B { get; init; }

    /// <summary>Its update is scaled by alpha / rank.</summary>
    public required double Alpha { get; init; }

    /// <summary>Name of A in the file, for messages.</summary>
    public required string KeyA { get; init; }

    /// <summary>Name of B in the file, for messages.</summary>
    public required string KeyB { get; init; }

    /// <summary>Rank r.</summary>
    public int Rank => checked((int)A.shape[0]);

    /// <summary>alpha / rank.</summary>
    public double Scaling => Alpha / Rank;
}
