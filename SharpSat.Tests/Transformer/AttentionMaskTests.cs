using SharpSat.Core.Transformer;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Tests.Transformer;

public sealed class AttentionMaskTests
{
    [Test]
    public void ValuesBetween_ScaleTheScores_AsInSat()
    {
        using var scope = NewDisposeScope();
        var scores = full([1, 1, 2, 2], 3.0);
        var y = AttentionMask.Of(tensor(new float[,] { { 1, 0.5f }, { 0, 1 } })).Apply(scores);
        Assert.That(y.data<float>().ToArray(), Is.EqualTo(new[] { 3f, 1.5f - 5000, -10000, 3 }));
    }

    [Test]
    public void PositiveRow_IsSkipped_WhateverItsValues()
    {
        using var scope = NewDisposeScope();
        var mask = AttentionMask.Of(full([2, 1, 1, 3], 0.5));
        Assert.That(mask.IsPlain);
        Assert.That(mask.Apply(ones(2, 1, 3, 3)).eq(1).all().item<bool>());
    }

    [Test]
    public void ThreeAxes_AreRefused()
    {
        using var mask = ones(2, 3, 3);
        Assert.Throws<ArgumentException>(() => AttentionMask.Of(mask));
    }
}
