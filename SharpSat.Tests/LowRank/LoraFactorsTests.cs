using SharpSat.Core.Context;
using SharpSat.Core.Errors;
using SharpSat.Core.Layers;
using SharpSat.Core.Tensors;
using SharpSat.Core.Transformer;
using SharpSat.Mixins.LowRank;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Tests.LowRank;

public sealed class LoraFactorsTests
{
    [TestCase("0/3:2:4 2/3:3:1")]
    [TestCase("1/3:2:2")]
    [TestCase("0/3:2:4 1/3:2:4 2/3:2:4")]
    [TestCase("1,0/12:1:3 4,8/12:2:5")]
    [TestCase("0/1:3:1")]
    public void Forward_IsTheWeightChangeApplied_AndZeroWhereNoPairReaches(string plan)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        var site = Site();
        var slots = plan.Split(' ').Select(p => p.Split(':')).Select(p => new LoraSlot(LoraRows.Parse(p[0]), int.Parse(p[1]), double.Parse(p[2]))).ToList();
        using var factors = Filled(site, slots);
        var x = rand(2, 5, 8);
        var change = factors.WeightChange(0.5);
        var update = factors.Forward(x, 0.5, 0, new ForwardContext());
        Assert.That((update - matmul(x, change.t())).abs().max().ToDouble(), Is.LessThan(1e-5));

        var expected = zeros(24, 8);
        for (var i = 0; i < slots.Count; i++)
        {
            var delta = matmul(factors.B[i].Value, factors.A[i].Value) * slots[i].Alpha / slots[i].Rank * 0.5;
            long from = 0;
            foreach (var range in slots[i].Rows.In(site))
            {
                expected.narrow(0, range.Start, range.Count).copy_(delta.narrow(0, from, range.Count));
                from += range.Count;
            }
        }

        Assert.That((change - expected).abs().max().ToDouble(), Is.LessThan(1e-6));
    }

    [Test]
    public void RowsTwice_AreRefused() => Assert.That(
        () => new LoraFactors(Site(), [new LoraSlot(LoraRows.Whole, 1, 1), new LoraSlot(LoraRows.Parse("1/3"), 1, 1)]),
        Throws.TypeOf<InputException>().With.Message.EqualTo("Two LoRA factors change the same rows of q: 0/1 and 1/3."));

    [TestCase("3/3")]
    [TestCase("0,0/3")]
    [TestCase("")]
    [TestCase("x/3")]
    [TestCase("0/3/3")]
    public void Rows_ThatAreNone_AreRefused(string text) =>
        Assert.That(() => LoraRows.Parse(text), Throws.TypeOf<InputException>().With.Message.Contains("names no rows"));

    [Test]
    public void Rows_OfAProjectionThatDoesNotDivide_AreRefused() => Assert.That(
        () => LoraRows.Parse("0/5").In(Site()), Throws.TypeOf<InputException>().With.Message.EqualTo("q has 24 rows, which do not divide into 5 equal chunks."));

    private static LinearSite Site() => new("q", 0, new LinearLayer(8, 24), [8, 8, 8]);

    private static LoraFactors Filled(LinearSite site, IReadOnlyList<LoraSlot> slots)
    {
        var factors = new LoraFactors(site, slots);
        using var noise = new NoiseSource(3, "lora");
        factors.Materialize(noise, ScalarType.Float32, CPU);
        foreach (var b in factors.B)
        {
            b.Value.copy_(noise.Normal([.. b.Shape], ScalarType.Float32, CPU));
        }

        return factors;
    }
}
