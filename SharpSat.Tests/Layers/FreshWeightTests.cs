using SharpSat.Core.Layers;
using SharpSat.Core.Tensors;
using SharpSat.Core.Training.Memory;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Tests.Layers;

public sealed class FreshWeightTests
{
    // A little over two pieces of 2^22, with an end that is no whole block of 16.
    private const int Rows = 4099;
    private const int Columns = 2050;

    [Test]
    public void Materialize_InAShortType_GivesTheNumbersOfOneDraw_Cast()
    {
        using var scope = NewDisposeScope();
        using var pieces = New(WeightInit.Normal(0.02));
        using var whole = New(WeightInit.Normal(0.02));
        Fill(pieces, ScalarType.BFloat16);
        Fill(whole, ScalarType.Float32);
        Assert.That(pieces.Weight.Value.dtype, Is.EqualTo(ScalarType.BFloat16));
        Assert.That(pieces.Weight.Value.equal(whole.Weight.Value.to(ScalarType.BFloat16)).all().item<bool>(), Is.True);
    }

    [Test]
    public void Materialize_OfAUniformWeight_GivesTheNumbersOfOneDraw_Cast()
    {
        using var scope = NewDisposeScope();
        using var pieces = New(WeightInit.Uniform(0.1));
        using var whole = New(WeightInit.Uniform(0.1));
        Fill(pieces, ScalarType.Float16);
        Fill(whole, ScalarType.Float32);
        Assert.That(pieces.Weight.Value.equal(whole.Weight.Value.to(ScalarType.Float16)).all().item<bool>(), Is.True);
    }

    [Test]
    [Platform("Linux")]
    public void Materialize_InAShortType_NeverHoldsALargeWeightAsFloat32()
    {
        const double Mib = 1 << 20;
        using var scope = NewDisposeScope();
        using var warm = New(WeightInit.Zeros);
        Fill(warm, ScalarType.BFloat16);
        using var large = new LinearLayer(8192, 16384, bias: false, WeightInit.Zeros);
        var before = Environment.WorkingSet;
        var peak = PeakMemory.Of(() => Fill(large, ScalarType.BFloat16));
        Assert.That((peak - before) / Mib, Is.LessThan(256 + 96), "256 MiB of weights; as float32 they would be 512 more");
    }

    private static LinearLayer New(WeightInit init) => new(Columns, Rows, bias: false, init);

    private static void Fill(LinearLayer layer, ScalarType dtype)
    {
        using var noise = new NoiseSource(5, "init");
        layer.Materialize(noise, dtype, CPU);
    }
}
