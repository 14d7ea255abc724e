using SharpSat.Core.Layers;
using static TorchSharp.torch;

namespace SharpSat.Video.Autoencoder;

/// <summary>Group norm over channels, frames and space: <c>weight</c> and <c>bias</c> [C].</summary>
internal sealed class GroupNormLayer : NetworkModule, IFeatureNorm
{
    private readonly NormSettings _settings;

    public GroupNormLayer(long channels, NormSettings settings)
        : base(nameof(GroupNormLayer))
    {
        _settings = settings;
        Weight = AddWeight("weight", [channels], WeightInit.Ones);
        Bias = AddWeight("bias", [channels], WeightInit.Zeros);
    }

    public Weight Weight { get; }

    public Weight Bias { get; }

    public Tensor Forward(Tensor x_BCTHW) =>
        nn.functional.group_norm(x_BCTHW, _settings.Groups, Weight.Value, Bias.Value, _settings.Epsilon);

    Tensor IFeatureNorm.Forward(Tensor x_BCTHW, FramePass pass) => Forward(x_BCTHW);
}
