using SharpSat.Core.Layers;
using SharpSat.Core.Tensors.Kernels.Norms;
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

    /// <summary>The norm and x * sigmoid(x), with scales and shifts between the two if given; null where no kernel serves.</summary>
    public Tensor? Activated(Tensor x_BCTHW, ModulationField? field) => GroupSwish.Serves(x_BCTHW, Weight.Value)
        ? GroupSwish.Apply(x_BCTHW, Weight.Value, Bias.Value, _settings.Groups, _settings.Epsilon, field)
        : null;

    Tensor IFeatureNorm.Activated(Tensor x_BCTHW, FramePass pass) => Activated(x_BCTHW, field: null) ?? FeatureOps.Swish(Forward(x_BCTHW));

    Tensor IFeatureNorm.Forward(Tensor x_BCTHW, FramePass pass) => Forward(x_BCTHW);
}
