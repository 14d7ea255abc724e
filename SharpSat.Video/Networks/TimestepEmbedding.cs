using SharpSat.Core.Context;
using SharpSat.Core.Layers;
using SharpSat.Core.Transformer;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Video.Networks;

/// <summary>A number per sample as [cos | sin] features, then linear, SiLU, linear (children "0" and "2").</summary>
public sealed class TimestepEmbedding : NetworkModule
{
    private const double MaxPeriod = 10000;
    private readonly int _features;
    private readonly Projection _first;
    private readonly Projection _second;

    /// <summary>Declares both projections.</summary>
    /// <param name="features">Features of a number.</param>
    /// <param name="width">Width of the embedding.</param>
    /// <param name="path">Module path for hooks.</param>
    public TimestepEmbedding(int features, int width, string path)
        : base(nameof(TimestepEmbedding))
    {
        _features = features;
        _first = new Projection(new LinearSite($"{path}.0", null, AddChild("0", new LinearLayer(features, width))));
        _second = new Projection(new LinearSite($"{path}.2", null, AddChild("2", new LinearLayer(width, width))));
    }

    /// <summary>Both projections.</summary>
    public IEnumerable<LinearSite> Sites => [_first.Site, _second.Site];

    /// <summary>[B] to [B, width].</summary>
    /// <param name="values_B">Numbers.</param>
    /// <param name="context">The pass.</param>
    /// <param name="dtype">Type of the activations; null is that of the weights.</param>
    public Tensor Forward(Tensor values_B, ForwardContext context, ScalarType? dtype = null)
    {
        using var scope = NewDisposeScope();
        var features = Features(values_B, _features).to(dtype ?? _first.Layer.Weight.Value.dtype);
        return _second.Forward(nn.functional.silu(_first.Forward(features, context)), context).MoveToOuterDisposeScope();
    }

    /// <summary>[B] to [B, size]: cosines, then sines, of value * period^(-i/half), an odd size filled up with a zero; float32.</summary>
    public static Tensor Features(Tensor values_B, int size, double period = MaxPeriod)
    {
        using var scope = NewDisposeScope();
        var half = size / 2;
        // The exponent is float32 as in the originals, its exp correctly rounded: at timestep 999 a last bit is 6e-5 of an angle.
        var exponents = arange(half, ScalarType.Float32) * -Math.Log(period) / half;
        var frequencies = exponents.to(ScalarType.Float64).exp().to(ScalarType.Float32).to(values_B.device);
        var angles = values_B.to(ScalarType.Float32).unsqueeze(1) * frequencies.unsqueeze(0);
        var features = cat([angles.cos(), angles.sin()], -1);
        return (size % 2 == 0 ? features : nn.functional.pad(features, [0, 1])).MoveToOuterDisposeScope();
    }

    /// <summary>[B] to [B, size]: the value itself in every feature (the reference's <c>repeat_only</c>).</summary>
    public static Tensor Repeated(Tensor values_B, int size)
    {
        using var scope = NewDisposeScope();
        return values_B.to(ScalarType.Float32).unsqueeze(1).repeat(1, size).MoveToOuterDisposeScope();
    }
}
