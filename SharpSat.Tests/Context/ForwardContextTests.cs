using SharpSat.Core.Context;
using TorchSharp;
using static TorchSharp.torch;

namespace SharpSat.Tests.Context;

public sealed class ForwardContextTests
{
    [Test]
    public void MoveOutputs_TensorInTwoBags_MovesOneScopeOnly()
    {
        var key = new ContextKey<Tensor>("kept", "this test");
        var context = new ForwardContext();
        using var outer = NewDisposeScope();
        Tensor kept;
        using (NewDisposeScope())
        {
            using (NewDisposeScope())
            {
                kept = ones(1);
                foreach (var bag in new[] { new ContextBag(), new ContextBag() })
                {
                    bag.Set(key, kept);
                    context.LayerOutputs.Add(bag);
                }

                context.MoveOutputsToOuterScope();
            }

            Assert.That(kept.IsInvalid, Is.False);
        }

        Assert.That(kept.IsInvalid, Is.True);
    }
}
