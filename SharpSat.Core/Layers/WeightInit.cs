using static TorchSharp.torch;

namespace SharpSat.Core.Layers;

/// <summary>How a fresh weight is filled. Draws come from the given generator in float32 and are then cast.</summary>
public abstract record WeightInit
{
    /// <summary>All zeros.</summary>
    public static WeightInit Zeros { get; } = new ConstantInit(0);

    /// <summary>All ones.</summary>
    public static WeightInit Ones { get; } = new ConstantInit(1);

    /// <summary>The same value everywhere.</summary>
    public static WeightInit Constant(double value) => new ConstantInit(value);

    /// <summary>Normal with mean 0.</summary>
    public static WeightInit Normal(double std) => new NormalInit(std);

    /// <summary>Uniform in [-bound, bound].</summary>
    public static WeightInit Uniform(double bound) => new UniformInit(bound);

    /// <summary>PyTorch's default for linear and convolution weights: uniform with bound 1/sqrt(fan in).</summary>
    public static WeightInit FanIn(long fanIn) => new UniformInit(1 / Math.Sqrt(fanIn));

    /// <summary>Xavier (Glorot) uniform: bound sqrt(6 / (fan in + fan out)).</summary>
    public static WeightInit Xavier(long fanIn, long fanOut) => new UniformInit(Math.Sqrt(6.0 / (fanIn + fanOut)));

    /// <summary>A fixed table computed by the module (position embeddings).</summary>
    public static WeightInit Table(Func<Tensor> compute) => new TableInit(compute);

    /// <summary>A new float32 CPU tensor of <paramref name="shape"/>.</summary>
    public abstract Tensor Create(long[] shape, Generator generator);

    /// <summary>Whether a weight may be drawn piece by piece: no element depends on where it stands.</summary>
    internal virtual bool IsPerElement => true;

    private sealed record ConstantInit(double Value) : WeightInit
    {
        public override Tensor Create(long[] shape, Generator generator) => full(shape, Value, ScalarType.Float32);
    }

    private sealed record NormalInit(double Std) : WeightInit
    {
        public override Tensor Create(long[] shape, Generator generator) =>
            randn(shape, ScalarType.Float32, generator: generator).mul_(Std);
    }

    private sealed record UniformInit(double Bound) : WeightInit
    {
        public override Tensor Create(long[] shape, Generator generator) =>
            rand(shape, ScalarType.Float32, generator: generator).mul_(2 * Bound).sub_(Bound);
    }

    private sealed record TableInit(Func<Tensor> Compute) : WeightInit
    {
        public override Tensor Create(long[] shape, Generator generator) => Compute();

        internal override bool IsPerElement => false;
    }
}
